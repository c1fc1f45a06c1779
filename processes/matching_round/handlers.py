"""Operations of a round: list what is undecided, note what the demand side chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from processes.kit import Ports, Record, operation
from processes.matching_round.data import Round
from processes.shared.needs import SETTLED, tasks_of

UNDECIDED = {"received", "forwarded", "shortlisted", "roadshow"}
MODES = {"roadshow": ("项目路演", "a roadshow"), "one_to_one": ("一对一交流", "a talk one to one"), "written": ("书面", "in writing")}
SHOWN = 200                                  # letters of an approach that a table shows


@operation(takes=Round)
def list_solutions(round_: Round, ports: Ports) -> dict[str, Any]:
    """List the solutions that wait for a decision, and the tasks that wait for a solver."""
    waiting = [each for each in ports.records.find("solution", need_id=round_.need_id) if each.state in UNDECIDED]
    tasks = [
        {"no": task.data["no"], "title": task.title}
        for task in tasks_of(ports, round_.need_id) if task.state not in SETTLED
    ]
    return {"solutions": [_summary(ports, each) for each in waiting], "tasks": tasks}


@operation(takes=Round)
def note_forwarded(round_: Round, ports: Ports) -> None:
    """Note that the promotion group has passed the solutions on (article 11)."""
    for entry in round_.solutions:
        known = ports.records.get("solution", entry["solution_id"])
        if known and known.state == "received":
            ports.records.update("solution", known.key, state="forwarded", reason="反馈需求方")


@operation(takes=Round)
def note_choices(round_: Round, ports: Ports) -> dict[str, Any]:
    """Note the demand side's decisions with their reasons; a task goes to one solver, in a horse race to several."""
    need = ports.records.get("need", round_.need_id)
    rounds = (need.data.get("rounds") if need else None) or []
    told = {"on": ports.today(), "mode": round_.mode, "attendees": round_.attendees, "refined": round_.refined}
    ports.records.update(
        "need", round_.need_id, data={"rounds": [*rounds, told | {"choices": list(round_.choices)}]}, reason="对接结果"
    )
    ports.documents.issue(
        "matching_minutes", record=("need", round_.need_id), values={"attendees": round_.attendees, "refined": round_.refined}, signed_in=("choose_solvers",)
    )
    latest = {choice["solution_id"]: choice for choice in round_.choices}
    zh, en = MODES.get(round_.mode, MODES["written"])
    shortlisted = [
        {"solution_id": key, "mode_zh": zh, "mode_en": en, "disclose": bool(choice.get("disclose"))}
        for key, choice in latest.items() if choice["decision"] == "invite"
    ]
    for entry in shortlisted:
        ports.records.update("solution", entry["solution_id"], state="shortlisted", reason="邀请对接")
    declined = [
        {"solution_id": key, "reason": choice.get("reason")}
        for key, choice in latest.items() if choice["decision"] == "decline"
    ]
    return {"shortlisted": shortlisted, "intended": _intended(latest, need), "declined": declined}


def _intended(latest: Mapping[str, Mapping[str, Any]], need: Record | None) -> list[dict[str, Any]]:
    """Who is settled on for which tasks; what an earlier one of the round has taken is not given again."""
    race = bool(need) and need.data.get("mode") == "horse_race"
    taken: set[str] = set()
    found = []
    for key, choice in latest.items():
        if choice["decision"] != "intend":
            continue
        wanted: Sequence[str] = choice.get("task_nos") or []
        numbers = [number for number in wanted if race or number not in taken]
        taken |= set(numbers)
        if numbers:
            found.append({"solution_id": key, "task_nos": numbers})
    return found


def _summary(ports: Ports, solution: Record) -> dict[str, Any]:
    unit = ports.records.get("unit", solution.unit or "")
    data = solution.data
    return {
        "solution_id": solution.key,
        "unit_name": unit.title if unit else solution.unit,
        "task_nos": list(data.get("task_nos") or []),
        "approach": str(data.get("approach") or "")[:SHOWN],
        "price": data.get("price"),
        "duration_months": data.get("duration_months"),
    }
