"""Operations of a screening: gather the facts, note the outcome."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import Ports, operation
from processes.need_screening.data import Screened


@operation(takes=Screened)
def gather_eligibility(screened: Screened, ports: Ports) -> dict[str, Any]:
    """Gather what table D01 asks: the unit, its credit, its declaration and the money (articles 4, 8, 10, 20)."""
    need = ports.record("need", screened.need_id)
    unit = ports.records.get("unit", screened.demand_unit)
    years = {"2": Decimal(2), "3": Decimal(3)}.get(str(need.data.get("target_years")), Decimal(9))
    return {
        "enterprise": unit is None or unit.data.get("kind") in (None, "enterprise"),
        "banned": any(_banned(ports, each) for each in (screened.demand_unit, unit.data.get("uscc") if unit else None)),
        "declared": need.data.get("clean_record") is True,
        "target_years": years,
        "excess": (need.data.get("external_fund") or 0) > (need.data.get("total_input") or 0),
    }


@operation(takes=Screened)
def note_screened(screened: Screened, ports: Ports) -> dict[str, Any]:
    """Note that the need goes on to the evaluation."""
    ports.records.update("need", screened.need_id, state="screened", data={"screened_on": ports.today()}, reason="通过初审")
    ports.notices.send("need_passed", {"title": screened.title}, unit=screened.demand_unit)
    return {"screening": "passed"}


@operation(takes=Screened)
def note_rejected(screened: Screened, ports: Ports) -> dict[str, Any]:
    """Note that the need is not collected, and why."""
    ports.records.update("need", screened.need_id, state="not_collected", reason=screened.screening_note or "未通过初审")
    _refuse(screened, ports, screened.screening_note)
    return {"screening": "rejected"}


@operation(takes=Screened)
def return_need(screened: Screened, ports: Ports) -> dict[str, Any]:
    """Return the need to be revised by a day."""
    due = ports.calendar.deadline(ports.today(), int(ports.parameters["need_correction"].value))
    ports.records.update("need", screened.need_id, state="returned", reason=screened.screening_note or "退回修改")
    ports.notices.send(
        "need_returned", {"title": screened.title, "due": due, "note": screened.screening_note}, unit=screened.demand_unit
    )
    return {"revision_due": due}


@operation(takes=Screened)
def note_lapsed(screened: Screened, ports: Ports) -> dict[str, Any]:
    """Note that a returned need was not revised in time; it may be raised again."""
    ports.records.update("need", screened.need_id, state="closed", reason="逾期未修改")
    _refuse(screened, ports, "逾期未修改")
    return {"screening": "lapsed"}


def _refuse(screened: Screened, ports: Ports, note: str) -> None:
    ports.notices.send("need_refused", {"title": screened.title, "note": note}, unit=screened.demand_unit)


def _banned(ports: Ports, subject: str | None) -> bool:
    """Whether an active credit entry keeps this subject out today (article 20)."""
    entries = ports.records.find("credit", state="active", subject=subject) if subject else ()
    return any(each.data.get("bans") and _lasts(each.data.get("until"), ports) for each in entries)


def _lasts(until: Any, ports: Ports) -> bool:
    return until is None or until >= ports.today()
