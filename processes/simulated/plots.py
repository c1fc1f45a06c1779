"""Plots as SVG text in the colours of the page: columns over months, bars beside names, and how long something took."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 720, 110
_LEFT, _BOTTOM, _TOP = 44, 20, 8
_ROW, _LABEL, _VALUE = 22, 250, 60
_SPAN, _THIN = 200, 14
Words = tuple[str, str]


def both(words: Words, tag: str = "span", about: str = "") -> str:
    """Chinese and English beside each other; the page shows one of them."""
    zh, en = map(escape, words)
    return f'<{tag}{about} lang="zh">{zh}</{tag}><{tag}{about} lang="en">{en}</{tag}>'


def columns(values: Sequence[int], months: Sequence[str], title: Words) -> str:
    """A column for each month, with the years below and the highest value beside."""
    most = max([*values, 1])
    wide, high = (WIDTH - _LEFT) / max(len(values), 1), HEIGHT - _BOTTOM - _TOP
    drawn = "".join(_column(_LEFT + number * wide, wide, high * value / most, f"{months[number]}: {value}") for number, value in enumerate(values) if value)
    years = "".join(
        f'<path class="year" d="M{_LEFT + number * wide:.1f} {_TOP}V{HEIGHT - _BOTTOM}"/>' + _text(_LEFT + number * wide, HEIGHT - 5, month[:4], "start")
        for number, month in enumerate(months) if number == 0 or month.endswith("-01")
    )
    floor = HEIGHT - _BOTTOM
    axis = f'<path class="axis" d="M{_LEFT} {floor}H{WIDTH}"/>'
    scale = _text(_LEFT - 6, _TOP + 9, str(most), "end") + _text(_LEFT - 6, floor, "0", "end")
    return _svg(WIDTH, HEIGHT, title, years + drawn + axis + scale)


def bars(values: Sequence[tuple[Words, int]], title: Words, *, wide: int = WIDTH, label: int = _LABEL) -> str:
    """A bar for each name, with its value behind it."""
    most = max([*(value for _, value in values), 1])
    room = wide - label - _VALUE
    drawn = "".join(_bar(number * _ROW, name, value, label, room * value / most) for number, (name, value) in enumerate(values))
    return _svg(wide, _ROW * len(values), title, drawn)


def lasted(median: float, p90: float, most: float) -> str:
    """How long something took: dark up to the median, light up to what nine of ten did not exceed."""
    far, near = (_SPAN * min(value / most, 1) for value in (p90, median))
    light = f'<rect class="light" y="3" width="{far:.1f}" height="{_THIN - 6}"/>'
    return _svg(_SPAN, _THIN, (f"中位 {median} 天，九成 {p90} 天", f"median {median}, p90 {p90} days"), light + f'<rect y="3" width="{near:.1f}" height="{_THIN - 6}"/>')


def _bar(top: float, name: Words, value: int, label: int, long: float) -> str:
    said = both(name, "text", f' x="{label - 8}" y="{top + 15:.0f}" text-anchor="end"')
    return f'{said}<rect x="{label}" y="{top + 4:.0f}" width="{long:.1f}" height="{_ROW - 8}"/>' + _text(label + long + 6, top + 15, str(value), "start")


def _column(x: float, wide: float, high: float, says: str) -> str:
    top = HEIGHT - _BOTTOM - high
    return f'<rect x="{x + 0.5:.1f}" y="{top:.1f}" width="{max(wide - 1, 0.5):.1f}" height="{high:.1f}"><title>{escape(says)}</title></rect>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(wide: float, high: float, title: Words, drawn: str) -> str:
    return f'<svg viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(" / ".join(title))}">{drawn}</svg>'
