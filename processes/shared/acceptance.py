"""Operations of preparation and of the four acceptance drawings: check, draw, conclude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from processes.kit import Parameter, Ports, closing, operation
from processes.shared.data import Accepting

CONCLUSIONS = {
    "accepted": ("通过", "accepted"),
    "accepted_after_rectification": ("整改后通过", "accepted after rectification"),
    "closed_without_fault": ("结题", "closed without fault"),
    "failed": ("不通过", "failed"),
}
REPORT_CLOSED = {"approved", "skipped"}


@operation(takes=Accepting)
def gather_gaps(accepting: Accepting, ports: Ports) -> dict[str, Any]:
    """Read what the table of acceptance conditions judges: open reports, audit, scientific report."""
    reports = ports.records.find("report", project_id=accepting.project_id)
    file = ports.records.get("acceptance", accepting.project_id)
    project = ports.records.get("project", accepting.project_id)
    contract = ports.records.get("contract", accepting.project_id)
    agreed = (contract.data.get("technical_contracts") if contract else None) or []
    data = dict(file.data) if file else {}
    support = (project.data.get("support") if project else None) or Decimal(0)
    for template in (
        "acceptance_form", "project_summary", "final_account", "audit_cover", "science_report", "application_proof",
    ):
        ports.documents.issue(
            template, record=("acceptance", accepting.project_id), values={"title": accepting.title},
            to_unit=accepting.lead_unit, signed_in=("apply_acceptance", "rectify"),
        )
    return {
        "solver_payments": pairs(agreed, accepting.solver_payments),
        "open_reports": Decimal(sum(1 for each in reports if each.state not in REPORT_CLOSED)),
        "audit_ok": audit_ok(
            accepting.profile.get("audit_rule", "base"), support, data.get("audit_kind", "none"), ports.parameters
        ),
        "sci_report_ok": bool(data.get("sci_report_no")) or not accepting.profile.get("sci_report_first"),
    }


@operation(takes=Accepting)
def freeze_spending(accepting: Accepting, ports: Ports) -> None:
    """Freeze the project's spending from the day the acceptance is asked for (Jiangsu)."""
    ports.records.update(
        "project", accepting.project_id, data={"spending_frozen_on": ports.today()}, reason="验收期间冻结支出"
    )


@operation(takes=Accepting)
def publish_conclusion(accepting: Accepting, ports: Ports) -> dict[str, Any]:
    """Publish the conclusion; the first working day counts."""
    first = ports.calendar.next_working_day(ports.today())
    days = int(ports.parameters["public_notice"].value)
    last = ports.calendar.add_working_days(first, days - 1) if days > 1 else first
    ports.records.update(
        "acceptance",
        accepting.project_id,
        data={"conclusion": accepting.conclusion, "notice_from": first},
        reason="公示验收结论",
    )
    ports.documents.issue(
        "acceptance_opinion", record=("acceptance", accepting.project_id), values={"title": accepting.title},
        to_unit=accepting.lead_unit, signed_in=("hold_meeting",),
    )
    return {"notice_until": closing(last)}


@operation(takes=Accepting)
def issue_certificate(accepting: Accepting, ports: Ports) -> dict[str, Any]:
    """Issue the certificate of acceptance or the letter of conclusion."""
    file = ports.records.get("acceptance", accepting.project_id)
    series = f"YS-{ports.today().year}-{accepting.region}"
    number = (file.data.get("certificate_no") if file else None) or f"{series}-{ports.numbers.next(series):03d}"
    ports.records.update(
        "acceptance",
        accepting.project_id,
        state="concluded",
        reason="颁发结论书",
        data={"certificate_no": number, "conclusion": accepting.conclusion, "concluded_on": ports.today()},
    )
    ports.documents.issue(
        "certificate", record=("acceptance", accepting.project_id), values={"title": accepting.title},
        to_unit=accepting.lead_unit, signed_in=("confirm_conclusion",),
    )
    ports.notices.send(
        "acceptance_concluded",
        unit=accepting.lead_unit,
        values={
            "title": accepting.title,
            "number": number,
            "conclusion": CONCLUSIONS[accepting.conclusion][0],
            "conclusion_en": CONCLUSIONS[accepting.conclusion][1],
        },
    )
    return {"certificate_no": number}


@operation(takes=Accepting)
def terminate_late(accepting: Accepting, ports: Ports) -> dict[str, Any]:
    """Treat an acceptance that was never asked for as failed; where local rules say so, the money is recovered."""
    recover = accepting.profile.get("late_acceptance") == "terminate_fail_recover"
    ports.records.update("project", accepting.project_id, data={"recover_support": recover}, reason="逾期未申请验收")
    ports.notices.send(
        "support_recovered" if recover else "acceptance_missed", {"title": accepting.title}, unit=accepting.lead_unit
    )
    return {"conclusion": "failed"}


def pairs(agreed: Sequence[Mapping[str, Any]], paid: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was paid on every technical contract: none of those agreed may be left out or made smaller (article 17)."""
    amounts = {each.get("solver"): each.get("contract_amount") or Decimal(0) for each in agreed}
    told = [dict(each) | {"contract_amount": max(each["contract_amount"], amounts.get(each["unit"], Decimal(0)))} for each in paid]
    missing = [solver for solver in amounts if solver not in {each["unit"] for each in told}]
    return told + [{"unit": solver, "contract_amount": amounts[solver], "paid": Decimal(0)} for solver in missing]


def audit_ok(rule: str, support: Decimal, kind: str, parameters: Mapping[str, Parameter]) -> bool:
    """Whether an audit of that kind suffices; Jiangsu asks by size, the others for any audit."""
    if rule != "by_size":
        return kind in ("own", "external")
    if support < parameters["audit_none_below"].value:
        return True
    return kind in (("own", "external") if support < parameters["audit_own_below"].value else ("external",))
