"""What the operators mean for each pair of types (DMN 1.5, 10.3.2.9 and following). What has no meaning is null."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from app.calendar import add_months
from app.feel.far import Far, FarDate, FarMoment, combined, distance, later_by, later_by_months
from app.feel.run import Run
from app.feel.temporal import instant
from app.feel.values import NUMBERS, Months, Range, Value, kind, number

Operation = Callable[[Any, Any], Value]
Table = dict[tuple[type, type], Operation]
_ANCHOR = date(2000, 1, 1)
HARD_NUMBER = 50  # steps for what takes as long as fifty ordinary operations


def add(run: Run, a: Value, b: Value) -> Value:
    """Numbers, texts, and durations with each other or with dates and times."""
    if type(a) is str and type(b) is str:
        run.spend_text(len(a) + len(b))
        return a + b
    return _apply(_ADD, a, b)


def subtract(run: Run, a: Value, b: Value) -> Value:
    """Numbers, durations, a duration from a date or time, and the duration between two of them."""
    return _apply(_SUBTRACT, a, b)


def multiply(run: Run, a: Value, b: Value) -> Value:
    """Numbers, and a duration taken so many times."""
    return _apply(_MULTIPLY, a, b)


def divide(run: Run, a: Value, b: Value) -> Value:
    """Numbers, a duration by a number or by a duration of its kind; null when divided by nothing."""
    return _apply(_DIVIDE, a, b)


def power(run: Run, a: Value, b: Value) -> Value:
    """Only for numbers."""
    run.spend(HARD_NUMBER)
    return _apply({(Decimal, Decimal): _power}, a, b)


def _power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """IEEE 754: anything to the power of nothing is one; what has no finite value is null."""
    if not exponent:
        return Decimal(1)
    result = NUMBERS.power(base, exponent)
    return result if result.is_finite() else None


def negate(a: Value) -> Value:
    """Numbers and durations with the other sign."""
    if type(a) is Decimal:
        return NUMBERS.minus(a)
    return -a if type(a) in (timedelta, Months, int, float) else None


def equal(run: Run, a: Value, b: Value) -> bool | None:
    """Whether both are the same value; null when their types differ, unless one of them is null itself."""
    if a is None or b is None:
        return a is b
    a_kind = kind(a)
    if a_kind != kind(b) or a_kind == "unknown":
        return None
    if a_kind == "list":
        run.spend(len(a) + 1)
        return len(a) == len(b) and _all(equal(run, x, y) for x, y in zip(a, b, strict=True))
    if a_kind == "context":
        run.spend(len(a) + 1)
        return a.keys() == b.keys() and _all(equal(run, a[key], b[key]) for key in a)
    if a_kind == "function":
        return a is b
    if a_kind == "range":
        return (a.start_included, a.end_included, a.only) == (b.start_included, b.end_included, b.only) and _all(
            equal(run, x, y) for x, y in ((a.start, b.start), (a.end, b.end))
        )
    return sortable(a) == sortable(b)


def less(a: Value, b: Value) -> bool | None:
    """Whether a comes before b; null where there is no order."""
    if type(a) is type(b) is Decimal:
        return a < b
    a_kind = kind(a)
    if a_kind != kind(b) or a_kind not in ORDERED:
        return None
    return sortable(a) < sortable(b)


ORDERED = {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}


def sortable(value: Value) -> Any:
    """The value in a form that Python compares as FEEL does, within one type."""
    if type(value) in (datetime, FarMoment):
        return instant(value)
    if type(value) is time:
        offset = datetime.combine(_ANCHOR, value).utcoffset() or timedelta()
        return timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        ) - offset
    return value


def contains(run: Run, options: Value, value: Value) -> bool | None:
    """``value in options``: in a range, one of a list, or equal to it."""
    if type(options) is Range:
        return in_range(value, options)
    if type(options) in (list, tuple):
        run.spend(len(options))
        found = [contains(run, option, value) if type(option) is Range else equal(run, option, value) for option in options]
        if type(value) is list:
            found.append(equal(run, options, value))
        return True in found
    if options is None and value is not None:
        return None
    return equal(run, value, options)


def in_range(value: Value, limits: Range) -> bool | None:
    """Whether the value lies within; null if it cannot be compared with the ends."""
    if limits.only == "!=":
        return _differs(value, limits.start)
    after = True if limits.start is None else _beyond(limits.start, value, limits.start_included)
    before = True if limits.end is None else _beyond(value, limits.end, limits.end_included)
    if after is None or before is None or value is None:
        return None
    return after and before


def _differs(value: Value, other: Value) -> bool | None:
    return None if kind(value) != kind(other) else sortable(value) != sortable(other)


def _beyond(low: Value, high: Value, or_equal: bool) -> bool | None:
    return negation(less(high, low)) if or_equal else less(low, high)


def make_range(start: Value, end: Value, start_included: bool, end_included: bool) -> Range | None:
    """A range between two values of one ordered type; null for anything else."""
    if kind(start) != kind(end) or kind(start) not in ORDERED:
        return None
    return Range(start, end, start_included, end_included)


def weigh(run: Run, value: Value) -> None:
    """Counts all that a value holds, before something looks at all of it."""
    if isinstance(value, list | dict):
        run.spend(len(value) + 1)
        for element in value.values() if isinstance(value, dict) else value:
            weigh(run, element)


def negation(value: Value) -> bool | None:
    """True for false, false for true, null for everything else."""
    return not value if type(value) is bool else None


def _all(results: Any) -> bool:
    return all(result is True for result in results)


def _apply(table: Table, a: Value, b: Value) -> Value:
    operation = table.get((_type(a), _type(b)))
    if operation is None:
        return None
    try:
        return operation(_exact(a), _exact(b))
    except (ArithmeticError, ValueError):
        return None


def _type(value: Value) -> type:
    return Decimal if type(value) in (int, float) else type(value)


def _exact(value: Value) -> Value:
    """Numbers that were handed in as Python numbers are read as FEEL's."""
    return number(value) if type(value) in (int, float) else value


def _shift_months(moment: Any, months: Months) -> Any:
    try:
        return add_months(moment, months.count)
    except (OverflowError, AttributeError):
        return later_by_months(moment, months.count)


def _shift_date(day: Any, length: timedelta) -> Any:
    return _shifted(day, length, lambda near, rest: (datetime.combine(near, time()) + rest).date())


def _shift_moment(moment: Any, length: timedelta) -> Any:
    return _shifted(moment, length, _later_moment)


def _shifted(value: Any, length: timedelta, move: Callable[[Any, timedelta], date]) -> Any:
    """Near dates are moved as they are; those that are far or would be go by cycles of the calendar."""
    if not isinstance(value, Far):
        try:
            return move(value, length)
        except OverflowError:
            pass
    return later_by(value, length, move)


def _later_moment(moment: datetime, length: timedelta) -> datetime:
    if moment.tzinfo is None:
        return moment + length
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def _shift_time(clock: time, length: timedelta) -> time:
    return (datetime.combine(_ANCHOR, clock.replace(tzinfo=None)) + length).time().replace(tzinfo=clock.tzinfo)


def _between_dates(a: Any, b: Any) -> timedelta:
    return distance(a, b)


def _between_moments(a: Any, b: Any) -> timedelta | None:
    """A date stands for its first moment in UTC (10.3.2.3.6); what has a time zone has no distance to what has none."""
    a, b = _as_datetime(a), _as_datetime(b)
    return distance(a, b) if (a.tzinfo is None) == (b.tzinfo is None) else None


def _as_datetime(value: Any) -> Any:
    return value if isinstance(value, datetime | FarMoment) else combined(value, time(tzinfo=UTC))


def _between_times(a: time, b: time) -> timedelta:
    return sortable(a) - sortable(b)


def _times_months(months: Months, factor: Decimal) -> Months:
    return Months(int(NUMBERS.multiply(Decimal(months.count), factor).to_integral_value(ROUND_DOWN)))


def _times(length: timedelta, factor: Decimal) -> timedelta:
    return timedelta(microseconds=int(NUMBERS.multiply(_microseconds(length), factor)))


def _microseconds(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(microseconds=1))


def _minus(operation: Operation) -> Operation:
    return lambda a, b: operation(a, -b)


def _swapped(operation: Operation) -> Operation:
    return lambda a, b: operation(b, a)


_DATES, _MOMENTS = {date, FarDate}, {datetime, FarMoment}
_SHIFTS: Table = {
    (date, Months): _shift_months,
    (datetime, Months): _shift_months,
    (date, timedelta): _shift_date,
    (datetime, timedelta): _shift_moment,
    (FarDate, Months): _shift_months,
    (FarMoment, Months): _shift_months,
    (FarDate, timedelta): _shift_date,
    (FarMoment, timedelta): _shift_moment,
    (time, timedelta): _shift_time,
}
_DURATIONS: Table = {
    (timedelta, timedelta): lambda a, b: a + b,
    (Months, Months): lambda a, b: Months(a.count + b.count),
}
_ADD: Table = {
    (Decimal, Decimal): NUMBERS.add,
    **_SHIFTS,
    **{(b, a): _swapped(operation) for (a, b), operation in _SHIFTS.items()},
    **_DURATIONS,
}
_SUBTRACT: Table = {
    (Decimal, Decimal): NUMBERS.subtract,
    **{types: _minus(operation) for types, operation in (_SHIFTS | _DURATIONS).items()},
    **{(a, b): _between_dates for a in _DATES for b in _DATES},
    **{(a, b): _between_moments for a in _DATES | _MOMENTS for b in _DATES | _MOMENTS if {a, b} & _MOMENTS},
    (time, time): _between_times,
}
_MULTIPLY: Table = {
    (Decimal, Decimal): NUMBERS.multiply,
    (timedelta, Decimal): _times,
    (Decimal, timedelta): _swapped(_times),
    (Months, Decimal): _times_months,
    (Decimal, Months): _swapped(_times_months),
}
_DIVIDE: Table = {
    (Decimal, Decimal): NUMBERS.divide,
    (timedelta, Decimal): lambda length, by: timedelta(microseconds=int(NUMBERS.divide(_microseconds(length), by))),
    (timedelta, timedelta): lambda a, b: NUMBERS.divide(_microseconds(a), _microseconds(b)),
    (Months, Decimal): lambda months, by: Months(int(NUMBERS.divide(Decimal(months.count), by))),
    (Months, Months): lambda a, b: NUMBERS.divide(Decimal(a.count), Decimal(b.count)),
}
