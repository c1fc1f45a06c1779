"""What leaves the house as a table is kept as a fact."""

from __future__ import annotations

from collections.abc import Mapping

from app.access import Actor
from app.engine.waiting import Fact
from app.runtime import Runtime
from app.store import instances
from app.store.database import Session


def note(runtime: Runtime, session: Session, what: str, number: int, chosen: Mapping[str, str], *, by: Actor) -> None:
    """Somebody has taken out a list, chosen by these filters."""
    instances.add_facts(session, None, [Fact(
        "exported", "", None, runtime.clock.now(), by.id, {"what": what, "rows": str(number), "chosen": dict(chosen)},
    )])
