"""Dates and times (DMN 1.5, 10.3.4.7 and 10.3.4.11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from app.clock import SHANGHAI
from app.feel.builtins.registry import builtin
from app.feel.run import Run
from app.feel.temporal import zone_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)


@builtin("now()", takes_run=True)
def _now(run: Run) -> datetime:
    """The present moment, with Shanghai's distance from UTC."""
    return in_shanghai(run.environment.now)


@builtin("today()", takes_run=True)
def _today(run: Run) -> date:
    """Today's date in Shanghai."""
    return in_shanghai(run.environment.now).date()


def in_shanghai(moment: datetime) -> datetime:
    """The moment as the clocks in Shanghai show it; without a zone it already is."""
    local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    return local.replace(tzinfo=zone_of(SHANGHAI.utcoffset(local) or timedelta()))


@builtin("day of year(date: date|date and time)")
def _day_of_year(value: date) -> Decimal:
    """The number of the day within its year."""
    return Decimal(value.timetuple().tm_yday)


@builtin("day of week(date: date|date and time)")
def _day_of_week(value: date) -> str:
    """The English name of the day."""
    return _DAYS[value.weekday()]


@builtin("month of year(date: date|date and time)")
def _month_of_year(value: date) -> str:
    """The English name of the month."""
    return _MONTHS[value.month - 1]


@builtin("week of year(date: date|date and time)")
def _week_of_year(value: date) -> Decimal:
    """The number of the week by ISO 8601."""
    return Decimal(value.isocalendar().week)
