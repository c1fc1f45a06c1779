"""What is on record before the story begins: units, experts, and needs of the reserve pool."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from processes.demo import cast
from processes.demo.cast import UNIT
from processes.demo.stories import STORIES, Story

_SEEKING = (  # title, field, lead, state
    ("高速连接器高频损耗控制", "ic", "JS-04", "partial"),
    ("半导体真空阀门长寿命密封", "ic", "SH-01", "unsolved"),
    ("晶圆级老化测试温控", "ic", "AH-01", "partial"),
    ("纺织面料花型智能生成", "ai", "ZJ-02", "unsolved"),
    ("复杂场景语音唤醒低误报", "ai", "AH-02", "partial"),
    ("无人仓多机协同调度", "ai", "JS-05", "partial"),
    ("国产内镜超高清成像", "bio", "ZJ-03", "unsolved"),
    ("细胞治疗冷冻复苏活率提升", "bio", "SH-03", "partial"),
    ("核酸药物杂质分析方法", "bio", "JS-03", "unsolved"),
    ("燃料电池膜电极低铂化", "future", "ZJ-04", "partial"),
    ("量子随机数芯片量产测试", "future", "SH-04", "unsolved"),
    ("钙钛矿组件湿热稳定性", "future", "AH-05", "partial"),
)


def _matched(story: Story) -> dict[str, Any]:
    solver = UNIT[story.partners[0]].uscc
    return _need(story.need_id, story.title, story.field, story.lead, "full", {"confirmed_solvers": [solver]})


def _need(key: str, title: str, field: str, lead: str, state: str, more: dict[str, Any]) -> dict[str, Any]:
    data = {"title": title, "field": field, "target_years": Decimal(3), "demo": True, **more}
    return {"type": "need", "key": key, "title": title, "region": lead[:2], "unit": lead, "state": state, "data": data}


def calls() -> list[dict[str, Any]]:
    """The calls of the years that the demo runs through, as published."""
    return [
        {"type": "cycle", "key": year, "title": f"{year}年度联合攻关", "region": None, "unit": None, "state": "published",
         "data": {"opens": opens, "closes": closes, "application_enterprise": strict}}
        for year, opens, closes, strict in (
            ("2023", date(2023, 10, 8), date(2023, 11, 30), True),
            ("2024", date(2024, 3, 1), date(2024, 11, 29), False),
            ("2025", date(2025, 2, 17), date(2025, 4, 3), False),
        )
    ]


RECORDS = [
    *calls(),
    *cast.units(),
    *cast.experts(),
    *(_matched(story) for story in STORIES if story.need_id),
    *(
        _need(f"XQ-2024-{lead[:2]}-{number:04d}", title, field, lead, state, {})
        for number, (title, field, lead, state) in enumerate(_SEEKING, start=1)
    ),
]
