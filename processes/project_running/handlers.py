"""Operations of a running project: its dates change, it is suspended, it goes on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from processes.kit import JobFailed, Ports, operation
from processes.project_running.data import Running


@operation(takes=Running)
def note_new_dates(running: Running, ports: Ports) -> None:
    """Note the changed end date on the project; only one that ends later is extended."""
    change = ports.records.get("change", running.change_id or "")
    ports.records.update(
        "project",
        running.project_id,
        state="active" if change and change.data.get("kind") == "shortening" else "extended",
        reason=f"变更 {running.change_id or ''}".strip(),
        data={"end_date": running.end_date},
    )


@operation(takes=Running)
def suspend_project(running: Running, ports: Ports) -> None:
    """Suspend the project; its clock stands still until it is resumed."""
    ports.records.update(
        "project",
        running.project_id,
        state="suspended",
        reason="中止实施",
        data={"suspended_on": ports.today(), "suspension_reason": running.suspension_reason},
    )
    ports.notices.send(
        "project_suspended",
        {"title": running.title, "reason": running.suspension_reason},
        unit=running.lead_unit,
    )


@operation(takes=Running)
def resume_project(running: Running, ports: Ports) -> dict[str, Any]:
    """Resume the project; it ends later by the days it stood still, but within the longest period (article 18)."""
    project = ports.records.get("project", running.project_id)
    if project is None or running.end_date is None:
        raise JobFailed(f"no project {running.project_id} with an end date")
    since = project.data.get("suspended_on") or ports.today()
    end = running.end_date if project.state != "suspended" else _later(running, (ports.today() - since).days, ports)
    for record in ("project", "contract"):
        ports.records.update(record, running.project_id, data={"end_date": end}, reason="恢复实施，周期顺延")
    ports.records.update("project", running.project_id, state="active", data={"suspended_on": None}, reason="恢复实施")
    ports.notices.send("project_resumed", {"title": running.title, "end_date": end}, unit=running.lead_unit)
    return {"end_date": end}


def _later(running: Running, days: int, ports: Ports) -> date:
    assert running.end_date is not None
    end = running.end_date + timedelta(days=days)
    if running.start_date is None:
        return end
    most = ports.calendar.add_months(running.start_date, int(ports.parameters["period_hard_stop"].value))
    return max(running.end_date, min(end, most))
