"""What operators read: everything that waits, stands still or is due, over all instances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, or_, select

from app.access import Scope
from app.store import tables as t
from app.store.database import Session
from app.store.scoping import inside
from app.store.search import like

_HEAD = (
    t.instances.c.process_id, t.instances.c.definition_version, t.instances.c.deployment_id, t.instances.c.business_key,
    t.instances.c.title, t.instances.c.region,
)
Page = tuple[list[Mapping[str, Any]], int]


def _page(
    session: Session, table: Table, order: Any, limit: int, offset: int, *conditions: ColumnElement[bool],
    hide: Collection[str] = ("process_id",),
) -> Page:
    """Rows of a table with the headline of their instance."""
    columns = [column for column in table.c if column.name not in hide]
    joined = table.join(t.instances, t.instances.c.id == table.c.instance_id)
    query = select(*columns, *_HEAD).select_from(joined).where(*conditions)
    total = session.scalar(select(func.count()).select_from(joined).where(*conditions))
    return session.execute(query.order_by(*order).limit(limit).offset(offset)).mappings().all(), total


def _about(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    pattern = like(search)
    return [or_(t.instances.c.title.ilike(pattern), t.instances.c.business_key.ilike(pattern))]


def timers(session: Session, *, search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """Waiting timers, the next one first."""
    return _page(session, t.timers, (t.timers.c.due, t.timers.c.id), limit, offset, *_about(search))


def jobs(session: Session, *, search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """Jobs that no worker has finished, the oldest first."""
    return _page(session, t.jobs, (t.jobs.c.due, t.jobs.c.id), limit, offset, *_about(search))


def incidents(session: Session, *, search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """Tokens that stand still, the newest first."""
    return _page(session, t.incidents, (t.incidents.c.at.desc(), t.incidents.c.id), limit, offset, *_about(search))


def incident(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One incident."""
    return session.execute(select(t.incidents).where(t.incidents.c.id == identity)).mappings().first()


def incident_ids(session: Session, limit: int) -> list[UUID]:
    """Incidents, the oldest first."""
    return list(session.scalars(select(t.incidents.c.id).order_by(t.incidents.c.at, t.incidents.c.id).limit(limit)))


def jobs_of(session: Session, instance_id: UUID) -> list[Mapping[str, Any]]:
    """Jobs of one instance with their attempts."""
    return session.execute(select(t.jobs).where(t.jobs.c.instance_id == instance_id).order_by(t.jobs.c.due)).mappings().all()


# -- messages ----------------------------------------------------------------------------------------------------------


def messages(session: Session, *, state: str = "", search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """The durable inbox, the newest first."""
    m = t.messages.c
    conditions = [m.state == state] if state else []
    if search:
        pattern = like(search)
        conditions.append(or_(m.name.ilike(pattern), m.key.ilike(pattern)))
    total = session.scalar(select(func.count()).select_from(t.messages).where(*conditions))
    query = select(t.messages).where(*conditions).order_by(m.at.desc(), m.id).limit(limit).offset(offset)
    return session.execute(query).mappings().all(), total


# -- numbers -----------------------------------------------------------------------------------------------------------


_runs = t.timers.c.instance_id.not_in(select(t.instances.c.id).where(t.instances.c.status == "suspended"))


def numbers(session: Session, now: datetime) -> Mapping[str, Any]:
    """How much waits, is late or stands still, in one row."""
    u = t.user_tasks.c

    def count(table: Table, *conditions: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(table).where(*conditions).scalar_subquery()

    return session.execute(select(
        count(t.incidents).label("incidents"),
        count(t.timers, t.timers.c.due <= now, _runs).label("timers_due"),
        select(func.min(t.timers.c.due)).where(_runs).scalar_subquery().label("next_timer"),
        count(t.timers).label("timers"),
        count(t.jobs).label("jobs"), count(t.jobs, t.jobs.c.attempts > 0).label("jobs_failing"),
        count(t.messages, t.messages.c.state == "waiting").label("messages_waiting"),
        count(t.messages, t.messages.c.state == "expired").label("messages_expired"),
        count(t.user_tasks, u.state == "open").label("tasks"),
        count(t.user_tasks, u.state == "open", u.due <= now).label("tasks_late"),
        count(t.reminders, t.reminders.c.sent_at.is_(None), t.reminders.c.due <= now).label("reminders_due"),
        count(t.mails, t.mails.c.sent_at.is_(None)).label("mails_waiting"),
    )).mappings().one()


def incident_count(session: Session) -> int:
    """How many tokens stand still."""
    return session.scalar(select(func.count()).select_from(t.incidents))


# -- history -----------------------------------------------------------------------------------------------------------


def facts_of(session: Session, instance_id: UUID, *, limit: int = 100, offset: int = 0) -> Page:
    """All facts of an instance, the latest first."""
    condition = t.facts.c.instance_id == instance_id
    total = session.scalar(select(func.count()).select_from(t.facts).where(condition))
    query = select(t.facts).where(condition).order_by(t.facts.c.id.desc()).limit(limit).offset(offset)
    return session.execute(query).mappings().all(), total


def system_facts(session: Session, *, kind: str = "", by: str = "", limit: int = 100, offset: int = 0) -> Page:
    """Facts that belong to no instance, the latest first."""
    conditions = [t.facts.c.instance_id.is_(None)]
    if kind:
        conditions.append(t.facts.c.kind == kind)
    if by:
        conditions.append(t.facts.c.by == by)
    total = session.scalar(select(func.count()).select_from(t.facts).where(*conditions))
    query = select(t.facts).where(*conditions).order_by(t.facts.c.id.desc()).limit(limit).offset(offset)
    return session.execute(query).mappings().all(), total


def system_kinds(session: Session) -> list[str]:
    """Kinds of facts that belong to no instance."""
    return sorted(session.scalars(select(t.facts.c.kind).where(t.facts.c.instance_id.is_(None)).distinct()))


def last_fact(session: Session) -> int:
    """The number of the latest fact."""
    return session.scalar(select(func.coalesce(func.max(t.facts.c.id), 0)))


def facts_between(
    session: Session, after: int, until: int, scope: Scope, kinds: Collection[str], limit: int,
) -> list[Mapping[str, Any]]:
    """Facts of a span of numbers about instances inside a scope, in their order."""
    f = t.facts.c
    query = select(t.facts, *_HEAD).join(t.instances, t.instances.c.id == f.instance_id).where(
        f.id > after, f.id <= until, f.kind.in_(sorted(kinds)), inside(scope, t.instances),
    ).order_by(f.id).limit(limit)
    return session.execute(query).mappings().all()


def counts_between(session: Session, after: int, until: int) -> dict[str, int]:
    """How many facts of each kind there are in a span of numbers."""
    f = t.facts.c
    query = select(f.kind, func.count()).where(f.id > after, f.id <= until).group_by(f.kind)
    return dict(session.execute(query).all())
