"""Holding the rows that people and workers see against what the tokens say, and repairing what differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.clock import SystemClock
from app.commands import file_check
from app.engine.waiting import Fact, Waiting
from app.errors import Refused
from app.runtime import Runtime
from app.store import derived, instances
from app.store.database import Session
from app.store.derived import Difference

BATCH = 500
NOTHING = Waiting()


def verify(runtime: Runtime, *, repair: bool = False, progress: Callable[[int], None] = lambda seen: None) -> list[Difference]:
    """Differences between rows and tokens, of every instance; with `repair` the rows are made equal to the tokens.

    Each instance is looked at in a transaction of its own, while people go on working. A state that cannot be read is a
    difference that nothing here can repair.
    """
    found: list[Difference] = []
    last: UUID | None = None
    seen = 0
    while True:
        with runtime.sessions.connect() as session:
            ids = derived.with_rows(session, last, BATCH)
        if not ids:
            break
        for identity in ids:
            with runtime.sessions.begin() as session:
                found += _one(runtime, session, identity, repair)
        last, seen = ids[-1], seen + len(ids)
        progress(seen)
    return found + _messages(runtime, repair) + altered_files(runtime)


def altered_files(runtime: Runtime) -> list[Difference]:
    """Stored files that no longer have the hash that was kept; nothing here repairs them. The result is kept as that of a night."""
    return [
        Difference(_identity(each.id), each.table, each.id, "file altered")
        for each in file_check.check(runtime, SystemClock().now())
    ]


def _identity(text: str) -> UUID:
    return UUID(int=int(text)) if text.isdecimal() else UUID(text)


def _one(runtime: Runtime, session: Session, identity: UUID, repair: bool) -> list[Difference]:
    now = runtime.clock.now()
    try:
        loaded = instances.load(runtime, session, identity)
    except (Refused, ValueError, LookupError) as error:
        return [Difference(identity, "instances", str(identity), f"unreadable: {type(error).__name__}")]
    rows, tokens = derived.rows_say(session, identity, now), derived.comparable(loaded.before, now)
    if not loaded.instance.running:
        tokens = NOTHING
    head = {name: value for name, value in _head(loaded).items() if loaded.row[name] != value}
    found = [*derived.differences(identity, rows, tokens), *(Difference(identity, "instances", name, "different") for name in head)]
    if found and repair:
        _repair(session, loaded, now, rows, tokens, head)
        if fresh := [each for each in found if each.table == "jobs" and each.what == "missing"]:
            for job in fresh:
                runtime.queue.defer(session, "job", job.id, lock=str(identity))
    return found


def _head(loaded: instances.Loaded) -> dict[str, Any]:
    """What the instance's row should say; the incidents are counted there too."""
    head = loaded.instance.headline()
    return {
        "business_key": head["businessKey"], "region": head["region"], "unit": head["unit"], "title": head["title"],
        "incidents": len(loaded.before.incidents),
    }


def _repair(
    session: Session, loaded: instances.Loaded, now: datetime, rows: Waiting, tokens: Waiting, head: dict[str, Any],
) -> None:
    derived.repair(session, loaded.id, now, rows, tokens)
    if head:
        derived.correct_head(session, loaded.id, head)
    instances.add_facts(session, loaded.id, [Fact("rows_repaired", "", None, now)])


def _messages(runtime: Runtime, repair: bool) -> list[Difference]:
    """Messages and receivers that have not met."""
    with runtime.sessions.begin() as session:
        unmet = derived.unmet(session)
        for message in unmet if repair else ():
            runtime.queue.defer(session, "deliver", str(message["id"]), lock=f"{message['name']}:{message['key']}")
    return [Difference(each["id"], "messages", str(each["id"]), "not delivered") for each in unmet]
