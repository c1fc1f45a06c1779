"""All files that are kept with a hash: definitions, official documents, what was signed outside, attachments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, literal, select

from app.store import tables as t
from app.store.database import Session

NAMES: Mapping[str, tuple[Table, ColumnElement[str]]] = {
    "documents": (t.documents, t.documents.c.number),
    "signed_outside": (t.signed_outside, t.signed_outside.c.number + literal(" ") + t.signed_outside.c.name),
    "attachments": (t.attachments, t.attachments.c.name),
    "resources": (t.resources, t.resources.c.path),
}


@dataclass(frozen=True)
class StoredFile:
    """One file, by its table and id, with the name that people know it by."""

    table: str
    id: str
    name: str
    intact: bool


def batch(session: Session, table: str, after: Any, limit: int) -> tuple[list[StoredFile], Any]:
    """The next files of a table and where to go on, None at the end; the database computes the hashes, no content travels."""
    kept, name = NAMES[table]
    now = func.encode(func.sha256(kept.c.content), "hex")
    query = select(kept.c.id, name.label("name"), (now == kept.c.sha256).label("intact")).order_by(kept.c.id).limit(limit)
    rows = session.execute(query.where(kept.c.id > after) if after is not None else query).all()
    found = [StoredFile(table, str(row.id), row.name, row.intact) for row in rows]
    return found, rows[-1].id if len(rows) == limit else None


def everything(engine: Any, limit: int = 200) -> Iterator[StoredFile]:
    """Every file, read in batches with a transaction each, so that people go on working."""
    for table in NAMES:
        after, more = None, True
        while more:
            with engine.connect() as session:
                found, after = batch(session, table, after, limit)
            yield from found
            more = after is not None
