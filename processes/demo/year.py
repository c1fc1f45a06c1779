"""Scenes of a yearly cycle: batches of needs, the guideline and its approval, the summary."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import answers
from processes.demo.scene import Does, Turn
from processes.demo.stories import FIELD_NAMES, direction_of


def _cycle(year: str, opens: str, closes: str) -> dict[str, Any]:
    return {
        "year": year, "title": f"{year}年度联合攻关", "opens_on": opens, "closes_on": closes, "fields": list(FIELD_NAMES),
        "sessions": 2, "application_enterprise": False,
    }


CYCLES = [
    (date(2023, 11, 20), _cycle("2024", "2024-03-01", "2024-11-29")),
    (date(2025, 1, 6), _cycle("2025", "2025-02-17", "2025-04-03")),
]
_BATCHES = {  # in the order in which the promotion group is asked: when it looks at the list again, or evaluates it
    "2024": [
        ("refresh", date(2023, 12, 4)), ("yes", date(2023, 12, 5)), ("refresh", date(2024, 5, 13)), ("yes", date(2024, 5, 14)),
        ("no", date(2024, 11, 20)),
    ],
    "2025": [("refresh", date(2025, 2, 24)), ("yes", date(2025, 2, 25))],
}


def plan_batch(turn: Turn) -> Does:
    """Two batches in 2024, and one in 2025 that is being evaluated when the demo opens."""
    more, on = _BATCHES[turn.value("cycle_id")][turn.number]
    told: dict[str, Any] = {"more": more}
    if more == "yes":
        told |= {"batch_title": f"{on.year}年{on.month}月需求评估", "need_ids": [each["need_id"] for each in turn.value("screened")]}
    return Does(told, on=on)


def draft_guideline(turn: Turn) -> Does:
    """One direction for each field."""
    directions = [
        {
            "code": f"{place}.1", "name": direction_of(field), "field": field, "support_max": 6_000_000,
            "goals": f"围绕{name}产业链，突破关键核心技术，形成可验证的样机与应用（示例）。",
        }
        for place, (field, name) in enumerate(FIELD_NAMES.items(), start=1)
    ]
    told = {"directions": directions, "requirements": "牵头单位须在三省一市注册，且至少两地单位参与（示例）。"}
    return Does(told | {"experts": [], "attachments": []}, days=3)


def approve(turn: Turn) -> Does:
    return Does(answers.PASS, days=1)


def summarise_year(turn: Turn) -> Does:
    return Does({"summary": "本年度完成两批需求评估、两次评审会与一批立项（示例总结）。", "attachments": []}, days=8)


SCENES = {each.__name__: each for each in (plan_batch, draft_guideline, summarise_year)} | {
    "decide_in_group": approve,
    "decide_jointly": approve,
}
