"""Scenes of the award batches: list, votes, notice, objections, caps."""

from __future__ import annotations

from datetime import date

from processes.demo import answers
from processes.demo.scene import Does, Turn
from processes.demo.stories import STORY


def propose_list(turn: Turn) -> Does:
    return Does({"entries": []})


def vote(turn: Turn) -> Does | None:
    """Two regions have not voted on the project that moves up from the spring reserve."""
    moving = any(STORY[entry["title"]].plan == "in_vote" for entry in turn.value("listed"))
    if moving and turn.value("voting_region") in {"ZJ", "AH"}:
        return None
    return Does({"decision": "agree"}, days=turn.chance(2) if moving else 1 + turn.chance(2))


def approve_list(turn: Turn) -> Does:
    autumn = any(STORY[entry["title"]].rest == "countersign" for entry in turn.value("listed"))
    return Does(answers.PASS, on=date(2025, 1, 14) if autumn else None)


def conclude_notice(turn: Turn) -> Does:
    """One signed objection holds up its own project until it turns out to be unfounded."""
    doubted = [entry for entry in turn.value("pending") if STORY[entry["title"]].plan == "objection"]
    verdict = "pending" if len(turn.value("pending")) > 1 else "unfounded"
    objections = [
        {
            "proposal_id": entry["proposal_id"],
            "signed": "yes",
            "verifiable": "no",
            "name": "示例举报人",
            "contact": "demo@demo.example",
            "facts": "反映申报材料中的合作业绩与事实不符（示例）。",
            "verdict": verdict,
        }
        for entry in doubted
    ]
    return Does({"objections": objections, "conclude_note": "公示期满。"}, days=2 if verdict == "pending" else 6)


def confirm_cap(turn: Turn) -> Does | None:
    """Accepted, but for the reserve project that is still thinking it over."""
    return None if turn.plan == "capped_reserve" else Does({"decision": "accept"})


SCENES = {each.__name__: each for each in (propose_list, vote, approve_list, conclude_notice, confirm_cap)}
