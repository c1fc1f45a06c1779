"""Official documents as they were issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.store import tables as t
from app.store.database import Session

_COLUMNS = [column for column in t.documents.c if column.name not in {"content", "values"}]


def add(session: Session, **columns: Any) -> None:
    """Keeps a document."""
    session.execute(t.documents.insert(), columns)


def by_source(session: Session, source: str) -> Mapping[str, Any] | None:
    """The document that a job has already made."""
    return session.execute(select(*_COLUMNS).where(t.documents.c.source == source)).mappings().first()


def get(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One document with its content."""
    return session.execute(select(t.documents).where(t.documents.c.id == identity)).mappings().first()


def of_record(session: Session, type: str, key: str) -> list[Mapping[str, Any]]:
    """Documents about a business record, the newest first."""
    query = select(*_COLUMNS).where(t.documents.c.record_type == type, t.documents.c.record_key == key)
    return session.execute(query.order_by(t.documents.c.at.desc())).mappings().all()
