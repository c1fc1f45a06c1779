"""Working days as the State Council sets them: holidays, and the weekends worked in exchange."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from app.clock import SHANGHAI

ONE_DAY = timedelta(days=1)
CLOSE_OF_BUSINESS = time(17)

YearRule = Callable[[int], Mapping[date, bool]]


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    ``days`` says it for single days (True: worked), all others go by the day of the week. ``covered`` are the years whose
    official notice is known; in other years every answer is provisional, and ``beyond`` may add what is foreseeable.
    """

    days: Mapping[date, bool]
    covered: range
    beyond: YearRule = field(default=lambda year: {}, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        said = self.days.get(day)
        if said is None and day.year not in self.covered:
            said = self.beyond(day.year).get(day)
        return day.weekday() < 5 if said is None else said

    def is_provisional(self, day: date) -> bool:
        """Whether the official notice for this day's year is still to come."""
        return day.year not in self.covered

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, otherwise the first one after it (how deadlines roll)."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself if it is worked, otherwise the last one before it (how lead times roll)."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day`` (before it for a negative n), ``day`` itself not counted.

        With n = 0 a day off rolls forward. Raises OverflowError outside the years 1 to 9999.
        """
        if n == 0:
            return self.next_working_day(day)
        direction = ONE_DAY if n > 0 else -ONE_DAY
        remaining = abs(n)
        while remaining:
            day += direction
            remaining -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days there are after ``a`` up to and including ``b``; negative if ``b`` lies before ``a``."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=k)) for k in range(1, (b - a).days + 1))

    def deadline(self, day: date, n: int, at: time = CLOSE_OF_BUSINESS) -> datetime:
        """The moment at which a period of n working days that begins with ``day`` ends, in Shanghai time."""
        return datetime.combine(self.add_working_days(day, n), at, SHANGHAI)

    def add_months(self, day: date, n: int) -> date:
        """The same day n months later (earlier for a negative n), or the last of that month if it has no such day."""
        return add_months(day, n)

    def with_days(self, days: Mapping[date, bool]) -> WorkingCalendar:
        """This calendar with other days laid over it, such as a region's own."""
        return replace(self, days={**self.days, **days})


def add_months(day: date, n: int) -> date:
    """The same day n months later, or the last of that month if it has no such day.

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@cache
def official_calendar() -> WorkingCalendar:
    """The published calendar 2004 to 2026; other years by weekends and statutory holidays, marked provisional."""
    from chinese_calendar.constants import holidays, workdays

    days = dict.fromkeys(workdays, True) | dict.fromkeys(holidays, False)
    years = {day.year for day in days}
    return WorkingCalendar(days, range(min(years), max(years) + 1), _statutory_holidays)


@cache
def _statutory_holidays(year: int) -> Mapping[date, bool]:
    """Imported late: loading every country's holidays takes a third of a second, and few programs look that far."""
    from holidays.countries.china import China

    return dict.fromkeys(China(years=year), False)
