"""The three blocks of the common performance evaluation, as acceptance finds them (article 19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.reports.shape import FIELD, READERS, RECORD, REGION, TITLE, YEAR, Column, Figure, Given, Report, Row, about, shared_projects

BLOCKS = {
    "innovation": ("创新水平", "Level of innovation"),
    "transfer": ("转化应用绩效", "Transfer and application"),
    "contribution": ("经济社会贡献", "Contribution to economy and society"),
}


def rows(given: Given) -> list[Row]:
    """Projects that have applied for acceptance, with what is said and what was scored in each block."""
    projects = {each.key: each for each in shared_projects(given)}
    return [
        {**about(projects[acceptance.key]), "state": acceptance.state}
        | {block: acceptance.data.get(block) for block in BLOCKS}
        | {f"{block}_score": acceptance.data.get(f"{block}_score") for block in BLOCKS}
        for acceptance in given.reading.records.find("acceptance")
        if acceptance.key in projects and acceptance.state != "preparing"
    ]


def _scored(block: str) -> Any:
    return lambda row: isinstance(row[f"{block}_score"], Decimal)


def _said(block: str) -> Any:
    return lambda row: bool(row[block])


REPORT = Report(
    "绩效评价",
    "Performance evaluation",
    "R19.3 F18",
    READERS,
    (
        REGION,
        RECORD,
        TITLE,
        YEAR,
        FIELD,
        *(Column(code, zh, en) for code, (zh, en) in BLOCKS.items()),
        *(Column(f"{code}_score", f"{zh}得分", f"{en}: score", "money") for code, (zh, en) in BLOCKS.items()),
    ),
    rows,
    ("region",),
    (
        Figure("applied", "申请验收", "Applied"),
        Figure("concluded", "已有结论", "Concluded", lambda row: row["state"] == "concluded"),
        *(Figure(f"{code}_said", zh, en, _said(code)) for code, (zh, en) in BLOCKS.items()),
        *(Figure(f"{code}_scored", f"{zh}已评分", f"{en}: scored", _scored(code)) for code, (zh, en) in BLOCKS.items()),
        *(
            Figure(f"{code}_sum", f"{zh}总分", f"{en}: sum of scores", _scored(code), adds=f"{code}_score")
            for code, (zh, en) in BLOCKS.items()
        ),
    ),
)
