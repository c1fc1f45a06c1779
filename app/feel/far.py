"""Dates beyond the years 1 to 9999, where Python's end; the standard goes to 999 999 999 either way (DMN 1.5, 10.3.2.3.4).

The calendar repeats every 400 years, weekdays included: a far date is a near one and the cycles between them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import total_ordering
from typing import Any

from app.calendar import add_months

CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
FURTHEST_YEAR = 999_999_999
_FIRST = 2000                                    # near dates lie in the cycle that begins here
_TICK = timedelta(microseconds=1)


@total_ordering
class Far:
    """A date or moment; whatever does not depend on the year is asked of the near one."""

    __slots__ = ("near", "cycles")

    def __init__(self, near: date, cycles: int) -> None:
        self.near = near
        self.cycles = cycles

    @property
    def year(self) -> int:
        """The year; there are negative ones."""
        return self.near.year + CYCLE_YEARS * self.cycles

    def __getattr__(self, name: str) -> Any:
        return getattr(self.near, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Far | date) and _ticks(self) == _ticks(other)

    def __lt__(self, other: object) -> bool:
        return _ticks(self) < _ticks(other) if isinstance(other, Far | date) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.near, self.cycles))


class FarDate(Far):
    """A date."""


class FarMoment(Far):
    """A date and time."""


def far_date(year: int, month: int, day: int) -> date | FarDate:
    """The date, near or far. Raises ValueError for none, and for the year 0; OverflowError for one beyond all."""
    if not year:
        raise ValueError("there is no year 0")
    cycles, rest = divmod(year - _FIRST, CYCLE_YEARS)
    return placed(date(_FIRST + rest, month, day), cycles)


def placed(near: date, cycles: int) -> Any:
    """What lies so many cycles behind a date or moment: a plain one wherever that is possible. Raises OverflowError."""
    year = near.year + CYCLE_YEARS * cycles
    if 1 <= year <= 9999:
        return near.replace(year=year)
    if abs(year) > FURTHEST_YEAR:
        raise OverflowError("date out of range")
    cycles, rest = divmod(year - _FIRST, CYCLE_YEARS)
    return (FarMoment if isinstance(near, datetime) else FarDate)(near.replace(year=_FIRST + rest), cycles)


def moved(value: Any, move: Callable[[Any], date]) -> Any:
    """The value after something that moves it by less than a few thousand years."""
    near, cycles = _split(value)
    return placed(move(near), cycles)


def later_by_months(value: Any, months: int) -> Any:
    """So many months later, on the last of the month if it has no such day."""
    cycles, rest = divmod(months, CYCLE_YEARS * 12)
    near, own = _split(value)
    return placed(add_months(near, rest), own + cycles)


def later_by(value: Any, length: timedelta, move: Callable[[Any, timedelta], date]) -> Any:
    """So much later; `move` says what that means for near ones."""
    cycles, rest = divmod(length, timedelta(days=CYCLE_DAYS))
    near, own = _split(value)
    return placed(move(near, rest), own + cycles)


def distance(a: Any, b: Any) -> timedelta:
    """How much later a is than b, both dates or both moments. Raises OverflowError."""
    (near_a, cycles_a), (near_b, cycles_b) = _split(a), _split(b)
    return (near_a - near_b) + timedelta(days=CYCLE_DAYS) * (cycles_a - cycles_b)


def combined(day: Any, clock: time) -> Any:
    """A date and a time together."""
    if not isinstance(day, Far):
        return datetime.combine(day.date() if isinstance(day, datetime) else day, clock)
    return placed(datetime.combine(day.near, clock), day.cycles)


def day_of(value: Any) -> Any:
    """The date of a moment, or the date itself."""
    if isinstance(value, FarMoment):
        return placed(value.near.date(), value.cycles)  # type: ignore[attr-defined]
    return value.date() if isinstance(value, datetime) else value


def _split(value: Any) -> tuple[Any, int]:
    if isinstance(value, Far):
        return value.near, value.cycles
    cycles, rest = divmod(value.year - _FIRST, CYCLE_YEARS)
    return value.replace(year=_FIRST + rest), cycles


def _ticks(value: Any) -> int:
    """Microseconds since the first near moment; with a time zone, since it came in UTC."""
    near, cycles = _split(value)
    if not isinstance(near, datetime):
        near = datetime.combine(near, time())
    start = datetime(_FIRST, 1, 1, tzinfo=UTC if near.tzinfo else None)
    return cycles * (timedelta(days=CYCLE_DAYS) // _TICK) + (near - start) // _TICK
