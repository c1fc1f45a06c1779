"""Start events at which instances begin by themselves, at a moment or again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.store import tables as t
from app.store.database import Session

_CLAIM = text("""
    UPDATE start_timers SET claimed_until = :until WHERE (process_id, element) IN (
        SELECT process_id, element FROM start_timers
        WHERE due <= :now AND (claimed_until IS NULL OR claimed_until < :real) ORDER BY due FOR UPDATE SKIP LOCKED
    ) RETURNING process_id, element, due
""")


def texts(session: Session) -> dict[tuple[str, str], str]:
    """Process and element → what the timer says."""
    s = t.start_timers.c
    return {(row.process_id, row.element): row.text for row in session.execute(select(s.process_id, s.element, s.text))}


def put(session: Session, process_id: str, element: str, text: str, due: datetime | None, state: Mapping[str, Any]) -> None:
    """A start event of a new version."""
    values = {"text": text, "due": due, "state": dict(state), "claimed_until": None}
    statement = insert(t.start_timers).values(process_id=process_id, element=element, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["process_id", "element"], set_=values))


def drop(session: Session, keys: Iterable[tuple[str, str]]) -> None:
    """Start events that are drawn no more."""
    session.execute(delete(t.start_timers).where(tuple_(t.start_timers.c.process_id, t.start_timers.c.element).in_(list(keys))))


def claim(session: Session, now: datetime, real: datetime, until: datetime) -> list[Any]:
    """Due start events, claimed for a while so that other workers look elsewhere."""
    return list(session.execute(_CLAIM, {"now": now, "real": real, "until": until}))


def get(session: Session, process_id: str, element: str) -> Mapping[str, Any] | None:
    """One of them, locked."""
    key = (t.start_timers.c.process_id == process_id, t.start_timers.c.element == element)
    return session.execute(select(t.start_timers).where(*key).with_for_update()).mappings().first()


def advance(session: Session, process_id: str, element: str, due: datetime | None, state: Mapping[str, Any]) -> None:
    """It has started an instance; `due` is its next moment."""
    key = (t.start_timers.c.process_id == process_id, t.start_timers.c.element == element)
    session.execute(update(t.start_timers).where(*key).values(due=due, state=dict(state), claimed_until=None))


def all_of(session: Session) -> list[Mapping[str, Any]]:
    """Every start event by time, those that are over last."""
    return session.execute(select(t.start_timers).order_by(t.start_timers.c.due.nulls_last())).mappings().all()
