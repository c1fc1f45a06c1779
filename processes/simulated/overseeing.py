"""How people are with supervision and the register of experts."""

from __future__ import annotations

from typing import Any

from processes.simulated.turn import Answers, Behaviour, Turn


def finding(turn: Turn) -> Answers:
    """Every third case holds."""
    return {"findings": "经核对相关材料。", "suggested": "upheld" if _holds(turn) else "unfounded"}


def decision(turn: Turn) -> Answers:
    """As the investigation says; what holds may enter the credit record."""
    if not _holds(turn):
        return {"outcome": "unfounded", "decision_reason": "反映的问题不成立。"}
    entered: dict[str, Any] = {"credit_event": "misuse", "occurrence": "first"} if turn.happens(50, "credit") else {}
    return {"outcome": "upheld", "decision_reason": "反映的问题属实。"} | entered


def _holds(turn: Turn) -> bool:
    return turn.chance.happens(33, turn.value("case_id"), "holds")


def file_appeal(turn: Turn) -> Answers:
    """Some appeal, some accept; the others let the time run out."""
    return {"decision": "appeal", "grounds": "认定事实有误。"} if turn.happens(40, "appeals") else {"decision": "accept"}


def expert_record(turn: Turn) -> Answers:
    """What an expert says of himself."""
    held = turn.record("expert", turn.value("expert_id"))
    return {
        "name": held.get("name") or "新专家", "fields": list(held.get("fields") or ["ai"]), "unit_name": held.get("unit_name") or "示例机构",
        "uscc": held.get("uscc") or turn.cast.units[0].uscc, "unit_kind": held.get("unit_kind") or "university", "region": "SH",
    }


BEHAVIOURS: dict[str, Behaviour] = {
    "investigate": Behaviour(finding, (5, 35), late=5, late_days=(2, 10)),
    "decide_case": Behaviour(decision, (1, 5)),
    "file_appeal": Behaviour(file_appeal, (2, 13), silent=30),
    "file_own_appeal": Behaviour(file_appeal, (2, 13), silent=30),
    "decide_appeal": Behaviour(
        lambda turn: {"appeal_outcome": "overturned" if turn.happens(25, "overturned") else "stands", "appeal_reason": "经复核。"}, (3, 15),
    ),
    "fill_record": Behaviour(expert_record, (1, 8)),
    "fill_own_record": Behaviour(expert_record, (1, 8)),
    "check_record": Behaviour(lambda turn: {"decision": "return", "note": "请补充。"} if turn.happens(10, "returned") else {"decision": "pass"}, (1, 4)),
}
