"""Working days and holidays as data, with where each comes from, and the calendars they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, text, union
from sqlalchemy.dialects.postgresql import insert

from app.calendar import WorkingCalendar, official_calendar
from app.clock import SystemClock
from app.store import tables as t, work
from app.store.database import Engine, Session

NATIONAL = ""                            # the region of days that count in the whole country
FRESH = timedelta(seconds=1)             # how long a process may go on with the days it has read
OFFICIAL = "chinesecalendar 1.11.0"      # the source of published days
_STAND = "calendar"                      # the setting that says how often days have changed, and up to which year they are published


class Calendars:
    """Calendars by region as the database has them: a region's own days lie over the national ones.

    Each process reads the days once, and again when they have been changed anywhere; it asks at most once a second.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._clock = engine, SystemClock()
        self._asked: datetime | None = None
        self._stand: Mapping[str, Any] | None = None
        self._national, self._regional = official_calendar(), {}

    def __call__(self, region: str | None = None) -> WorkingCalendar:
        """The calendar of a region; the national one for None and for a region without days of its own."""
        now = self._clock.now()
        if self._asked is None or not timedelta() <= now - self._asked < FRESH:
            self._read(now)
        return self._regional.get(region or NATIONAL, self._national)

    def renew(self) -> None:
        """Days have been changed: the next question is answered from the database."""
        self._asked = None

    def _read(self, now: datetime) -> None:
        with self._engine.connect() as session:
            stand = stand_of(session)
            if stand != self._stand:
                self._national, self._regional = _calendars(session, stand)
                self._stand = stand
        self._asked = now


def _calendars(session: Session, stand: Mapping[str, Any]) -> tuple[WorkingCalendar, dict[str, WorkingCalendar]]:
    days: dict[str, dict[date, bool]] = {}
    for region, day, working in session.execute(select(t.calendar_days.c.region, t.calendar_days.c.day, t.calendar_days.c.working)):
        days.setdefault(region, {})[day] = working
    base = official_calendar()
    covered = range(base.covered.start, max(base.covered.stop, stand["published"] + 1))
    national = replace(base, covered=covered).with_days(days.pop(NATIONAL, {}))
    return national, {region: national.with_days(own) for region, own in days.items()}


def stand_of(session: Session) -> Mapping[str, Any]:
    """How often days have been changed, and the last year beyond the official calendar that is published (0: none)."""
    return {"changes": 0, "published": 0} | (work.setting(session, _STAND) or {})


def note_change(session: Session, published: int | None = None) -> None:
    """Tells every process that it has to read the days again; `published` is a year that counts from now on."""
    session.execute(text("SELECT pg_advisory_xact_lock(7203)"))
    stand = stand_of(session)
    work.set_setting(session, _STAND, {
        "changes": stand["changes"] + 1, "published": stand["published"] if published is None else published,
    })


def load(session: Session, days: Mapping[date, tuple[bool, str]], source: str, region: str = NATIONAL) -> int:
    """Adds or replaces days (working, name); says how many."""
    rows = [
        {"region": region, "day": day, "working": working, "name": name, "source": source}
        for day, (working, name) in days.items()
    ]
    if rows:
        statement = insert(t.calendar_days)
        session.execute(statement.on_conflict_do_update(
            index_elements=["region", "day"], set_={
                "working": statement.excluded.working, "name": statement.excluded.name, "source": statement.excluded.source,
            },
        ), rows)
        note_change(session)
    return len(rows)


def remove(session: Session, region: str, first: date, last: date) -> int:
    """Takes days away; says how many there were."""
    c = t.calendar_days.c
    number = session.execute(delete(t.calendar_days).where(c.region == region, c.day >= first, c.day <= last)).rowcount
    if number:
        note_change(session)
    return number


def load_official(session: Session) -> None:
    """The published days, once: where there are national days already, nothing is touched."""
    if session.scalar(select(t.calendar_days.c.day).where(t.calendar_days.c.region == NATIONAL).limit(1)) is None:
        load(session, official(), OFFICIAL)


def between(session: Session, first: date, last: date) -> list[Mapping[str, Any]]:
    """Days of all regions from one day to another, the national ones first."""
    c = t.calendar_days.c
    query = select(t.calendar_days).where(c.day >= first, c.day <= last).order_by(c.day, c.region)
    return session.execute(query).mappings().all()


def concerned(session: Session, region: str, now: datetime) -> list[UUID]:
    """Instances of a region (of the whole country for the national calendar) with a date that is still to come."""
    def waiting(table: Any, *conditions: Any) -> Select:
        joined = table.join(t.instances, t.instances.c.id == table.c.instance_id)
        where = [] if region == NATIONAL else [t.instances.c.region == region]
        return select(table.c.instance_id).select_from(joined).where(table.c.due > now, *conditions, *where)

    query = union(waiting(t.timers), waiting(t.user_tasks, t.user_tasks.c.state == "open"))
    return list(session.scalars(query))


def official() -> dict[date, tuple[bool, str]]:
    """Every day 2004–2026 that differs from the plain week, from the State Council's notices (chinesecalendar)."""
    from chinese_calendar.constants import holidays, in_lieu_days, workdays

    days: dict[date, tuple[bool, str]] = {day: (True, name) for day, name in workdays.items()}
    days.update({day: (False, name) for day, name in holidays.items()})
    days.update({day: (False, name) for day, name in in_lieu_days.items()})
    return days
