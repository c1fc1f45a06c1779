"""Public values as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.clock import SHANGHAI
from app.web.here import runtime
from app.web.language import current
from app.web.words import region_name, state_name

STATISTICS = "statistics"
STATISTICS_FIELDS = (
    ("list", "列表", "List"), ("by", "分类", "Classified by"), ("value", "类别", "Class"), ("count", "数量", "Number"),
    ("amount", "金额（元）", "Amount (yuan)"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def word(pair: Any) -> str:
    """The word of a thing that has one in each language."""
    return pair.en if current() == "en" else pair.zh


def listed_fields(listed: Any) -> list[Any]:
    """The fields of a public list that are shown and exported."""
    return [each for each in listed.fields if each.name not in listed.unlisted]


def shown(listed: Any, row: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The fields of an entry beside its title, with their values in words."""
    return [(each, value_of(listed, each, row[each.name])) for each in listed_fields(listed) if each.name != "title"]


def value_of(listed: Any, field: Any, value: Any) -> Any:
    """A value in words; a list stays a list of rows."""
    if field.kind == "list":
        return [[str(entry.get(name) or "") for name, *_words in field.parts] for entry in value or []]
    if value is None or value == "":
        return "—"
    if field.kind == "choice":
        return field.choices.get(value, (value, value))[current() == "en"]
    if field.kind == "region":
        return region_name(value)
    if field.kind == "state":
        return state_name(value)
    if field.kind == "money":
        return _("%(amount)s 元", amount=f"{value:,.2f}")
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        return local.strftime("%Y-%m-%d %H:%M") if field.source != "created_at" else local.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def options(listed: Any) -> list[tuple[str, str]]:
    """What a list may be narrowed down to."""
    field = next((each for each in listed.fields if each.name == listed.choose_by), None)
    return [(code, words[current() == "en"]) for code, words in field.choices.items()] if field else []


def charts(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Statistics as bars: of each list by each class, the longest bar a hundred wide."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        found.setdefault((entry["list"], entry["by"]), []).append(entry)
    by_name = {each.name: each for each in runtime().programme.opening.collections}
    return [
        {
            "title": f"{word(by_name[name])} · {_by(by_name[name], by)}",
            "amount": next(word(each) for each in by_name[name].fields if each.name == by_name[name].amount),
            "bars": [
                {
                    "name": _class(by_name[name], by, each["value"]), "count": each["count"], "amount": f"{each['amount']:,.2f}",
                    "width": each["count"] * 100 // max(other["count"] for other in group),
                } for each in group
            ],
        }
        for (name, by), group in found.items()
    ]


def _by(listed: Any, by: str) -> str:
    if by == "year":
        return _("按年度")
    what = str(next(word(each) for each in listed.fields if each.name == by))
    return _("按%(what)s", what=_inside_a_line(what) if current() == "en" else what)


def _inside_a_line(words: str) -> str:
    """English words that do not begin a line: without their capital, unless they are an abbreviation."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _class(listed: Any, by: str, value: str) -> str:
    return value or "—" if by == "year" else str(value_of(listed, next(each for each in listed.fields if each.name == by), value))


def schemas() -> list[dict[str, Any]]:
    """Open data, list by list: name and meaning of every field."""
    common = [("id", _("编号，不会改变"), "text")]
    end = [("updated", _("更新时间（ISO 8601）"), "moment")]
    lists = [
        {
            "name": listed.name, "title": word(listed),
            "fields": common + [(each.name, word(each), each.kind) for each in listed_fields(listed)] + end,
        }
        for listed in runtime().programme.opening.collections
    ]
    own = [(name, en if current() == "en" else zh, "text") for name, zh, en in STATISTICS_FIELDS]
    return [*lists, {"name": STATISTICS, "title": _("统计"), "fields": common + own + end}]


def as_json(name: str, rows: list[dict[str, Any]]) -> tuple[str, str]:
    """A list for programs, with its licence and the time of its last change."""
    opening = runtime().programme.opening
    body = {
        "name": name, "licence": {"zh": opening.licence[0], "en": opening.licence[1]},
        "updated": max((_plain(row["updated"]) for row in rows), default=None),
        "items": [{key: _plain(row[key]) for key in _names(name)} for row in rows],
    }
    return json.dumps(body, ensure_ascii=False, indent=1), "application/json; charset=utf-8"


def as_csv(name: str, rows: list[dict[str, Any]]) -> tuple[str, str]:
    """A list for spreadsheets; no cell of it can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_names(name))
    writer.writerows([_cell(_plain(row[key])) for key in _names(name)] for row in rows)
    return "\ufeff" + out.getvalue(), "text/csv; charset=utf-8"


def _names(name: str) -> list[str]:
    if name == STATISTICS:
        return ["id", *(each for each, *_words in STATISTICS_FIELDS), "updated"]
    listed = next(each for each in runtime().programme.opening.collections if each.name == name)
    return ["id", *(each.name for each in listed_fields(listed)), "updated"]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


FORMS = {"json": as_json, "csv": as_csv}
