"""Numbers in other systems: of records, of documents, and of user tasks that were done there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.access import Actor
from app.commands import issued, reading
from app.runtime import Runtime
from app.store import documents, exchange
from app.store.database import Session


def search(runtime: Runtime, session: Session, who: Actor, wanted: str, limit: int) -> list[Mapping[str, Any]]:
    """External numbers that somebody may read, found by number, key or title; the latest first."""
    found = [
        *exchange.search_numbers(session, who.scope, wanted, limit),
        *exchange.search_numbers_of_tasks(session, who.scope, reading.about(runtime, who), wanted, limit),
        *documents.external_numbers(session, who.scope, issued.reached(runtime, who), wanted, limit),
    ]
    return sorted(found, key=lambda each: each["at"], reverse=True)[:limit]
