"""From lists to tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.web.words import moment, region_name

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Instances for a spreadsheet, the head first."""
    yield [
        _("实例编号"), _("流程"), _("版本"), _("编号"), _("名称"), _("地区"), _("单位"), _("状态"), _("异常"), _("发起时间"), _("结束时间"),
    ]
    for row in rows:
        yield [cell(each) for each in (
            row["id"], row["process_id"], row["definition_version"], row["business_key"], row["title"],
            region_name(row["region"]), row["unit"], _status(row["status"]), row["incidents"], moment(row["started_at"]),
            moment(row["ended_at"]),
        )]


def _status(code: str) -> str:
    return {"active": _("进行中"), "suspended": _("已暂停"), "completed": _("已结束"), "cancelled": _("已终止")}.get(code, code)


def cell(value: Any) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
