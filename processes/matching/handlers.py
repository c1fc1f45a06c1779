"""Operations of matching: plan the feedback, count the tasks, note the status, keep the need alive."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from processes.kit import Ports, morning, operation
from processes.matching.data import Matching
from processes.shared.needs import status_words, tasks_of, withdraw_publication


@operation(takes=Matching)
def open_matching(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Set up the matching: the first feedback, the first yearly confirmation (article 11)."""
    ports.records.update("need", matching.need_id, state="matching", data={"last_confirmed": ports.today()}, reason="开始对接")
    return {
        "next_feedback": _feedback(ports),
        "confirm_on": _yearly(ports),
        "dormant_at": _dormant(ports),
        "received": None,
        "applied": False,
        "status": "unsolved",
        "n_matched": Decimal(0),
        "matched_before": Decimal(0),
        "matching_outcome": "applied",
    }


@operation(takes=Matching)
def count_matches(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Count the external tasks and those with a signed intent."""
    tasks = tasks_of(ports, matching.need_id)
    return {
        "n_tasks": Decimal(len(tasks)),
        "n_matched": Decimal(sum(task.state == "confirmed" for task in tasks)),
        "matched_before": matching.n_matched,
    }


@operation(takes=Matching)
def note_status(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Note the status of table D03 on the need, tell the demand side when it is new, and plan the next feedback."""
    need = ports.records.get("need", matching.need_id)
    before = need.data.get("reserve_status") if need else None
    _keep_status(matching, ports)
    if before != matching.status:
        named = {"title": matching.title, "need_id": matching.need_id}
        ports.notices.send("need_status", named | status_words(matching.status), unit=matching.demand_unit)
    passed = matching.next_feedback is None or matching.next_feedback <= ports.now()
    return {
        "matched_more": matching.n_matched > matching.matched_before,
        "next_feedback": _feedback(ports) if passed else matching.next_feedback,
    }


@operation(takes=Matching)
def note_applied(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Note that a proposal has been made of the need; the search for the remaining tasks goes on (article 12)."""
    ports.records.update("need", matching.need_id, data={"applied": True}, reason="已转申报")
    if matching.status == "full":
        ports.records.update("need", matching.need_id, state="applied", reason="已转申报")
    return {"applied": True}


@operation(takes=Matching)
def note_confirmed(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Note that the demand side still wants it; it is asked again in a year."""
    ports.records.update("need", matching.need_id, data={"last_confirmed": ports.today()}, reason="年度确认")
    return {"confirm_on": _yearly(ports), "dormant_at": _dormant(ports)}


@operation(takes=Matching)
def note_dormant(matching: Matching, ports: Ports) -> dict[str, Any]:
    """Put the need to sleep: it is kept, but no longer shown to solvers."""
    ports.records.update("need", matching.need_id, state="dormant", reason="长期未确认")
    withdraw_publication(ports, matching.need_id, "需求休眠")
    ports.notices.send("need_dormant", {"title": matching.title}, unit=matching.demand_unit)
    return {"matching_outcome": "dormant"}


def _keep_status(matching: Matching, ports: Ports) -> None:
    state = "applied" if matching.applied and matching.status == "full" else matching.status
    ports.records.update(
        "need", matching.need_id, state=state, data={"reserve_status": matching.status, "matched": matching.n_matched},
        reason="揭榜状态",
    )


def _feedback(ports: Ports) -> datetime:
    days = timedelta(days=int(ports.parameters["feedback_cycle"].value))
    return morning(ports.today() + days)


def _yearly(ports: Ports) -> datetime:
    return _after(ports, "need_confirmation")


def _dormant(ports: Ports) -> datetime:
    return _after(ports, "need_dormant")


def _after(ports: Ports, parameter: str) -> datetime:
    day: date = ports.calendar.add_months(ports.today(), int(ports.parameters[parameter].value))
    return morning(day)
