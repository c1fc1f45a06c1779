"""From one type to another (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.far import FURTHEST_YEAR, FarMoment, combined, day_of, far_date, moved
from app.feel.operators import less, make_range
from app.feel.run import Run
from app.feel.temporal import (
    parse_date,
    parse_datetime,
    parse_duration,
    parse_temporal,
    parse_time,
    parse_zone,
    zone_of,
)
from app.feel.text import text_of
from app.feel.values import Months, Range, Value, number

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


@builtin("string(from: any)", takes_run=True)
def _string(run: Run, value: Value) -> str | None:
    """The value as text."""
    return text_of(run, value)


@builtin("number(from: string|number)")
@builtin("number(from: string, grouping separator: string|null, decimal separator?: string|null)")
def _number(value: Any, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    """The number that a text shows; grouping separator (space, comma or point) and decimal separator can be given."""
    if not isinstance(value, str):
        return value
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        return None
    if grouping:
        value = value.replace(grouping, "")
    if point:
        value = value.replace(point, ".")
    return number(value) if _NUMBER.fullmatch(value) else None


@builtin("date(from: string)")
def _date_of_text(value: str) -> Any:
    """A date from a text, from a date and time, or from year, month and day."""
    return parse_date(value)


@builtin("date(from: date|date and time)")
def _date_of(value: Any) -> Any:
    return day_of(value)


@builtin("date(year: number, month: number, day: number)")
def _date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Any:
    return far_date(_whole(year, FURTHEST_YEAR), _whole(month), _whole(day))


@builtin("time(from: string)")
def _time_of_text(value: str) -> time:
    """A time from a text, from a date and time, or from hour, minute, second and perhaps the distance from UTC."""
    return parse_time(value)


@builtin("time(from: time|date and time|date)")
def _time_of(value: Any) -> time:
    if isinstance(value, datetime | FarMoment):
        return value.timetz()
    return value if isinstance(value, time) else parse_time("00:00:00Z")


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration|null)")
def _time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None) -> time:
    whole, fraction = divmod(second, 1)
    zone = None if offset is None else zone_of(offset)
    return time(_whole(hour), _whole(minute), int(whole), int(fraction * 1_000_000), zone)


@builtin("date and time(from: string)")
def _datetime_of_text(value: str) -> Any:
    """A date and time from a text, from a date and a time, or from its parts."""
    return parse_datetime(value)


@builtin("date and time(from: date and time)")
def _datetime_of(value: Any) -> Any:
    return value


@builtin("date and time(date: date|date and time, time: time)")
def _datetime_of_both(day: Any, clock: time) -> Any:
    return combined(day_of(day), clock)


@builtin("date and time(date: date and time, timezone: string)")
def _datetime_in_zone(moment: Any, zone: str) -> Any:
    to = parse_zone("@" + zone)
    return moved(moment, lambda near: near.astimezone(to)) if moment.tzinfo else None


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " offset?: days and time duration|string|null)"
)
def _datetime_of_parts(
    year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None
) -> Any:
    clock = _time_of_parts(hour, minute, second, offset if isinstance(offset, timedelta) else None)
    zone = parse_zone("@" + offset) if isinstance(offset, str) else clock.tzinfo
    return combined(_date_of_parts(year, month, day), clock.replace(tzinfo=zone))


@builtin("duration(from: string)")
def _duration(value: str) -> timedelta | Months:
    """A duration from a text such as P3DT2H or P1Y6M."""
    return parse_duration(value)


@builtin("duration(from: duration)")
def _duration_of(value: timedelta | Months) -> timedelta | Months:
    return value


@builtin("years and months duration(from: date|date and time, to: date|date and time)")
def _months_between(start: Any, end: Any) -> Months:
    """The whole months between two dates."""
    if _is_later(start, end):
        return -_months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Months(months - ((end.day, _clock(end)) < (start.day, _clock(start))))


def _is_later(a: Any, b: Any) -> bool:
    return (a.year, a.month, a.day, _clock(a)) > (b.year, b.month, b.day, _clock(b))


def _clock(value: Any) -> time:
    return value.time() if isinstance(value, datetime | FarMoment) else time()


_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)


@builtin("range(from: string)")
def _range(text: str) -> Range | None:
    """The range that a text shows, such as [1..10) or (date("2024-01-01")..date("2024-12-31")]; its ends are literals."""
    match = _RANGE.fullmatch(text)
    if not match or len(text) > 1000:
        return None
    opening, start, end, closing = match.groups()
    if not start.strip() and not end.strip():
        return None
    low, high = _literal(start), _literal(end)
    if (start.strip() and low is None) or (end.strip() and high is None):
        return None
    if (low is None and opening == "[") or (high is None and closing == "]"):
        return None
    if low is None or high is None:
        return Range(low, high, opening == "[", closing == "]")
    return None if _out_of_order(low, high) else make_range(low, high, opening == "[", closing == "]")


def _out_of_order(low: Value, high: Value) -> bool:
    return less(high, low) is not False


_CALL = re.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"\\]*)"\s*\)|@"([^"\\]*)"|"([^"\\]*)"')
_PARSERS = {"date": parse_date, "time": parse_time, "date and time": parse_datetime, "duration": parse_duration}


def _literal(text: str) -> Value:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return number(text)
    match = _CALL.fullmatch(text)
    if not match:
        return None
    if match[1]:
        return _PARSERS[match[1]](match[2])
    return parse_temporal(match[3]) if match[3] is not None else match[4]


def _whole(value: Decimal, most: int = 10_000) -> int:
    """Raises ValueError if it is not whole, or beyond anything a date can hold."""
    if value != value.to_integral_value() or abs(value) > most:
        raise ValueError("not a whole number")
    return int(value)
