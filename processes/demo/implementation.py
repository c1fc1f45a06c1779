"""Scenes of a project: contract, annual reports, changes, acceptance."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import answers
from processes.demo.scene import Does, Turn
from processes.demo.stories import STORIES, Story

_BY_PLAN = {story.plan: story for story in STORIES if story.cycle == 2023}

CHANGES: list[tuple[date, Story, dict[str, Any]]] = [
    (
        date(2024, 10, 10),
        _BY_PLAN["terminated"],
        {"kind": "termination", "reason": "应用场景变化，继续实施已无必要（示例）。"},
    ),
    (
        date(2025, 1, 13),
        _BY_PLAN["extended"],
        {"kind": "extension", "reason": "道路测试许可延后（示例）。", "new_end_date": "2026-02-28"},
    ),
    (
        date(2025, 3, 11),
        _BY_PLAN["preparing"],
        {
            "kind": "leader",
            "reason": "原负责人退休（示例）。",
            "new_leader": "柏望舒",
            "old_value": "原负责人",
            "new_value": "柏望舒",
        },
    ),
    (
        date(2025, 3, 13),
        _BY_PLAN["report_late"],
        {"kind": "funds", "reason": "设备费调剂（示例）。", "old_value": "设备费300万元", "new_value": "设备费260万元"},
    ),
]
PAYMENTS: list[tuple[date, Story, int]] = [  # day, project, tranche: half of the support each
    (date(2024, 6, 3), _BY_PLAN["accepted"], 1),
    (date(2024, 6, 5), _BY_PLAN["rectified"], 1),
    (date(2024, 6, 12), _BY_PLAN["extended"], 1),
    (date(2024, 9, 9), _BY_PLAN["preparing"], 2),
    (date(2025, 3, 12), _BY_PLAN["preparing"], 1),
]
APPLY_ON = {
    "accepted": date(2024, 12, 5),
    "rectified": date(2024, 9, 10),
    "failed": date(2024, 11, 12),
    "rectifying": date(2024, 12, 2),
    "checking": date(2025, 3, 10),
}


def fill_contract(turn: Turn) -> Does | None:
    """Some never do, one gives up after the second correction."""
    story = turn.story
    assert story is not None
    if story.plan in {"forfeit", "unsigned"} or (story.plan == "dispute" and turn.number >= 2):
        return None
    if story.plan == "returned" and turn.number >= 1:
        return None
    return Does(
        answers.contract(story, int(turn.value("support"))), days=8 + turn.chance(10), on=_filled_on(story, turn)
    )


def _filled_on(story: Story, turn: Turn) -> date | None:
    """Contracts that are on somebody's desk when the demo opens were filled in late."""
    if story.plan == "corrected" and turn.number == 1:
        return date(2025, 3, 14)
    late = story.rest in {"endorse_contract", "review_contract", "sign_contract", "countersign", "receive_at_window"}
    return date(2025, 3, 3) if late else None


def review_in_unit(turn: Turn) -> Does:
    waits = turn.story is not None and turn.story.rest == "endorse_contract"
    return Does(answers.PASS, on=date(2025, 3, 13) if waits else None)


def endorse_contract(turn: Turn) -> Does:
    return Does(answers.PASS, days=1 + turn.chance(2))


def review_contract(turn: Turn) -> Does:
    """Contracts in dispute come back."""
    if turn.plan == "dispute":
        return Does({"decision": "return", "note": "付款条件与任务书不一致，请与子课题单位重新约定。"}, days=8)
    if turn.plan == "returned" or (turn.plan == "corrected" and turn.number == 0):
        return Does({"decision": "return", "note": "年度经费安排请与任务分解对应。"}, on=date(2025, 3, 6))
    return Does(answers.PASS, days=2 + turn.chance(3))


def sign_contract(turn: Turn) -> Does:
    return Does(
        {"mode": "online", "signed_on": turn.opened.isoformat(), "signatory": "法定代表人（示例）"},
        days=1 + turn.chance(2),
    )


def sign_partner(turn: Turn) -> Does:
    return Does({"agreed": True, "signed_on": turn.opened.isoformat(), "signatory": "法定代表人（示例）"}, days=1)


def countersign(turn: Turn) -> Does:
    return Does({"signatory": "科技厅（委）授权代表（示例）", "signed_on": turn.opened.isoformat(), "sealed": True})


def receive_at_window(turn: Turn) -> Does:
    return Does({"copies": 6, "received_on": turn.opened.isoformat(), "demand_first_payment": 1_500_000})


def decide_overdue(turn: Turn) -> Does:
    """The disputed one is given another chance first."""
    if turn.plan == "dispute" and turn.number == 0:
        return Does({"decision": "extend", "note": "双方仍在协商，同意延长一次。"}, days=2)
    on = date(2025, 3, 10) if turn.plan == "dispute" else date(2025, 3, 5)
    return Does({"decision": "forfeit", "note": "逾期未签订，视为放弃。"}, on=on)


def fill_report(turn: Turn) -> Does:
    story = turn.story or _story_of(turn)
    return Does(answers.report(story, int(turn.value("report_year"))), days=9 + turn.chance(9))


def review_report(turn: Turn) -> Does:
    """One in five goes back once."""
    if turn.number == 0 and turn.chance(5) == 0:
        return Does({"decision": "return", "note": "请补充经费支出说明。"}, days=4)
    return Does(answers.PASS, days=3 + turn.chance(4))


def call_lead(turn: Turn) -> Does:
    return Does({"decision": "call", "note": "已电话催报，单位承诺尽快补交。"}, days=2)


def decide_change(turn: Turn) -> Does | None:
    return None if turn.plan == "preparing" else Does(answers.PASS, days=4)


def endorse_change(turn: Turn) -> Does | None:
    return None if turn.plan == "report_late" else Does({"decision": "pass"}, days=2)


def review_payment(turn: Turn) -> Does | None:
    """The last one still waits for its officer when the demo opens."""
    if turn.opened >= date(2025, 3, 12):
        return None
    return Does({"decision": "pass", "evidence_checked": True}, days=3)


def transfer_money(turn: Turn) -> Does:
    story = turn.story
    assert story is not None
    paid = {"amount": int(turn.value("amount")), "paid_on": turn.opened.isoformat(), "source": "central_guidance"}
    return Does(paid | {"voucher_no": f"DEMO{story.chance('voucher', 10**6):06d}"}, days=2)


def recover_money(turn: Turn) -> Does:
    back = {"amount": int(turn.value("recovery_amount")), "recovered_on": turn.opened.isoformat()}
    return Does(back | {"voucher_no": "DEMO000001"}, days=5)


def prepare_acceptance(turn: Turn) -> Does:
    """The first try pays the solver too little."""
    story = turn.story
    assert story is not None
    percent = 70 if story.plan == "accepted" and turn.number == 0 else 85
    return Does(answers.preparation(story, percent, story.ends), days=30 if turn.number == 0 else 12)


def apply_acceptance(turn: Turn) -> Does:
    story = turn.story
    assert story is not None
    return Does(answers.acceptance(story), on=APPLY_ON[story.plan])


def endorse_acceptance(turn: Turn) -> Does:
    return Does(answers.PASS, days=2)


def check_materials(turn: Turn) -> Does:
    return Does(answers.PASS, days=5)


def hold_meeting(turn: Turn) -> Does:
    """Two need a second meeting, one fails."""
    story = turn.story
    assert story is not None
    others = not (story.plan in {"rectified", "rectifying"} and turn.number == 0)
    good = story.plan != "failed"
    return Does(answers.meeting(story, turn.opened, core=good, others=others, diligent=good), days=14)


def confirm_conclusion(turn: Turn) -> Does:
    return Does({"confirmed": True}, days=2)


def rectify(turn: Turn) -> Does:
    return Does({"rectified": [{"matter": "专利受理证明", "done": "已补齐"}], "apply_again": True}, days=35)


def _story_of(turn: Turn) -> Story:
    """Reports are titled after their project."""
    return next(story for story in STORIES if turn.value("title").startswith(story.title))


SCENES: dict[str, Any] = {
    each.__name__: each
    for each in (
        fill_contract,
        review_in_unit,
        endorse_contract,
        review_contract,
        sign_contract,
        sign_partner,
        countersign,
        receive_at_window,
        decide_overdue,
        fill_report,
        review_report,
        call_lead,
        decide_change,
        endorse_change,
        review_payment,
        transfer_money,
        recover_money,
        prepare_acceptance,
        apply_acceptance,
        endorse_acceptance,
        check_materials,
        hold_meeting,
        confirm_conclusion,
        rectify,
    )
} | {"watch_project": lambda turn: None}
