"""Scenes of the review sessions: grouping, draw, experts, panel, ranking."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import answers
from processes.demo.scene import Does, Turn
from processes.demo.stories import FIELD_NAMES

OPEN_SESSION, DRAWN_SESSION = "2025-1", "2025-2"
BEGINNER = "expert@person:expert-ai-03"  # the account to begin with has something to do


def _plan(title: str, close: str, meeting: str) -> dict[str, Any]:
    return {"title": title, "intake_close": f"{close}T17:00:00+08:00", "meeting_date": meeting, "plan_note": "演示会次"}


SESSIONS = [
    (date(2023, 11, 6), _plan("2023年度评审会", "2023-12-15", "2024-01-16")),
    (date(2024, 5, 6), _plan("2024年度第一次评审会", "2024-08-30", "2024-09-29")),
    (date(2024, 9, 9), _plan("2024年度第二次评审会", "2024-11-29", "2025-01-07")),
    (date(2025, 1, 13), _plan("2025年度第一次评审会", "2025-02-26", "2025-03-28")),
    (date(2025, 2, 27), _plan("2025年度第二次评审会", "2025-03-14", "2025-04-18")),
    (date(2025, 3, 17), _plan("2025年度秋季增开评审会", "2025-09-30", "2025-10-24")),
]


def group_proposals(turn: Turn) -> Does:
    """One group for each field that has proposals."""
    by_field: dict[str, list[str]] = {}
    for each in turn.value("listed_proposals"):
        by_field.setdefault(each["field"], []).append(each["proposal_id"])
    groups = [{"name": f"{FIELD_NAMES[code]}组", "field": code, "proposals": keys} for code, keys in by_field.items()]
    return Does({"groups": groups, "experts_each": 5}, days=0)


def confirm_draw(turn: Turn) -> Does:
    """The autumn draws of 2024 are repeated once."""
    if turn.value("session_id") == "2024-2" and turn.value("turn") == 1:
        return Does({"decision": "again", "note": "有专家当日无法参加，重新抽取。"}, days=0)
    return Does(answers.PASS, days=0)


def witness_draw(turn: Turn) -> Does | None:
    """The newest draw waits for its witness."""
    return None if turn.value("session_id") == DRAWN_SESSION else Does(answers.PASS)


def answer_invitation(turn: Turn) -> Does:
    """A few experts have no time."""
    if BEGINNER not in turn.task.candidates and turn.chance(14) == 0:
        return Does({"reply": "decline", "reply_note": "时间冲突（示例）。"})
    return Does({"reply": "accept"}, days=1)


def settle_shortage(turn: Turn) -> Does:
    """The panel goes on with those who came, once somebody has."""
    if not turn.value("panel"):
        return Does({"shortage": "again", "shortage_note": "正在补充专家（示例）。"}, days=10)
    return Does({"shortage": "proceed", "shortage_note": "专家库内合适人选已全部邀请（示例）。"})


def sign_commitment(turn: Turn) -> Does:
    """Some decline or declare a conflict."""
    mood = None if BEGINNER in turn.task.candidates else turn.chance(29)
    if mood == 0 and turn.number < 3:
        return Does(answers.commitment("decline"))
    if mood == 1 and turn.number < 3:
        return Does(answers.commitment(conflict="co_work"))
    return Does(answers.commitment(), days=turn.chance(3))


def score(turn: Turn) -> Does | None:
    """Marks near the mean of the story; one expert finds out too late that he knows the team."""
    story = turn.story
    assert story is not None
    too_few = story.plan == "few_scores" and turn.number >= 2
    if too_few or _rests(turn, 1 if BEGINNER in turn.task.candidates else 2):
        return None
    if story.plan == "missing_score" and turn.number == 0:
        return None
    if turn.number == 1 and story.chance("late conflict", 14) == 0:
        return Does({"conflict_found": True, "conflict": "advisor"}, days=2)
    return Does(answers.score(story, turn.chance(3) - 1), days=3 + turn.chance(6))


def hold_panel(turn: Turn) -> Does:
    return Does(
        {
            "held_on": turn.opened.isoformat(),
            "mode": "video",
            "attendance": "评审专家组、四地科技厅（委）、受托管理机构",
            "minutes": "专家组逐项讨论并一致同意排序结果（示例纪要）。",
            "feedback": turn.value("feedback") or [],
        }
    )


def confirm_ranking(turn: Turn) -> Does:
    return Does({"decision": "agree"})


def _rests(turn: Turn, parts: int) -> bool:
    """In the session that is running when the demo opens, part of the experts have not done it yet."""
    return bool(turn.value("session_id") == OPEN_SESSION and turn.chance(parts) == 0)


SCENES = {
    each.__name__: each
    for each in (
        group_proposals,
        confirm_draw,
        witness_draw,
        answer_invitation,
        settle_shortage,
        sign_commitment,
        score,
        hold_panel,
        confirm_ranking,
    )
} | {"approve_session": lambda turn: None}
