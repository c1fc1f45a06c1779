"""Values of a report as they read on the page and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.queries.reports import Made
from app.web.language import current
from app.web.words import region_name


def word_of(each: Any) -> str:
    """What has names in both languages, in the page's."""
    return each.en if current() == "en" else each.zh


def cell(column: Any, value: Any) -> str:
    """A value of a row in words."""
    if column.kind == "flag":
        return _("是") if value else ""
    if value is None or value == "":
        return ""
    if column.kind == "words":
        words = column.words.get(str(value))
        return words[current() == "en"] if words else str(value)
    if column.kind == "region":
        return region_name(str(value))
    if column.kind == "hints":
        return _("；").join(each[current() == "en"] for each in value)
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def group_cell(report: Any, name: str, value: str) -> str:
    """A group's value in words."""
    column = next((each for each in report.columns if each.name == name), None)
    return (cell(column, value) if column else value) or "—"


def figure(report: Any, name: str, value: Any) -> str:
    """A figure as it reads: shares in percent, amounts with two places."""
    if value is None:
        return "—"
    shaped = next(each for each in report.figures if each.name == name)
    if shaped.share_of:
        return f"{(value * 100).quantize(Decimal('0.01'))}%"
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


def figures_table(made: Made) -> tuple[list[str], list[list[Any]]]:
    """The figures by group for a file; amounts stay numbers."""
    columns = {each.name: word_of(each) for each in made.report.columns}
    heads = [*(columns.get(name, name) for name in made.report.groups), *(word_of(each) for each in made.report.figures)]
    rows = []
    for key, found in made.groups():
        named = [group_cell(made.report, name, value) for name, value in zip(made.report.groups, key, strict=True)]
        rows.append([*named, *made.values(found).values()])
    return heads, rows


def rows_table(report: Any, rows: list[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Rows for a file; amounts stay numbers, days stay days."""
    return [word_of(each) for each in report.columns], [
        [row.get(each.name) if isinstance(row.get(each.name), (Decimal, date)) else cell(each, row.get(each.name)) for each in report.columns]
        for row in rows
    ]
