"""Loads and saves instances, and makes the rows of what they wait for equal to what the tokens say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app import feel
from app.engine.instance import Instance
from app.engine.waiting import Fact, Message, Subscription, Waiting
from app.errors import Conflict, NotFound
from app.store import tables as t, work
from app.store.changes import Changes, new, other
from app.store.database import ConnectionLost, LockNotAvailable, Session

MESSAGE_LIFE = timedelta(days=400)

_LOAD = select(t.instances).where(t.instances.c.id == bindparam("id")).with_for_update()


@dataclass
class Loaded:
    """An instance in memory, its row, and what it waited for when it was loaded."""

    row: Mapping[str, Any]
    instance: Instance
    before: Waiting

    @property
    def id(self) -> UUID:
        """The instance id."""
        return self.row["id"]


class Busy(Conflict):
    """Many are at work on this at the same moment; nothing was changed. Try again in a moment."""

    code = "busy"
    zh = "此刻有很多人同时在办理该事项，本次没有改动；请稍后重试。"


def load(runtime: Any, session: Session, instance_id: UUID) -> Loaded:
    """The instance, locked until the transaction ends; raises NotFound, Busy when somebody holds it for long."""
    try:
        row = session.execute(_LOAD, {"id": instance_id}).mappings().first()
    except ConnectionLost as error:
        if isinstance(error.orig, LockNotAvailable):
            raise Busy() from error
        raise
    if row is None:
        raise NotFound()
    instance = Instance.restore(row["state"], runtime.surroundings(row["deployment_id"]))
    return Loaded(row, instance, instance.waiting())


def peek(runtime: Any, session: Session, instance_id: UUID) -> Loaded:
    """The instance for reading, without a lock; raises NotFound."""
    found = row(session, instance_id)
    instance = Instance.restore(found["state"], runtime.surroundings(found["deployment_id"]))
    return Loaded(found, instance, instance.waiting())


def create(
    runtime: Any, session: Session, instance: Instance, *, process_id: str, version: int, deployment: int,
    by: str | None = None, instance_id: UUID | None = None,
) -> UUID:
    """Stores a new instance; returns its id."""
    identity = instance_id or uuid4()
    now = runtime.clock.now()
    waiting = instance.waiting()
    columns = _columns(instance, waiting, now)
    columns["incidents"] = columns.pop("incident_count")
    session.execute(t.instances.insert(), {
        "id": identity, "process_id": process_id, "definition_version": version, "deployment_id": deployment,
        "started_at": now, "started_by": by, **columns,
    })
    _store(runtime, session, identity, instance, Waiting(), waiting, Changes(identity, now))
    return identity


def save(runtime: Any, session: Session, loaded: Loaded) -> Waiting:
    """Stores the state and what has changed around it; returns what the instance waits for now."""
    now = runtime.clock.now()
    waiting = loaded.instance.waiting()
    changes = Changes(loaded.id, now).instance(_columns(loaded.instance, waiting, now))
    _store(runtime, session, loaded.id, loaded.instance, loaded.before, waiting, changes)
    return waiting


def _columns(instance: Instance, waiting: Waiting, now: datetime) -> dict[str, Any]:
    head = instance.headline()
    return {
        "business_key": head["businessKey"], "region": head["region"], "unit": head["unit"], "title": head["title"],
        "status": instance.status, "incident_count": len(waiting.incidents), "state": instance.save(),
        "ended_at": None if instance.running else now,
    }


def _store(
    runtime: Any, session: Session, identity: UUID, instance: Instance, before: Waiting, after: Waiting, changes: Changes,
) -> None:
    facts = instance.take_facts()
    changes.facts(facts).waiting(before, after, facts).write(session)
    for job in new(before.jobs, after.jobs):
        runtime.queue.defer(session, "job", str(job.id), lock=str(identity))
    wake_parked(runtime, session, other(before.subscriptions, after.subscriptions))
    for message in instance.take_messages():
        add_message(runtime, session, message, source=identity)


def add_facts(session: Session, instance_id: UUID | None, facts: list[Fact]) -> None:
    """Appends lines of history."""
    if facts:
        Changes(instance_id, facts[0].at).facts(facts).write(session)


def wake_parked(runtime: Any, session: Session, receivers: Iterable[Subscription]) -> None:
    """Messages that came before their receiver are delivered now."""
    subscriptions = [each for each in receivers if each.kind == "message"]
    if not subscriptions:
        return
    work.meet(session, [(each.message, each.key) for each in subscriptions])
    parked = session.execute(
        select(t.messages.c.id, t.messages.c.name, t.messages.c.key).where(
            t.messages.c.state == "waiting",
            tuple_(t.messages.c.name, t.messages.c.key).in_([(each.message, each.key) for each in subscriptions]),
        ).order_by(t.messages.c.at)
    ).all()
    for message in parked:
        runtime.queue.defer(session, "deliver", str(message.id), lock=f"{message.name}:{message.key}")


def add_message(
    runtime: Any, session: Session, message: Message, *, source: UUID | None = None, dedupe_key: str | None = None,
) -> UUID | None:
    """Puts a message in the durable inbox and has it delivered; None, and nothing happens, when its `dedupe_key` is taken."""
    identity, now = uuid4(), runtime.clock.now()
    statement = insert(t.messages).values(
        id=identity, name=message.name, key=message.key, payload=feel.encode(dict(message.payload)),
        broadcast=message.broadcast, source_instance=source, at=now, expires_at=now + MESSAGE_LIFE, state="waiting",
        dedupe_key=dedupe_key, kind=message.kind,
    ).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(t.messages.c.id)
    if session.scalar(statement) is None:
        return None
    runtime.queue.defer(session, "deliver", str(identity), lock=f"{message.name}:{message.key}")
    return identity


def row(session: Session, instance_id: UUID) -> Mapping[str, Any]:
    """An instance's row with its state, without a lock; raises NotFound."""
    found = session.execute(select(t.instances).where(t.instances.c.id == instance_id)).mappings().first()
    if found is None:
        raise NotFound()
    return found
