"""Scenes of the award batches: list, votes, notice, objections, caps."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import answers
from processes.demo.scene import Does, Turn
from processes.demo.stories import STORY

AUTUMN_MEETING = date(2025, 1, 14)
OBJECTED_ON = date(2024, 10, 15)


def propose_list(turn: Turn) -> Does:
    return Does({"entries": []})


def vote(turn: Turn) -> Does | None:
    """Two regions have not voted on the project that moves up from the spring reserve."""
    moving = any(STORY[entry["title"]].plan == "in_vote" for entry in turn.value("listed"))
    if moving and turn.value("voting_region") in {"ZJ", "AH"}:
        return None
    return Does({"decision": "agree"}, days=turn.chance(2) if moving else 1 + turn.chance(2))


def decide_in_force(turn: Turn) -> Does:
    """The task force meets on the autumn list in January."""
    autumn = turn.value("subject_id") == "LX-2024-2" and turn.opened < AUTUMN_MEETING
    return Does(answers.PASS, on=AUTUMN_MEETING if autumn else None)


def conclude_notice(turn: Turn) -> Does:
    return Does({"conclude_note": "公示期满。"}, days=2)


def objection(proposal_id: str) -> dict[str, Any]:
    """What somebody objects to one project of the spring list."""
    return {
        "kind": "objection",
        "notice_id": "LX-2024-1",
        "subject_key": proposal_id,
        "signed": "yes",
        "name": "示例异议人",
        "contact": "demo@demo.example",
        "verifiable": "no",
        "facts": "反映申报材料中的合作业绩与事实不符（示例）。",
    }


def investigate(turn: Turn) -> Does:
    """It turns out to be unfounded."""
    return Does({"findings": "经核对合同与付款凭证，合作业绩属实（示例）。", "suggested": "unfounded"}, days=8)


def decide_case(turn: Turn) -> Does:
    return Does({"outcome": "unfounded", "decision_reason": "反映的问题不成立（示例）。"}, days=2)


def confirm_cap(turn: Turn) -> Does | None:
    """Accepted, but for the reserve project that is still thinking it over."""
    return None if turn.plan == "capped_reserve" else Does({"decision": "accept"})


SCENES = {
    each.__name__: each
    for each in (propose_list, vote, decide_in_force, conclude_notice, investigate, decide_case, confirm_cap)
}
