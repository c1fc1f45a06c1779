"""The demo as it was made, kept in a schema of its own beside the tables in use, and put back in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, text

from app.store import schema_version, tables as t, work
from app.store.database import Session

SCHEMA = "pristine"
MARK = "pristine"                # the setting that says which tables were kept, and the programme time they belong to
_LIVE = {"workers", "web_sessions", "sign_in_failures"}     # say who works and who is signed in now, whatever is put back


def keep(session: Session, moment: datetime) -> None:
    """Keeps everything as it is now."""
    work.set_setting(session, MARK, {"schema": schema_version.newest(), "moment": moment.isoformat()})
    session.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    session.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    for table in _kept():
        session.execute(text(f'CREATE TABLE {SCHEMA}."{table.name}" AS TABLE "{table.name}"'))


def is_there(session: Session) -> bool:
    """Whether something was kept that fits the tables of this release."""
    mark = work.setting(session, MARK)
    return bool(mark) and mark["schema"] == schema_version.newest()


def put_back(session: Session) -> datetime:
    """Replaces everything by what was kept; returns the programme time of then.

    Numbers go on where they are, so that nothing a process remembers by number comes to mean something else. What was
    deferred for instances that are gone is gone as well.
    """
    names = ", ".join(f'"{table.name}"' for table in _kept())
    session.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    session.execute(text(f"TRUNCATE {names} CASCADE"))
    for table in _kept():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        session.execute(text(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {SCHEMA}."{table.name}"'))
    session.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'todo'"))
    return datetime.fromisoformat(work.setting(session, MARK)["moment"])


def _kept() -> list[Table]:
    """Tables in an order in which rows may be put in."""
    return [table for table in t.metadata.sorted_tables if table.name not in _LIVE]
