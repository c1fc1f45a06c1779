"""Operations of an annual report: open, note lateness, return, approve."""

from __future__ import annotations

from typing import Any

from processes.annual_report.data import Report
from processes.kit import Ports, closing, operation


@operation(takes=Report)
def open_report(report: Report, ports: Ports) -> dict[str, Any]:
    """Open the report of the year (article 18)."""
    due = closing(report.report_day)
    ports.records.create(
        "report",
        report.key,
        title=f"{report.title} {report.report_year} 年度报告",
        region=report.region,
        unit=report.lead_unit,
        state="due",
        data={"project_id": report.project_id, "year": report.report_year, "due": due, "late": False},
    )
    return {"report_id": report.key, "report_due": due}


@operation(takes=Report)
def mark_late(report: Report, ports: Ports) -> None:
    """Mark the report as late; the mark stays when it comes in after all."""
    ports.records.update("report", report.key, state="late", data={"late": True}, reason="逾期未报")
    ports.notices.send("report_late", unit=report.lead_unit, values=_named(report))
    ports.notices.send("report_late", region=report.region, role="region_officer", values=_named(report))


@operation(takes=Report)
def hold_payments(report: Report, ports: Ports) -> None:
    """Hold further payments to the project of a report that is sixty days late (article 20)."""
    ports.records.update("report", report.key, state="escalated", reason="逾期六十日")
    ports.records.update("project", report.project_id, data={"payments_held_since": ports.today()}, reason="暂停拨款")
    values = {"title": report.title, "project_id": report.project_id}
    ports.notices.send("payments_held", values, unit=report.lead_unit)
    ports.notices.send("payments_held", values, region=report.region, role="finance_officer")


@operation(takes=Report)
def skip_report(report: Report, ports: Ports) -> dict[str, Any]:
    """Close the report of the year without one, with the officer's reason."""
    ports.records.update(
        "report", report.key, state="skipped", data={"skip_reason": report.excuse_reason}, reason="同意免报"
    )
    ports.records.update("project", report.project_id, data={"payments_held_since": None}, reason="同意免报")
    return {"report_result": "skipped"}


@operation(takes=Report)
def return_report(report: Report, ports: Ports) -> dict[str, Any]:
    """Return the report for correction with a new due date."""
    days = int(ports.parameters["correction_window"].value)
    due = ports.calendar.deadline(ports.today(), days)
    ports.records.update("report", report.key, state="returned", data={"due": due}, reason="退回修改")
    ports.notices.send("report_returned", unit=report.lead_unit, values=_named(report) | {"due": due})
    return {"report_day": ports.calendar.add_working_days(ports.today(), days), "report_due": due}


@operation(takes=Report)
def approve_report(report: Report, ports: Ports) -> dict[str, Any]:
    """Approve the report."""
    ports.records.update("report", report.key, state="approved", data={"approved_on": ports.today()}, reason="审阅通过")
    ports.documents.issue(
        "annual_report", record=("report", report.key), values={"title": report.title}, to_unit=report.lead_unit, signed_in=("fill_report", "review_report")
    )
    ports.records.update("project", report.project_id, data={"payments_held_since": None}, reason="年报已通过")
    ports.notices.send("report_approved", unit=report.lead_unit, values=_named(report))
    return {"report_result": "approved"}


def _named(report: Report) -> dict[str, Any]:
    """What a notice calls it; a year is no amount."""
    return {"title": report.title, "year": str(report.report_year)}
