"""What is due: timers, reminders, jobs, messages, and the few settings of the whole system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.engine.holding import HELD
from app.store import tables as t
from app.store.database import Session

LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
FORGOTTEN = timedelta(minutes=1)
SILENT = timedelta(seconds=30)           # a worker of the queue says every ten seconds that it lives

_CLAIM = text("""
    UPDATE timers SET claimed_until = :until WHERE id IN (
        SELECT id FROM timers WHERE due <= :now AND (claimed_until IS NULL OR claimed_until < :real)
        AND NOT EXISTS (SELECT 1 FROM instances i WHERE i.id = timers.instance_id AND i.status = 'suspended')
        ORDER BY due LIMIT :limit FOR UPDATE SKIP LOCKED
    ) RETURNING instance_id, due
""")
_CLAIM_REMINDERS = text("""
    SELECT r.id, r.task_id, r.instance_id, r.template, r.due FROM reminders r
    WHERE r.sent_at IS NULL AND r.due <= :now
    AND NOT EXISTS (SELECT 1 FROM instances i WHERE i.id = r.instance_id AND i.status = 'suspended') ORDER BY r.due, r.id LIMIT :limit FOR UPDATE SKIP LOCKED
""")


_REVIVE = text("""
    SELECT procrastinate_retry_job_v2(stalled.id, now(), NULL, NULL, NULL) FROM (
        SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
        WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - :silent) ORDER BY j.id FOR UPDATE OF j SKIP LOCKED
    ) AS stalled
""")
_MEET = text("""
    SELECT pg_advisory_xact_lock(7204, place) FROM (
        SELECT DISTINCT hashtext(each) AS place FROM unnest(CAST(:appointments AS text[])) AS each ORDER BY place
    ) AS in_one_order
""")

# asked with every submission, so without the cost of building the statement
_REMEMBER = "INSERT INTO idempotency (person, key, request, at) VALUES (%(person)s, %(key)s, %(request)s, %(at)s) ON CONFLICT DO NOTHING"
_ANSWERED = "UPDATE idempotency SET answer = %(answer)s WHERE person = %(person)s AND key = %(key)s"


def claim_timers(session: Session, now: datetime, real: datetime, until: datetime, limit: int) -> list[Any]:
    """Instances with due timers, claimed for a while so that other workers look elsewhere."""
    return list(session.execute(_CLAIM, {"now": now, "real": real, "until": until, "limit": limit}))


def due_reminders(session: Session, now: datetime, limit: int) -> list[Mapping[str, Any]]:
    """Due reminders that no other worker is looking at."""
    return session.execute(_CLAIM_REMINDERS, {"now": now, "limit": limit}).mappings().all()


def settle_reminders(session: Session, ids: Iterable[int], at: datetime, outcome: str) -> None:
    """Reminders that are done: sent, failed, coalesced or cancelled."""
    session.execute(update(t.reminders).where(t.reminders.c.id.in_(list(ids))).values(sent_at=at, outcome=outcome))


def next_moment(session: Session, after: datetime = LONG_AGO) -> datetime | None:
    """When the next timer, reminder or retry is due; of those later than a moment where one is given."""
    return session.scalar(_NEXT, {"after": after})


def next_timer(session: Session) -> datetime | None:
    """When the next timer that nobody has claimed is due, of an instance or of a start event."""
    first = select(t.timers.c.due).where(t.timers.c.claimed_until.is_(None), _runs(t.timers)).order_by(t.timers.c.due).limit(1).scalar_subquery()
    start = select(func.min(t.start_timers.c.due)).where(t.start_timers.c.claimed_until.is_(None)).scalar_subquery()
    return session.scalar(select(func.least(first, start)))


def job(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One job."""
    return session.execute(_JOB, {"id": identity}).mappings().first()


def note_attempt(session: Session, identity: UUID, attempts: int, error: str, due: datetime) -> None:
    """A job has failed and will be tried again."""
    session.execute(update(t.jobs).where(t.jobs.c.id == identity).values(attempts=attempts, error=error, due=due))


def due_jobs(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Jobs whose next attempt is due, and fresh ones that nobody has taken for a minute: their queue entry was lost."""
    forgotten = t.jobs.c.created_at <= now - FORGOTTEN
    query = select(t.jobs.c.id).where(t.jobs.c.due <= now, (t.jobs.c.attempts > 0) | forgotten, _runs(t.jobs))
    return list(session.scalars(query.order_by(t.jobs.c.due).limit(limit)))


def _runs(table: Table) -> ColumnElement[bool]:
    """Whether what a row belongs to is not suspended."""
    return ~exists().where(t.instances.c.id == table.c.instance_id, t.instances.c.status == "suspended")


def _next() -> Select[Any]:
    after = bindparam("after")
    timer = select(func.min(t.timers.c.due)).where(t.timers.c.due > after, t.timers.c.due < HELD, _runs(t.timers))
    reminder = select(func.min(t.reminders.c.due)).where(t.reminders.c.sent_at.is_(None), t.reminders.c.due > after)
    job = select(func.min(t.jobs.c.due)).where(t.jobs.c.attempts > 0, t.jobs.c.due > after)
    start = select(func.min(t.start_timers.c.due)).where(t.start_timers.c.due > after)
    return select(func.least(*(each.scalar_subquery() for each in (timer, reminder, job, start))))


# asked with every job and every step of the demo's clock, so built once
_JOB = select(t.jobs).where(t.jobs.c.id == bindparam("id"))
_NEXT = _next()


def skip_reminders(session: Session, instance_id: UUID, until: datetime, at: datetime) -> None:
    """Reminders that were to go out until a moment do not go out any more."""
    session.execute(update(t.reminders).where(
        t.reminders.c.instance_id == instance_id, t.reminders.c.sent_at.is_(None), t.reminders.c.due <= until,
    ).values(sent_at=at, outcome="cancelled"))


def revive_stalled(session: Session) -> int:
    """Gives back to the queue what workers had begun that do not live any more or have fallen silent; says how much.

    Without it, the work that a killed worker had in hand would keep its instance's place in the queue for ever.
    """
    return len(session.execute(_REVIVE, {"silent": SILENT}).all())


def try_clock(session: Session) -> bool:
    """Whether this transaction may move the demo's clock: one at a time."""
    return session.scalar(text("SELECT pg_try_advisory_xact_lock(7202)"))


# -- messages ----------------------------------------------------------------------------------------------------------


def payload(session: Session, identity: UUID) -> Any:
    """What a message or signal carries, encoded; None when it is not known."""
    return session.scalar(select(t.messages.c.payload).where(t.messages.c.id == identity))


def message(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One message of the inbox, locked."""
    return session.execute(select(t.messages).where(t.messages.c.id == identity).with_for_update()).mappings().first()


def meet(session: Session, appointments: Iterable[tuple[str, str]]) -> None:
    """Names and keys for which only one transaction at a time looks whether a message or a receiver has come.

    The lock lasts until the transaction ends. Without it, a receiver and a message that come at the same moment do not see
    each other, and both wait for ever. Whoever holds it must not wait for an instance.
    """
    session.execute(_MEET, {"appointments": [f"{name}:{key}" for name, key in appointments]})


def subscribers(session: Session, name: str, key: str, kind: str = "message") -> list[Any]:
    """Subscriptions to a message or signal, the oldest instance first; `suspended` says whether that cannot take it now."""
    return list(session.execute(
        select(t.subscriptions.c.id, t.subscriptions.c.instance_id, (t.instances.c.status == "suspended").label("suspended")).join(
            t.instances, t.instances.c.id == t.subscriptions.c.instance_id,
        ).where(t.subscriptions.c.message == name, t.subscriptions.c.key == key, t.subscriptions.c.kind == kind)
        .order_by(t.instances.c.started_at, t.subscriptions.c.id)
    ))


def settle_message(session: Session, identity: UUID, state: str, to: Iterable[UUID], at: datetime) -> None:
    """A message that has been delivered, has expired or was withdrawn."""
    session.execute(update(t.messages).where(t.messages.c.id == identity).values(
        state=state, delivered_to=list(to), delivered_at=at,
    ))


def message_by_dedupe_key(session: Session, key: str) -> Mapping[str, Any] | None:
    """The message that was already sent under that key."""
    return session.execute(select(t.messages).where(t.messages.c.dedupe_key == key)).mappings().first()


def expire_messages(session: Session, now: datetime) -> int:
    """Messages that nobody has taken in time."""
    return session.execute(update(t.messages).where(
        t.messages.c.state == "waiting", t.messages.c.expires_at <= now,
    ).values(state="expired", delivered_at=now)).rowcount


# -- settings, workers, idempotency ------------------------------------------------------------------------------------


def setting(session: Session, name: str, default: Any = None) -> Any:
    """A setting of the whole system."""
    value = session.scalar(select(t.settings.c.value).where(t.settings.c.name == name))
    return default if value is None else value


def lock_setting(session: Session, name: str) -> None:
    """Whoever changes this setting goes one after the other until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def set_setting(session: Session, name: str, value: Any) -> None:
    """Changes a setting."""
    statement = insert(t.settings).values(name=name, value=value)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def heartbeat(session: Session, worker: str, started_at: datetime, seen_at: datetime, lateness: int) -> None:
    """A worker says that it lives."""
    statement = insert(t.workers).values(id=worker, started_at=started_at, seen_at=seen_at, lateness=lateness)
    session.execute(statement.on_conflict_do_update(
        index_elements=["id"], set_={"seen_at": seen_at, "lateness": lateness},
    ))


def sign_off(session: Session, worker: str) -> None:
    """A worker ends in good order."""
    session.execute(delete(t.workers).where(t.workers.c.id == worker))


def forget_workers(session: Session, before: datetime) -> None:
    """Drops workers that have not been seen since."""
    session.execute(delete(t.workers).where(t.workers.c.seen_at < before))


def workers(session: Session, since: datetime) -> list[Mapping[str, Any]]:
    """Workers seen since a moment, the most recently seen first."""
    query = select(t.workers).where(t.workers.c.seen_at >= since).order_by(t.workers.c.seen_at.desc())
    return session.execute(query.limit(20)).mappings().all()


def remember_request(session: Session, person: str, key: str, request: str, at: datetime) -> Mapping[str, Any] | None:
    """The earlier use of an idempotency key, None when this is the first (it is remembered now)."""
    if session.exec_driver_sql(_REMEMBER, {"person": person, "key": key, "request": request, "at": at}).rowcount:
        return None
    return session.execute(
        select(t.idempotency).where(t.idempotency.c.person == person, t.idempotency.c.key == key)
    ).mappings().first()


def remember_answer(session: Session, person: str, key: str, answer: Any) -> None:
    """What was answered under an idempotency key."""
    session.exec_driver_sql(_ANSWERED, {"person": person, "key": key, "answer": Jsonb(answer)})


def forget_requests(session: Session, before: datetime) -> int:
    """Old idempotency keys."""
    return session.execute(delete(t.idempotency).where(t.idempotency.c.at < before)).rowcount
