"""Who may read an official document: its unit, and whoever may read all of the record that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.access import Actor
from app.errors import NotFound
from app.runtime import Runtime
from app.store import documents, records
from app.store.database import Session
from app.visibility import Reach, reach


def readable(runtime: Runtime, session: Session, identity: UUID, who: Actor) -> Mapping[str, Any]:
    """A document with its content; the same NotFound for what is missing and what is not for this person."""
    row = documents.get(session, identity)
    if row is None or not may_read(runtime, session, row, who):
        raise NotFound()
    return row


def may_read(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> bool:
    """Whether somebody may read a document, of which `row` has the unit and the record."""
    record = records.get(session, row["record_type"], row["record_key"]) if row["record_type"] else None
    region, unit = (record["region"], record["unit"]) if record else (None, row["unit"])
    own = who.scope.covers_all_of(region, unit) or (record is not None and _takes_part(runtime, session, record, who))
    return row["unit"] in who.scope.units or (own and _reads(runtime, session, record, who))


def _takes_part(runtime: Runtime, session: Session, record: Mapping[str, Any], who: Actor) -> bool:
    return bool(records.taking_part(session, reach(runtime.programme.visibility, who, record["type"]), [record])[0])


def reached(runtime: Runtime, who: Actor) -> dict[str, Reach]:
    """How somebody gets at records of the types that the matrix speaks of."""
    matrix = runtime.programme.visibility
    kinds = {kind for matter in matrix.matters.values() for kind in matter.records} | matrix.partners.units.keys() | matrix.partners.via.keys()
    return {kind: reach(matrix, who, kind) for kind in sorted(kinds)}


def _reads(runtime: Runtime, session: Session, record: Mapping[str, Any] | None, who: Actor) -> bool:
    """Whether somebody may read all of what a document is about."""
    if record is None:
        return True
    reached = reach(runtime.programme.visibility, who, record["type"])
    shown = records.readable(session, reached, record, beside=reached.ways is None)
    return shown is not None and shown["data"].keys() == record["data"].keys()
