"""The database of a simulation: made, filled with a cast, read as a whole, and dropped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from app import feel
from app.calendar import official_calendar
from app.store import people, records, tables as t
from app.store.database import Engine, Session, open_engine, reading
from app.store.migrate import migrate

YEARS_FORESEEN = 20                           # beyond the last official notice
# a look at what has just opened must not walk over everything that has ever been done
_INDEX = "CREATE INDEX IF NOT EXISTS ix_simulated_opened ON user_tasks (opened_at) WHERE state = 'open'"


class World:
    """The records as the simulated people know them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, type: str, key: str) -> dict[str, Any] | None:
        """One record."""
        with reading(self._engine) as session:
            return records.get(session, type, key)

    def find(self, type: str, **equals: Any) -> list[dict[str, Any]]:
        """Records of a type."""
        with reading(self._engine) as session:
            return records.find(session, type, **equals)


def prepare(url: str) -> Engine:
    """An engine on a migrated database whose commits do not wait for the disk."""
    engine = open_engine(url, durable=False)
    migrate(engine)
    with engine.begin() as session:
        session.execute(text(_INDEX))
        for table in reversed(t.metadata.sorted_tables):      # what is thrown away need not survive a crash
            session.execute(text(f'ALTER TABLE "{table.name}" SET UNLOGGED'))
    return engine


def drop(server: str, name: str) -> None:
    """Drops a database where there is one; `server` is the address of another one of the same server."""
    assert name.startswith("jiebang_simulation_") and name.removeprefix("jiebang_simulation_").lstrip("-").isdigit()
    engine = open_engine(make_url(server).render_as_string(hide_password=False))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


def add_cast(session: Session, cast: Any, now: datetime) -> None:
    """Units, people without passwords, and the records that there are before the first need."""
    for unit in cast.units:
        people.add_unit(session, unit.id, unit.name, name_en=unit.name_en, uscc=unit.uscc, region=unit.region, kind=unit.kind, demo=True)
    for person in cast.people:
        people.add_person(session, person.id, person.name, name_en=person.name_en, unit=person.unit, demo=True)
        for role, region, unit in person.roles:
            people.add_membership(session, person.id, role, region, unit)
    for row in cast.records:
        records.create(session, at=now, by=None, reason="simulation", **row)


def everything(engine: Engine) -> dict[str, Any]:
    """What a checker may look at: records with all their versions, facts, documents, and what instances wait for."""
    with reading(engine) as session:
        return {
            "records": _rows(session, t.records), "versions": _rows(session, t.record_versions),
            "documents": _rows(session, t.documents, "content"), "instances": _rows(session, t.instances, "state"),
            "user_tasks": _rows(session, t.user_tasks), "timers": _rows(session, t.timers), "jobs": _rows(session, t.jobs),
            "subscriptions": _rows(session, t.subscriptions), "incidents": _rows(session, t.incidents),
            "calendar": _calendar(session),
            "units": _rows(session, t.units), "facts": _counts(session),
        }


def _calendar(session: Session) -> dict[date, bool]:
    """Days that are known to be worked or free: the official ones, the foreseeable holidays of later years, what is on record."""
    said = {row["day"]: row["working"] for row in _rows(session, t.calendar_days) if not row["region"]}
    official = official_calendar()
    foreseen = (official.beyond(year) for year in range(official.covered.stop, official.covered.stop + YEARS_FORESEEN))
    return {day: works for days in (official.days, *foreseen) for day, works in days.items()} | said


def _rows(session: Session, table: Any, *without: str) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in without]
    found = session.execute(select(*columns)).mappings()
    decoded = table in (t.records, t.record_versions)
    return [{**row, "data": feel.decode(row["data"])} if decoded else dict(row) for row in found]


def _counts(session: Session) -> dict[str, int]:
    rows = session.execute(text("SELECT kind, count(*) FROM facts GROUP BY kind"))
    return {kind: count for kind, count in rows}
