"""Working days and months: our own functions, by the calendar of the environment."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from app.calendar import add_months
from app.clock import SHANGHAI
from app.feel.builtins.dates import in_shanghai
from app.feel.builtins.registry import builtin
from app.feel.far import Far
from app.feel.run import Run
from app.feel.temporal import parse_time

FURTHEST = 5_000


@builtin("add working days(date: date|date and time, n: number)", takes_run=True)
def _add_working_days(run: Run, day: date, n: Decimal) -> date:
    """The n-th working day after the date (before it if n is negative); the date itself does not count."""
    run.spend(abs(_whole(n)))
    return run.environment.working_days().add_working_days(_day(day), int(n))


@builtin("next working day(date: date|date and time)", takes_run=True)
def _next_working_day(run: Run, day: date) -> date:
    """The date itself if it is worked, otherwise the next working day: how deadlines roll."""
    return run.environment.working_days().next_working_day(_day(day))


@builtin("previous working day(date: date|date and time)", takes_run=True)
def _previous_working_day(run: Run, day: date) -> date:
    """The date itself if it is worked, otherwise the last working day before: how lead times roll."""
    return run.environment.working_days().previous_working_day(_day(day))


@builtin("working days between(from: date|date and time, to: date|date and time)", takes_run=True)
def _working_days_between(run: Run, start: date, end: date) -> Decimal:
    """How many working days there are after the first date up to the second; negative if it lies before."""
    first, last = _day(start), _day(end)
    run.spend(abs((last - first).days))
    return Decimal(run.environment.working_days().working_days_between(first, last))


@builtin("is working day(date: date|date and time)", takes_run=True)
def _is_working_day(run: Run, day: date) -> bool:
    """Whether people work on this day, make-up days included."""
    return run.environment.working_days().is_working_day(_day(day))


@builtin("add months(date: date|date and time, n: number)")
def _add_months(day: date, n: Decimal) -> date:
    """The same day n months later, or the last of that month if it has no such day."""
    return add_months(day, _whole(n))


@builtin("at(date: date|date and time, time: string|time)")
def _at(day: date, clock: str | time) -> datetime:
    """This time of the day on this date, in Shanghai: at(today(), "17:00")."""
    if isinstance(clock, str):
        clock = parse_time(clock + ":00" if clock.count(":") == 1 else clock)
    if clock.tzinfo:
        return datetime.combine(_day(day), clock)
    return in_shanghai(datetime.combine(_day(day), clock))


def _day(value: date) -> date:
    """The day on which it is that moment in Shanghai. Raises ValueError for days no calendar reaches."""
    if isinstance(value, Far):
        raise ValueError("beyond all calendars")
    if not isinstance(value, datetime):
        return value
    return value.astimezone(SHANGHAI).date() if value.tzinfo else value.date()


def _whole(n: Decimal) -> int:
    """Raises ValueError if n is not whole or further than anything that is planned (twenty years of working days)."""
    if n != n.to_integral_value() or abs(n) > FURTHEST:
        raise ValueError("not a whole number of days or months")
    return int(n)
