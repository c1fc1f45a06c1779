"""Operations of an intent: bind the tasks, confirm them, free them."""

from __future__ import annotations

from typing import Any

from processes.intent_signing.data import Intent
from processes.kit import Ports, Record, operation
from processes.shared.needs import settle_task


@operation(takes=Intent)
def note_intended(intent: Intent, ports: Ports) -> dict[str, Any]:
    """Bind the tasks to this solution until its letter of intent is signed."""
    solution = ports.records.update("solution", intent.solution_id, state="intended", data={"settled_tasks": list(intent.task_nos)}, reason="确定意向")
    _settle(intent, ports, "intended", solution)
    days = int(ports.parameters["intent_window"].value)
    return {"intent_due": ports.calendar.deadline(ports.today(), days), "task_list": "、".join(intent.task_nos)}


@operation(takes=Intent)
def note_signed(intent: Intent, ports: Ports) -> dict[str, Any]:
    """File the letter of intent (合作意向书) under a number; the tasks count as matched."""
    series = f"YX-{ports.today().year}"
    known = ports.records.get("solution", intent.solution_id)
    number = (known.data.get("intent_no") if known else None) or f"{series}-{ports.numbers.next(series):04d}"
    solution = ports.records.update(
        "solution", intent.solution_id, state="confirmed", data={"intent_no": number, "intent_signed_at": ports.now()}, reason="签署意向书"
    )
    _settle(intent, ports, "confirmed", solution)
    _note_solver(intent, ports)
    ports.documents.issue(
        "letter_of_intent", record=("solution", intent.solution_id), values={"intent_no": number}, to_unit=solution.unit, signed_in=("sign_intent",)
    )
    return {"intent": "signed"}


@operation(takes=Intent)
def note_lapsed(intent: Intent, ports: Ports) -> dict[str, Any]:
    """Free the tasks again: the letter of intent was not signed."""
    ports.records.update("solution", intent.solution_id, state="expired", reason="意向书未签")
    _settle(intent, ports, "open", None)
    return {"intent": "lapsed"}


def _note_solver(intent: Intent, ports: Ports) -> None:
    """Note on the need who has confirmed: they have to take part in its project (article 13)."""
    unit, need = ports.records.get("unit", intent.solver_unit), ports.records.get("need", intent.need_id)
    code = unit.data.get("uscc") if unit else None
    if need is None or code is None:
        return
    known = need.data.get("confirmed_solvers") or []
    if code not in known:
        ports.records.update("need", need.key, data={"confirmed_solvers": [*known, code]}, reason="确认解决方")


def _settle(intent: Intent, ports: Ports, state: str, solution: Record | None) -> None:
    for number in intent.task_nos:
        settle_task(ports, intent.need_id, number, state, solution)
