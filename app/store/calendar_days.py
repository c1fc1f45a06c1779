"""Working days and holidays as data, with where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.store import tables as t
from app.store.database import Session


def national(session: Session) -> dict[date, bool]:
    """Days of the national calendar: True for a working day."""
    query = select(t.calendar_days.c.day, t.calendar_days.c.working).where(t.calendar_days.c.region == "")
    return dict(session.execute(query).all())


def load(session: Session, days: Mapping[date, tuple[bool, str]], source: str, region: str = "") -> int:
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
    return len(rows)


def covered(session: Session) -> tuple[date | None, date | None, int]:
    """First and last day loaded, and how many."""
    columns = t.calendar_days.c.day
    return session.execute(select(func.min(columns), func.max(columns), func.count())).one()


def of_year(session: Session, year: int) -> list[Mapping[str, Any]]:
    """Days of a year that differ from the plain week, or come with a name."""
    query = select(t.calendar_days).where(
        t.calendar_days.c.day >= date(year, 1, 1), t.calendar_days.c.day <= date(year, 12, 31),
    ).order_by(t.calendar_days.c.day)
    return session.execute(query).mappings().all()


def official() -> dict[date, tuple[bool, str]]:
    """Every day 2004–2026 that differs from the plain week, from the State Council's notices (chinesecalendar)."""
    from chinese_calendar.constants import holidays, in_lieu_days, workdays

    days: dict[date, tuple[bool, str]] = {day: (True, name) for day, name in workdays.items()}
    days.update({day: (False, name) for day, name in holidays.items()})
    days.update({day: (False, name) for day, name in in_lieu_days.items()})
    return days
