"""Batches that move many instances to another version, and how far each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update

from app.store import tables as t
from app.store.database import Session

STATES = ("waiting", "moved", "unaffected", "failed")
HEAD = (
    t.instances.c.id, t.instances.c.definition_version, t.instances.c.deployment_id, t.instances.c.business_key,
    t.instances.c.title, t.instances.c.region, t.instances.c.status,
)

_CLAIM = text("""
    UPDATE batch_items SET claimed_until = :until WHERE batch_id = :batch AND instance_id IN (
        SELECT instance_id FROM batch_items WHERE batch_id = :batch AND state = 'waiting'
        AND (claimed_until IS NULL OR claimed_until < :real) ORDER BY place LIMIT :limit FOR UPDATE SKIP LOCKED
    ) RETURNING instance_id
""")

# asked with every instance: whether the batch still runs, where it stands from now on, and that it is done
_SETTLE = text("""
    WITH batch AS (SELECT id, deployment_id, version FROM batches WHERE id = :batch AND state = 'running'),
    stands AS (
        UPDATE instances i SET deployment_id = batch.deployment_id, definition_version = batch.version
        FROM batch WHERE i.id = :instance AND :state = 'moved'
    )
    UPDATE batch_items SET state = :state, at = :at, claimed_until = NULL FROM batch
    WHERE batch_id = batch.id AND instance_id = :instance
""")


def elsewhere(session: Session, process_id: str, deployment: int, only: UUID | None = None) -> Iterator[Mapping[str, Any]]:
    """Running instances of a process that see other definitions than those of a deployment, with their states."""
    i = t.instances.c
    query = select(*HEAD, i.state).where(
        i.process_id == process_id, i.status.in_(("active", "suspended")), i.deployment_id < deployment,
    ).order_by(i.started_at, i.id)
    if only is not None:
        query = query.where(i.id == only)
    yield from session.execute(query.execution_options(yield_per=500)).mappings()


def create(
    session: Session, *, process_id: str, version: int, deployment: int, plan: Mapping[str, Any], reason: str, by: str, at: datetime,
    real: datetime, instances: Iterable[UUID],
) -> UUID:
    """A new batch that runs; `at` is programme time, `real` that of the world, by which one sees whether somebody works on it."""
    identity = uuid4()
    session.execute(t.batches.insert(), {
        "id": identity, "process_id": process_id, "version": version, "deployment_id": deployment, "plan": dict(plan),
        "reason": reason, "state": "running", "by": by, "at": at, "worked_at": real,
    })
    rows = [{"batch_id": identity, "instance_id": each, "place": place} for place, each in enumerate(instances)]
    if rows:
        session.execute(t.batch_items.insert(), rows)
    return identity


def get(session: Session, identity: UUID, *, lock: bool = False) -> Mapping[str, Any] | None:
    """One batch."""
    query = select(t.batches).where(t.batches.c.id == identity)
    return session.execute(query.with_for_update() if lock else query).mappings().first()


def page(session: Session, limit: int = 30) -> list[Mapping[str, Any]]:
    """Batches, the newest first, with the numbers of their items."""
    rows = session.execute(select(t.batches).order_by(t.batches.c.at.desc()).limit(limit)).mappings().all()
    return [{**row, "counts": counts(session, row["id"])} for row in rows]


def counts(session: Session, identity: UUID) -> dict[str, int]:
    """How many items are in each state."""
    i = t.batch_items.c
    found = dict(session.execute(select(i.state, func.count()).where(i.batch_id == identity).group_by(i.state)).all())
    return {state: found.get(state, 0) for state in STATES}


def failed(session: Session, identity: UUID, limit: int = 100) -> list[Mapping[str, Any]]:
    """Items that could not be moved, with the headline of their instance."""
    i = t.batch_items.c
    query = select(i.element, i.code, i.zh, i.en, i.at, *HEAD).join(t.instances, t.instances.c.id == i.instance_id)
    return session.execute(query.where(i.batch_id == identity, i.state == "failed").order_by(i.place).limit(limit)).mappings().all()


def claim(session: Session, identity: UUID, real: datetime, until: datetime, limit: int) -> list[UUID]:
    """The next waiting items, for a while nobody else's."""
    return list(session.scalars(_CLAIM, {"batch": identity, "real": real, "until": until, "limit": limit}))


def give_back(session: Session, identity: UUID, instances: Iterable[UUID]) -> None:
    """Items that were claimed and are not begun."""
    i = t.batch_items.c
    session.execute(update(t.batch_items).where(i.batch_id == identity, i.instance_id.in_(list(instances))).values(claimed_until=None))


def settle(session: Session, identity: UUID, instance: UUID, state: str, at: datetime) -> bool:
    """What became of an instance; one that was moved sees the batch's definitions from now on. False when the batch is paused."""
    return session.execute(_SETTLE, {"batch": identity, "instance": instance, "state": state, "at": at}).rowcount == 1


def fail(session: Session, identity: UUID, instance: UUID, at: datetime, *, element: str | None, code: str, zh: str, en: str) -> None:
    """An instance could not be moved, and why."""
    i = t.batch_items.c
    session.execute(update(t.batch_items).where(i.batch_id == identity, i.instance_id == instance).values(
        state="failed", at=at, element=element, code=code, zh=zh, en=en, claimed_until=None,
    ))


def set_state(session: Session, identity: UUID, state: str, *, ended_at: datetime | None = None, worked_at: datetime | None = None) -> None:
    """running, paused or done."""
    session.execute(update(t.batches).where(t.batches.c.id == identity).values(
        state=state, ended_at=ended_at, **({"worked_at": worked_at} if worked_at else {}),
    ))


def worked(session: Session, identity: UUID, at: datetime) -> None:
    """Somebody works on it."""
    session.execute(update(t.batches).where(t.batches.c.id == identity).values(worked_at=at))


def wait_again(session: Session, identity: UUID) -> int:
    """Items that could not be moved are tried once more; says how many."""
    i = t.batch_items.c
    return session.execute(update(t.batch_items).where(i.batch_id == identity, i.state == "failed").values(
        state="waiting", element=None, code=None, zh=None, en=None,
    )).rowcount


def forgotten(session: Session, before: datetime) -> list[UUID]:
    """Batches that should run and on which nobody has worked since."""
    return list(session.scalars(select(t.batches.c.id).where(t.batches.c.state == "running", t.batches.c.worked_at < before)))


def outdated(session: Session, deployment: int) -> dict[str, int]:
    """How many running instances of each process see older definitions than those of a deployment."""
    i = t.instances.c
    query = select(i.process_id, func.count()).where(i.status.in_(("active", "suspended")), i.deployment_id < deployment)
    return dict(session.execute(query.group_by(i.process_id)).all())
