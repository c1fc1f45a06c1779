"""Loads and saves instances, and makes the rows of what they wait for equal to what the tokens say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select, tuple_, update

from app import feel
from app.engine.instance import Instance
from app.engine.waiting import Fact, Message, Waiting
from app.errors import NotFound
from app.store import tables as t
from app.store.database import Session

NO_DUE = datetime(9999, 12, 31, tzinfo=timezone.utc)
MESSAGE_LIFE = timedelta(days=400)

_LOAD = select(t.instances).where(t.instances.c.id == bindparam("id")).with_for_update()
_UPDATE = update(t.instances).where(t.instances.c.id == bindparam("b_id"))


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


def load(runtime: Any, session: Session, instance_id: UUID) -> Loaded:
    """The instance, locked until the transaction ends; raises NotFound."""
    row = session.execute(_LOAD, {"id": instance_id}).mappings().first()
    if row is None:
        raise NotFound()
    instance = Instance.restore(row["state"], runtime.surroundings(row["deployment_id"], session))
    return Loaded(row, instance, instance.waiting())


def create(
    runtime: Any, session: Session, instance: Instance, *, process_id: str, version: int, deployment: int,
    by: str | None = None, instance_id: UUID | None = None,
) -> UUID:
    """Stores a new instance; returns its id."""
    identity = instance_id or uuid4()
    now = runtime.clock.now()
    waiting = instance.waiting()
    session.execute(t.instances.insert(), {
        "id": identity, "process_id": process_id, "definition_version": version, "deployment_id": deployment,
        "started_at": now, "started_by": by, **_columns(instance, waiting, now),
    })
    _store_changes(runtime, session, identity, instance, Waiting(), waiting, process_id)
    return identity


def save(runtime: Any, session: Session, loaded: Loaded) -> Waiting:
    """Stores the state and what has changed around it; returns what the instance waits for now."""
    now = runtime.clock.now()
    waiting = loaded.instance.waiting()
    session.execute(_UPDATE, {
        "b_id": loaded.id, "version": loaded.row["version"] + 1, **_columns(loaded.instance, waiting, now),
    })
    _store_changes(runtime, session, loaded.id, loaded.instance, loaded.before, waiting, loaded.row["process_id"])
    return waiting


def _columns(instance: Instance, waiting: Waiting, now: datetime) -> dict[str, Any]:
    head = instance.headline()
    return {
        "business_key": head["businessKey"], "region": head["region"], "unit": head["unit"], "title": head["title"],
        "status": instance.status, "incidents": len(waiting.incidents), "state": instance.save(),
        "ended_at": None if instance.status == "active" else now,
    }


def _store_changes(
    runtime: Any, session: Session, identity: UUID, instance: Instance, before: Waiting, after: Waiting, process: str,
) -> None:
    now = runtime.clock.now()
    facts = instance.take_facts()
    add_facts(session, identity, facts)
    _user_tasks(session, identity, before, after, facts, now)
    _timers(session, identity, before, after)
    _subscriptions(runtime, session, identity, before, after)
    _jobs(runtime, session, identity, before, after, now)
    _incidents(session, identity, before, after, now)
    for message in instance.take_messages():
        add_message(runtime, session, message, source=identity)


def add_facts(session: Session, instance_id: UUID | None, facts: Iterable[Fact]) -> None:
    """Appends lines of history."""
    rows = [{
        "instance_id": instance_id, "kind": fact.kind, "element": fact.element, "token": fact.token, "at": fact.at,
        "by": fact.by, "data": feel.encode(dict(fact.data)) if fact.data else None,
    } for fact in facts]
    if rows:
        session.execute(t.facts.insert(), rows)


def _gone(before: Iterable[Any], after: Iterable[Any]) -> list[UUID]:
    kept = {each.id for each in after}
    return [each.id for each in before if each.id not in kept]


def _new(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    known = {each.id for each in before}
    return [each for each in after if each.id not in known]


def _user_tasks(
    session: Session, identity: UUID, before: Waiting, after: Waiting, facts: list[Fact], now: datetime,
) -> None:
    gone = _gone(before.user_tasks, after.user_tasks)
    if gone:
        done = {fact.token: fact.by for fact in facts if fact.kind == "completed"}
        session.execute(delete(t.candidates).where(t.candidates.c.task_id.in_(gone)))
        session.execute(
            update(t.user_tasks).where(t.user_tasks.c.id == bindparam("b_id")), [{
                "b_id": task, "state": "completed" if task in done else "cancelled", "ended_at": now,
                "completed_by": done.get(task), "draft": None,
            } for task in gone],
        )
        if any(task.reminders for task in before.user_tasks if task.id in gone):
            session.execute(
                update(t.reminders).where(t.reminders.c.task_id.in_(gone), t.reminders.c.sent_at.is_(None))
                .values(sent_at=now, outcome="cancelled")
            )
    fresh = _new(before.user_tasks, after.user_tasks)
    if fresh:
        session.execute(t.user_tasks.insert(), [{
            "id": task.id, "instance_id": identity, "process_id": task.process, "element": task.element,
            "name": task.name, "form": task.form, "lane": task.lane, "item": task.item, "state": "open",
            "candidates": list(task.candidates), "excluded": list(task.excluded), "due": task.due, "opened_at": now,
        } for task in fresh])
        offers = [
            {"grant": grant, "task_id": task.id, "due": task.due or NO_DUE}
            for task in fresh for grant in dict.fromkeys(task.candidates)
        ]
        if offers:
            session.execute(t.candidates.insert(), offers)
        reminders = [
            {"task_id": task.id, "instance_id": identity, "template": template, "due": moment}
            for task in fresh for template, moment in task.reminders
        ]
        if reminders:
            session.execute(t.reminders.insert(), reminders)


def _timers(session: Session, identity: UUID, before: Waiting, after: Waiting) -> None:
    known = {timer.id: timer.due for timer in before.timers}
    stale = _gone(before.timers, after.timers) + [
        timer.id for timer in after.timers if timer.id in known and known[timer.id] != timer.due
    ]
    if stale:
        session.execute(delete(t.timers).where(t.timers.c.id.in_(stale)))
    fresh = [timer for timer in after.timers if known.get(timer.id) != timer.due]
    if fresh:
        session.execute(t.timers.insert(), [
            {"id": timer.id, "instance_id": identity, "element": timer.element, "due": timer.due} for timer in fresh
        ])


def _subscriptions(runtime: Any, session: Session, identity: UUID, before: Waiting, after: Waiting) -> None:
    gone = _gone(before.subscriptions, after.subscriptions)
    if gone:
        session.execute(delete(t.subscriptions).where(t.subscriptions.c.id.in_(gone)))
    fresh = _new(before.subscriptions, after.subscriptions)
    if fresh:
        session.execute(t.subscriptions.insert(), [
            {"id": each.id, "instance_id": identity, "element": each.element, "message": each.message, "key": each.key}
            for each in fresh
        ])
        parked = session.execute(
            select(t.messages.c.id, t.messages.c.name, t.messages.c.key).where(
                t.messages.c.state == "waiting",
                tuple_(t.messages.c.name, t.messages.c.key).in_([(each.message, each.key) for each in fresh]),
            ).order_by(t.messages.c.at)
        ).all()
        for message in parked:
            runtime.queue.defer(session, "deliver", str(message.id), lock=f"{message.name}:{message.key}")


def _jobs(runtime: Any, session: Session, identity: UUID, before: Waiting, after: Waiting, now: datetime) -> None:
    gone = _gone(before.jobs, after.jobs)
    if gone:
        session.execute(delete(t.jobs).where(t.jobs.c.id.in_(gone)))
    fresh = _new(before.jobs, after.jobs)
    if fresh:
        session.execute(t.jobs.insert(), [{
            "id": job.id, "instance_id": identity, "process_id": job.process, "element": job.element,
            "operation": job.operation, "created_at": now, "due": now,
        } for job in fresh])
        for job in fresh:
            runtime.queue.defer(session, "job", str(job.id), lock=str(identity))


def _incidents(session: Session, identity: UUID, before: Waiting, after: Waiting, now: datetime) -> None:
    gone = _gone(before.incidents, after.incidents)
    if gone:
        session.execute(delete(t.incidents).where(t.incidents.c.id.in_(gone)))
    fresh = _new(before.incidents, after.incidents)
    if fresh:
        session.execute(t.incidents.insert(), [{
            "id": each.id, "instance_id": identity, "element": each.element, "code": each.code,
            "message": each.message, "at": now,
        } for each in fresh])


def add_message(
    runtime: Any, session: Session, message: Message, *, source: UUID | None = None, dedupe_key: str | None = None,
) -> UUID:
    """Puts a message in the durable inbox and has it delivered."""
    identity, now = uuid4(), runtime.clock.now()
    session.execute(t.messages.insert(), {
        "id": identity, "name": message.name, "key": message.key, "payload": feel.encode(dict(message.payload)),
        "broadcast": message.broadcast, "source_instance": source, "at": now, "expires_at": now + MESSAGE_LIFE,
        "state": "waiting", "dedupe_key": dedupe_key,
    })
    runtime.queue.defer(session, "deliver", str(identity), lock=f"{message.name}:{message.key}")
    return identity


def row(session: Session, instance_id: UUID) -> Mapping[str, Any]:
    """An instance's row with its state, without a lock; raises NotFound."""
    found = session.execute(select(t.instances).where(t.instances.c.id == instance_id)).mappings().first()
    if found is None:
        raise NotFound()
    return found
