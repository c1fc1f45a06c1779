"""Operations of an audit: list what is matched, enter it."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.reserve_audit.data import Audit
from processes.shared.needs import status_words, tasks_of


@operation(takes=Audit)
def list_matches(audit: Audit, ports: Ports) -> dict[str, Any]:
    """List the tasks with a signed intent; the status follows from them and is never typed in (article 12)."""
    found = []
    for task in tasks_of(ports, audit.need_id):
        solution = ports.records.get("solution", task.data.get("solution_id") or "")
        if task.state == "confirmed" and solution:
            unit = ports.records.get("unit", solution.unit or "")
            solver = unit.title if unit else solution.unit
            found.append({"no": task.data["no"], "title": task.title, "solver": solver, "intent": solution.data.get("intent_no")})
    words = status_words(audit.status)
    return {"matches": found, "status_zh": words["status_zh"], "status_en": words["status_en"]}


@operation(takes=Audit)
def enter_reserve(audit: Audit, ports: Ports) -> None:
    """Enter the need into the reserve pool; it keeps its number when more tasks are matched later."""
    need = ports.records.get("need", audit.need_id)
    known = need.data.get("reserve_no") if need else None
    series = f"CB-{ports.today().year}-{audit.region}"
    number = known or f"{series}-{ports.numbers.next(series):03d}"
    ports.records.update(
        "need",
        audit.need_id,
        data={
            "reserve_no": number,
            "reserved_on": ports.today(),
            "other_admitted": audit.audit_note if audit.decision == "other_admitted" else None,
            "consortium": audit.consortium,
            "arrangements": list(audit.arrangements),
        },
        reason="纳入储备库",
    )
    ports.documents.issue(
        "reserve_audit", record=("need", audit.need_id), values={"title": audit.title, "reserve_no": number}, to_unit=audit.demand_unit, signed_in=("audit_reserve",)
    )
    named = {"title": audit.title, "need_id": audit.need_id, "number": number}
    ports.notices.send("need_reserved", named | status_words(audit.status), unit=audit.demand_unit)
