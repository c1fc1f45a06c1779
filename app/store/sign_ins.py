"""Sessions at the pages, which end when somebody signs out, and wrong guesses counted by the address they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert

from app.store import tables as t
from app.store.database import Session

s, f = t.web_sessions.c, t.sign_in_failures.c


def open_session(session: Session, digest: str, person: str, at: datetime) -> None:
    """A session begins; of its key only the digest is kept."""
    session.execute(t.web_sessions.insert(), {"digest": digest, "person": person, "at": at})


def end_session(session: Session, digest: str) -> None:
    """A session and every copy of its cookie end."""
    session.execute(t.web_sessions.delete().where(s.digest == digest))


def end_all_of(session: Session, person: str) -> None:
    """All sessions of a person end."""
    session.execute(t.web_sessions.delete().where(s.person == person))


def forget(session: Session, sessions_before: datetime, failures_before: datetime) -> None:
    """What has ended by itself."""
    session.execute(t.web_sessions.delete().where(s.at < sessions_before))
    session.execute(t.sign_in_failures.delete().where(f.since < failures_before))


def failures_of(session: Session, address: str) -> Mapping[str, Any] | None:
    """How often somebody guessed wrong from an address, and since when that is counted."""
    return session.execute(select(t.sign_in_failures).where(f.address == address)).mappings().first()


def note_failure(session: Session, address: str, now: datetime, window: timedelta) -> int:
    """One more wrong guess from an address; says how many there were since the counting began, anew after a window."""
    over = f.since <= now - window
    statement = insert(t.sign_in_failures).values(address=address, failures=1, since=now)
    statement = statement.on_conflict_do_update(index_elements=["address"], set_={
        "failures": case((over, 1), else_=f.failures + 1), "since": case((over, now), else_=f.since),
    }).returning(f.failures)
    return session.scalar(statement)
