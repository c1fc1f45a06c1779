"""Operations of an adjustment: look up, apply task by task, publish anew."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.need_adjustment.data import Adjustment
from processes.shared.needs import publish, put_task, tasks_of, wording_of

LIVE = {"received", "forwarded", "shortlisted", "roadshow", "intended", "confirmed"}


@operation(takes=Adjustment)
def open_adjustment(adjustment: Adjustment, ports: Ports) -> dict[str, Any]:
    """Look up the need and its tasks as they stand."""
    need = ports.record("need", adjustment.need_id)
    tasks = [{"no": each.data["no"], "title": each.title, "state": each.state} for each in tasks_of(ports, need.key)]
    return {"demand_unit": need.unit, "region": need.region, "title": need.title, "tasks": tasks}


@operation(takes=Adjustment)
def apply_adjustment(adjustment: Adjustment, ports: Ports) -> None:
    """Give each adjusted task a new version; the others are untouched, and so are the title and the goals."""
    need = ports.record("need", adjustment.need_id)
    for row in adjustment.adjusted_tasks:
        number = str(row["no"])
        if row["change"] == "drop":
            ports.records.update("external_task", f"{need.key}/{number}", state="dropped", reason=adjustment.reason)
        else:
            state = "adjusted" if row["change"] == "reword" else "open"
            put_task(ports, need, number, row, state=state, reason=adjustment.reason)
    tasks = tasks_of(ports, need.key)
    offered = sum((Decimal(task.data.get("planned_fund") or 0) for task in tasks), Decimal(0))
    wording = {"public_tasks": wording_of(need, tasks)["public_tasks"]}
    ports.records.update("need", need.key, data=wording | {"external_fund": offered}, reason=adjustment.reason)


@operation(takes=Adjustment)
def publish_adjustment(adjustment: Adjustment, ports: Ports) -> None:
    """Publish the adjusted tasks, and tell the solvers whose tasks they are."""
    publish(ports, ports.record("need", adjustment.need_id))
    changed = {str(row["no"]) for row in adjustment.adjusted_tasks}
    for solution in ports.records.find("solution", need_id=adjustment.need_id):
        touched = sorted(changed & set(solution.data.get("task_nos") or []))
        if touched and solution.state in LIVE:
            _tell(solution, touched, ports)


def _tell(solution: Record, numbers: Iterable[str], ports: Ports) -> None:
    ports.notices.send("task_reworded", {"title": solution.title, "task_no": "、".join(numbers)}, unit=solution.unit)
