"""Business records within somebody's scope."""

from __future__ import annotations

from typing import Any

from app.access import Actor
from app.errors import NotFound
from app.runtime import Runtime
from app.store import records
from app.store.database import Session
from app.visibility import reach


def listing(
    runtime: Runtime, session: Session, kind: str, who: Actor, *, state: str = "", search: str = "", page: int = 1,
    size: int = 50,
) -> tuple[list[dict[str, Any]], int]:
    """A page of records of a type; raises NotFound for a type that the programme does not have."""
    if kind not in runtime.programme.record_types:
        raise NotFound()
    return records.listing(
        session, kind, reach(runtime.programme.visibility, who, kind), state=state, search=search.strip(), limit=size, offset=(page - 1) * size,
    )


def one(runtime: Runtime, session: Session, kind: str, key: str, who: Actor) -> dict[str, Any]:
    """One record; the same NotFound for what is missing and what is not for this person."""
    row = records.get(session, kind, key)
    shown = records.readable(session, reach(runtime.programme.visibility, who, kind), row) if row else None
    if shown is None:
        raise NotFound()
    return shown
