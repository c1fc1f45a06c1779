"""How experts, the panel, the authorities and the award are: reviewed, ranked, voted, made public, objected to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from processes.simulated.needs import PASS, or_returned
from processes.simulated.turn import Answers, Behaviour, Start, Turn, in_hours

GROUP = 10
_LOOKS = (4, 46, 3)              # days after the decision began: a notice stands for a week in the middle of these
_CRITERIA = {"strategy": 15, "innovation": 20, "feasibility": 15, "indicators": 15, "team": 15, "prospects": 10, "budget": 10}
_CONFLICTS = ("co_work", "advisor", "kinship", "equity", "other")


def group(turn: Turn) -> Answers:
    """Groups of a field, none of them too large for its experts."""
    by_field: dict[str, list[str]] = {}
    for each in turn.value("listed_proposals") or []:
        by_field.setdefault(each["field"], []).append(each["proposal_id"])
    groups = [
        {"name": f"{field}-{first // GROUP + 1}", "field": field, "proposals": keys[first : first + GROUP]}
        for field, keys in sorted(by_field.items()) for first in range(0, len(keys), GROUP)
    ]
    return {"groups": groups, "experts_each": 5}


def commitment(turn: Turn) -> Answers:
    """Some decline, some see that they know somebody."""
    given = {"conflict": "none", "confidential": True, "no_solicitation": True, "reply": "accept"}
    if turn.happens(3, "conflict"):
        return given | {"conflict": turn.one(_CONFLICTS, "which"), "conflict_detail": "近三年有合作。"}
    return given | ({"reply": "decline"} if turn.happens(3, "declines") else {})


def score(turn: Turn) -> Answers:
    """Marks around what the proposal is worth; now and then somebody finds out that he knows the team."""
    if turn.happens(1.5, "conflict found"):
        return {"conflict_found": True, "conflict": "advisor"}
    worth = 60 + turn.chance.below(35, turn.value("title"), "worth")
    total = max(40, min(100, worth + turn.below(17, "opinion") - 8))
    given = {name: most * total // 100 for name, most in _CRITERIA.items()}
    for name, most in _CRITERIA.items():
        given[name] += min(most - given[name], total - sum(given.values()))
    verdict = "priority" if total >= 88 else "support" if total >= 65 else "not_supported"
    return given | {"recommendation": verdict, "comment": "路线清晰，指标可考核。"}


def hold_panel(turn: Turn) -> Answers:
    """The panel follows the marks, and passes the comments on as they were prepared."""
    held = {"held_on": _meeting(turn).isoformat(), "mode": "video", "attendance": "专家组、四地科技厅（委）"}
    return held | {"minutes": "逐项讨论并一致同意。", "feedback": turn.value("feedback") or []}


def _meeting(turn: Turn) -> date:
    planned: date = turn.value("meeting_date")
    return max(planned, turn.opened)


def agrees(percent: float) -> Any:
    """Agrees, but for a part that objects."""
    return lambda turn: {"decision": "object", "note": "请复核排序。"} if turn.happens(percent, "objects") else {"decision": "agree"}


def objections(turn: Turn) -> Iterable[Start]:
    """While a list is public somebody objects to one of its projects, and now and then somebody is too late with it."""
    batch = str(turn.value("subject_id") or "")
    if not batch.startswith("LX-") or not turn.happens(60, "objection"):
        return
    for day in range(*_LOOKS):
        filer = turn.one(list(turn.cast.enterprises["SH"] + turn.cast.academic["JS"]), f"objects on day {day}")
        on = turn.opened + timedelta(days=day)
        yield Start(in_hours(on, 300), "supervision_case", f"lead-{filer.id.lower()}", _objected(turn, batch, day))


def _objected(turn: Turn, batch: str, day: int) -> Any:
    def ask() -> dict[str, Any] | None:
        notice = next(iter(sorted(turn.world.find("notice", notice_id=batch), key=lambda each: each["key"], reverse=True)), None)
        if notice is None or not turn.happens(50 if notice["state"] == "published" else 1, f"on day {day}"):
            return None
        keys = [each["key"] for each in notice["data"]["subjects"]]
        if not keys or notice["data"].get("objections"):
            return None
        named = {"signed": "yes", "name": "示例异议人", "contact": "demo@demo.example", "verifiable": "no"}
        return {"kind": "objection", "notice_id": batch, "subject_key": turn.one(keys, "objected"), "facts": "合作业绩有疑问。"} | named

    return ask


def _force_days(turn: Turn) -> date:
    return turn.opened + timedelta(days=3 + turn.below(15, "force meets"))


_DECIDE = Behaviour(or_returned(3), (1, 10), late=3, late_days=(1, 3))
BEHAVIOURS: dict[str, Behaviour] = {
    "approve_session": Behaviour(
        lambda turn: {"decision": "refuse" if turn.happens(30, "refused") else "pass", "note": "按申报量研究。"}, (1, 5),
    ),
    "group_proposals": Behaviour(group, (0, 2)),
    "confirm_draw": Behaviour(lambda turn: {"decision": "again", "note": "有专家出差。"} if turn.happens(4, "again") else PASS, (0, 1)),
    "witness_draw": Behaviour(lambda turn: {"decision": "again", "note": "请重抽。"} if turn.happens(2, "again") else PASS, (0, 1)),
    "answer_invitation": Behaviour(
        lambda turn: {"reply": "decline", "reply_note": "时间冲突。"} if turn.happens(8, "declines") else {"reply": "accept"}, (0, 3), silent=4,
    ),
    "settle_shortage": Behaviour(
        lambda turn: {"shortage": "proceed" if turn.value("panel") else "again", "shortage_note": "已全部邀请。" if turn.value("panel") else "正在补充专家。"}, (1, 10),
    ),
    "sign_commitment": Behaviour(commitment, (0, 3), silent=2, late=1),
    "score": Behaviour(score, (3, 20), last_day=12, silent=4, late=2),
    "hold_panel": Behaviour(hold_panel, on=_meeting),
    "confirm_ranking": Behaviour(agrees(1), (1, 5), late=4, late_days=(1, 3)),
    "propose_list": Behaviour(lambda turn: {"entries": []}, (1, 5)),
    "vote": Behaviour(agrees(1), (1, 6), late=6, late_days=(1, 4)),
    "conclude_notice": Behaviour(lambda turn: {"conclude_note": "公示期满。"}, (0, 2)),
    "decide_in_region": _DECIDE,
    "decide_jointly": _DECIDE,
    "decide_in_group": Behaviour(or_returned(3), (1, 10), late=3, late_days=(1, 3)),
    "decide_in_force": Behaviour(or_returned(2), on=_force_days, late=3, late_days=(1, 3), follows=objections),
}
