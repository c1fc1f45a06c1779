"""Plots as SVG text, in black on white with one colour: columns over months, and bars beside names."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 720, 120
_LEFT, _BOTTOM, _TOP = 44, 22, 8
_COLOUR = "#1d5fa8"


def columns(values: Sequence[int], months: Sequence[str], title: str) -> str:
    """A column for each month, with the years below and the highest value beside."""
    most = max([*values, 1])
    wide, high = (WIDTH - _LEFT) / max(len(values), 1), HEIGHT - _BOTTOM - _TOP
    drawn = "".join(_column(_LEFT + number * wide, wide, high * value / most, f"{months[number]}: {value}") for number, value in enumerate(values) if value)
    years = "".join(
        _text(_LEFT + number * wide, HEIGHT - 6, month[:4], "start") for number, month in enumerate(months) if number == 0 or month.endswith("-01")
    )
    floor = HEIGHT - _BOTTOM
    axis = f'<path d="M{_LEFT} {_TOP}V{floor}H{WIDTH}" fill="none" stroke="#999"/>'
    scale = _text(_LEFT - 6, _TOP + 8, str(most), "end") + _text(_LEFT - 6, floor, "0", "end")
    return _svg(HEIGHT, title, axis + drawn + years + scale)


def bars(values: Sequence[tuple[str, int]], title: str) -> str:
    """A bar for each name, with its value behind it."""
    row, label = 24, 220
    most = max([*(value for _, value in values), 1])
    drawn = "".join(
        _text(label - 8, number * row + 17, name, "end")
        + f'<rect x="{label}" y="{number * row + 4}" width="{(WIDTH - label - 70) * value / most:.1f}" height="{row - 8}" fill="{_COLOUR}"/>'
        + _text(label + (WIDTH - label - 70) * value / most + 6, number * row + 17, str(value), "start")
        for number, (name, value) in enumerate(values)
    )
    return _svg(row * len(values), title, drawn)


def _column(x: float, wide: float, high: float, says: str) -> str:
    top = HEIGHT - _BOTTOM - high
    return f'<rect x="{x + 0.5:.1f}" y="{top:.1f}" width="{max(wide - 1, 0.5):.1f}" height="{high:.1f}" fill="{_COLOUR}"><title>{escape(says)}</title></rect>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(height: float, title: str, drawn: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" font-size="12">{drawn}</svg>'
