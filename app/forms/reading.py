"""A form's values to read, for history, print and mail: plain HTML, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from markupsafe import Markup, escape

from app.forms.components import Component
from app.forms.places import find

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIXTH = Decimal("0.000001")
NOTHING = Markup('<span class="text-secondary">—</span>')

Attached = Mapping[str, Mapping[str, Any]]
Show = Callable[[Component, Any], Markup]


def page(root: Component, values: Mapping[str, Any], language: str, attachments: Attached) -> Markup:
    """The whole form as headings, definition lists and tables."""
    return Markup('<div class="answers">{}</div>').format(_section(root.children, values, _Values(language, attachments)))


def _section(components: tuple[Component, ...], values: Any, show: _Values) -> Markup:
    """Runs of questions become one list; groups and tables stand between them."""
    parts: list[Markup] = []
    entries: list[Markup] = []
    for component in components:
        block = _block(component, values, show)
        if block is not None:
            parts += [_list(entries), block]
            entries = []
        elif component.keeps_value and not _left_out(component, values):
            entries.append(_entry(component, find(values, component.path), show))
    return Markup("").join([*parts, _list(entries)])


def _block(component: Component, values: Any, show: _Values) -> Markup | None:
    if component.kind == "group":
        inside = _section(component.children, values, show)
        return _titled(_label(component), inside) if inside else Markup("")
    if component.kind == "dynamiclist":
        rows = find(values, component.path)
        return _titled(_label(component), _table(component, rows, show)) if isinstance(rows, list) and rows else Markup("")
    if component.kind == "text":
        heading = re.match(r"\s*#{1,6}\s+([^\n{}]+)", str(component.source.get("text", "")))
        return Markup("<h4>{}</h4>").format(heading[1]) if heading else Markup("")
    return None


def _left_out(component: Component, values: Any) -> bool:
    """A question that was hidden, or that stood there to look at, has no value of its own."""
    holder = find(values, component.path[:-1])
    absent = not isinstance(holder, Mapping) or component.path[-1:] == () or component.path[-1] not in holder
    return absent and (component.hide is not None or component.source.get("disabled") is True or component.kind == "expression")


def _titled(title: str, inside: Markup) -> Markup:
    heading = Markup("<h3>{}</h3>").format(title) if title else Markup("")
    return Markup('<section class="answers-group">{}{}</section>').format(heading, inside)


def _list(entries: list[Markup]) -> Markup:
    return Markup("<dl>{}</dl>").format(Markup("").join(entries)) if entries else Markup("")


def _entry(component: Component, value: Any, show: _Values) -> Markup:
    return Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(_label(component), show(component, value))


def _table(component: Component, rows: list[Any], show: _Values) -> Markup:
    columns = [child for child in component.walk() if child is not component and child.keeps_value]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(_label(column)) for column in columns)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_cell(column, row, show)) for column in columns),
        ) for row in rows
    )
    return Markup(
        '<div class="table-responsive"><table class="table table-sm"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
    ).format(head, body)


def _cell(column: Component, row: Any, show: _Values) -> Markup:
    value = find(row, column.path)
    return _table(column, value, show) if column.kind == "dynamiclist" and isinstance(value, list) else show(column, value)


def _label(component: Component) -> str:
    source = component.source
    name = source.get("label") or source.get("dateLabel") or source.get("timeLabel") or (component.path or ("",))[-1]
    return "" if str(name).startswith("=") else str(name)


class _Values:
    """How one value reads in a language."""

    def __init__(self, language: str, attachments: Attached) -> None:
        self._english = language.startswith("en")
        self._attachments = attachments

    def __call__(self, component: Component, value: Any) -> Markup:
        if value is None or value == "" or value == []:
            return NOTHING
        if component.is_attachment and isinstance(value, list):
            return self._files(value)
        if isinstance(value, list):
            return Markup("、" if not self._english else ", ").join(self._option(component, item) for item in value)
        if component.source.get("values"):
            return self._option(component, value)
        return self._adorned(component, self._plain(value))

    def _plain(self, value: Any) -> Markup:
        if isinstance(value, bool):
            return escape(("No", "Yes")[value] if self._english else "否是"[value])
        if isinstance(value, Decimal):
            return escape(f"{_short(value):,f}")
        if isinstance(value, datetime):
            local = value.astimezone(SHANGHAI) if value.tzinfo else value
            return escape(f"{self._day(local)} {local:%H:%M}")
        if isinstance(value, date):
            return escape(self._day(value))
        if isinstance(value, time):
            return escape(f"{value:%H:%M}")
        return Markup("<br>").join(str(value).split("\n"))

    def _day(self, day: date) -> str:
        return format_date(day, "long", locale="en_GB" if self._english else "zh_Hans_CN")

    def _option(self, component: Component, value: Any) -> Markup:
        for option in component.source.get("values") or ():
            if isinstance(option, Mapping) and option.get("value") == value:
                return escape(option.get("label", value))
        return self._plain(value)

    def _adorned(self, component: Component, shown: Markup) -> Markup:
        appearance = component.source.get("appearance")
        words = appearance if isinstance(appearance, Mapping) else {}
        parts = [words.get("prefixAdorner"), shown, words.get("suffixAdorner")]
        return Markup(" ").join(part for part in parts if part and not str(part).startswith("="))

    def _files(self, ids: list[Any]) -> Markup:
        return Markup("").join(Markup("<div>{}</div>").format(self._file(str(file))) for file in ids)

    def _file(self, file: str) -> Markup:
        known = self._attachments.get(file)
        if known is None:
            return Markup("<code>{}</code>").format(file)
        url = str(known.get("url", ""))
        if not url.startswith("/") or url.startswith("//"):
            return escape(known.get("name", file))
        return Markup('<a href="{}">{}</a>').format(url, known.get("name", file))


def _short(value: Decimal) -> Decimal:
    """A number as people read it: whole without a point, a quotient no longer than six places, never rounded up."""
    if value.adjusted() >= 25:
        return value
    if value == value.to_integral():
        return value.quantize(Decimal(1))
    shorter = value.quantize(SIXTH, ROUND_DOWN)
    return value if shorter == value else shorter.normalize()
