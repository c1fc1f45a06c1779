"""How people are with supervision and the register of experts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from processes.simulated.cast import Cast
from processes.simulated.chance import Chance
from processes.simulated.turn import Answers, Behaviour, Start, Turn, World, in_hours


def finding(turn: Turn) -> Answers:
    """Almost every other case holds."""
    return {"findings": "经核对相关材料。", "suggested": "upheld" if _holds(turn) else "unfounded"}


def decision(turn: Turn) -> Answers:
    """As the investigation says; what holds may enter the credit record."""
    if not _holds(turn):
        return {"outcome": "unfounded", "decision_reason": "反映的问题不成立。"}
    entered: dict[str, Any] = {"credit_event": "misuse", "occurrence": "first"} if turn.happens(50, "credit") else {}
    return {"outcome": "upheld", "decision_reason": "反映的问题属实。"} | entered


def _holds(turn: Turn) -> bool:
    return turn.chance.happens(45, turn.value("case_id"), "holds")


def file_appeal(turn: Turn) -> Answers:
    """Some appeal, some accept; the others let the time run out."""
    return {"decision": "appeal", "grounds": "认定事实有误。"} if turn.happens(40, "appeals") else {"decision": "accept"}


def expert_record(turn: Turn) -> Answers:
    """What an expert says of himself; newcomers are of one of the programme's institutes."""
    held, home = turn.record("expert", turn.value("expert_id")), turn.cast.academic["SH"][0]
    return {
        "name": held.get("name") or "新专家", "fields": list(held.get("fields") or [turn.one(("ai", "ic", "bio"), "field")]),
        "directions": f"{turn.opened.year}年更新", "unit_name": held.get("unit_name") or home.name, "uscc": held.get("uscc") or home.uscc,
        "unit_kind": held.get("unit_kind") or home.kind, "region": home.region,
    }


def register(year: int, cast: Cast, chance: Chance, world: World) -> Iterable[Start]:
    """A year of the register of experts: newcomers, corrections, a complaint, somebody who stops for a while, and what experts say."""
    known = [each["key"] for each in cast.records if each["type"] == "expert"]
    for number, key in enumerate([*cast.newcomers, *(chance.one(known, year, "corrected", each) for each in range(3))]):
        yield Start(_day(year, chance, "registered", number), "expert_record", "agency-3", _asked(world, key))
    away = chance.one(known, year, "away")
    leaves = _day(year, chance, "leaves")
    yield Start(leaves, "expert_record", "agency-3", _moved(world, away, "suspend", "出国访问。", "active"))
    yield Start(leaves + timedelta(days=120), "expert_record", "agency-3", _moved(world, away, "resume", "已回国。", "suspended"))
    named = {"signed": "yes", "name": "示例反映人", "contact": "demo@demo.example", "verifiable": "no"}
    told = {"kind": "solicitation", "subject_key": chance.one(known, year, "told of"), "facts": "反映评审期间接受请托。"} | named
    yield Start(_day(year, chance, "told"), "supervision_case", "agency-4", told)
    for number in range(max(2, len(known) // 20)):
        yield Start(_day(year, chance, "own", number), "expert_self_record", chance.one(known, year, "own", number), {})


def _day(year: int, chance: Chance, *about: object) -> Any:
    return in_hours(date(year, 1, 10) + timedelta(days=chance.below(330, year, *about)), chance.below(400, year, *about, "minute"))


def _asked(world: World, key: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"action": "edit" if world.get("expert", key) else "create", "expert_id": key}


def _moved(world: World, key: str, action: str, reason: str, state: str) -> Callable[[], dict[str, Any] | None]:
    def ask() -> dict[str, Any] | None:
        held = world.get("expert", key)
        return {"action": action, "expert_id": key, "state_reason": reason} if held and held["state"] == state else None

    return ask


BEHAVIOURS: dict[str, Behaviour] = {
    "investigate": Behaviour(finding, (5, 35), late=5, late_days=(2, 10)),
    "decide_case": Behaviour(decision, (1, 5)),
    "file_appeal": Behaviour(file_appeal, (2, 13), silent=30),
    "file_own_appeal": Behaviour(file_appeal, (2, 13), silent=30),
    "decide_appeal": Behaviour(
        lambda turn: {"appeal_outcome": "overturned" if turn.happens(25, "overturned") else "stands", "appeal_reason": "经复核。"}, (3, 15),
    ),
    "fill_record": Behaviour(expert_record, (1, 8)),
    "fill_own_record": Behaviour(expert_record, (1, 12), last_day=10, late=10, late_days=(1, 6), silent=8),
    "check_record": Behaviour(lambda turn: {"decision": "return", "note": "请补充。"} if turn.happens(10, "returned") else {"decision": "pass"}, (1, 4)),
}
