"""The calendar of a year as people read it: what differs from the plain week, and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.runtime import Runtime
from app.store import calendar_days
from app.store.calendar_days import NATIONAL
from app.store.database import Session


@dataclass(frozen=True)
class Day:
    """One day, in the country or in a region."""

    day: date
    region: str                          # empty for the whole country
    working: bool
    name: str
    source: str                          # the notice or reason it was entered for
    origin: str                          # official: as published | entered: by an operator | expected: not published yet

    @property
    def removable(self) -> bool:
        """Whether there is an entry that may be taken back."""
        return self.origin == "entered"


@dataclass(frozen=True)
class Year:
    """A year's days by month."""

    year: int
    region: str
    months: dict[int, list[Day]]
    provisional: bool                    # the official notice is still to come
    next_to_publish: int                 # the first year without an official notice


def year(runtime: Runtime, session: Session, number: int, region: str = NATIONAL) -> Year:
    """The national days of a year, with those of one region where one is named."""
    national = runtime.calendar()
    first, last = date(number, 1, 1), date(number, 12, 31)
    official = {day: said for day, said in calendar_days.official().items() if day.year == number}
    found = {(day, NATIONAL): Day(day, NATIONAL, *said, calendar_days.OFFICIAL, "official") for day, said in official.items()}
    provisional = national.is_provisional(first)
    if provisional:
        expected = (first + timedelta(days=number) for number in range((last - first).days + 1))
        found |= {
            (day, NATIONAL): Day(day, NATIONAL, False, "", "", "expected") for day in expected
            if day.weekday() < 5 and not national.is_working_day(day)
        }
    for row in calendar_days.between(session, first, last):
        if row["region"] in {NATIONAL, region}:
            said = (row["working"], row["name"])
            origin = "official" if row["region"] == NATIONAL and official.get(row["day"]) == said else "entered"
            found[row["day"], row["region"]] = Day(row["day"], row["region"], *said, row["source"], origin)
    months: dict[int, list[Day]] = {month: [] for month in range(1, 13)}
    for (day, _), each in sorted(found.items()):
        months[day.month].append(each)
    return Year(number, region, months, provisional, national.covered.stop)
