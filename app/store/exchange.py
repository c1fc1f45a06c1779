"""What other systems are told and have told: routes, the outbox, external numbers, files read for a preview."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Uuid, and_, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app import feel
from app.access import Scope
from app.store import tables as t
from app.store.database import Session
from app.store.scoping import About, about_readable, inside
from app.store.search import like

o, n, r = t.outbox.c, t.external_numbers.c, t.exchange_routes.c
PAGE = 50
TASK = "user_task"                # the type of numbers of user tasks, which several may share: one sheet for all scores


def set_routes(session: Session, routes: Collection[tuple[str, str, list[str]]]) -> None:
    """Makes the routes equal to these: system, type of record, names of what leaves."""
    session.execute(t.exchange_routes.delete())
    if routes:
        session.execute(t.exchange_routes.insert(), [
            {"system": system, "type": type, "fields": fields} for system, type, fields in routes
        ])


def announcing(written: CTE) -> CTE:
    """Goes with the statement that writes records: whoever is to hear of a new version gets a line in the outbox."""
    w = written.c
    lines = select(r.system, w.type, w.key, w.version, r.fields, literal("waiting"), w.updated_at, func.now()).where(r.type == w.type)
    names = ["system", "type", "key", "version", "fields", "state", "at", "due"]
    return insert(t.outbox).from_select(names, lines).on_conflict_do_nothing().cte("announced")


# -- delivering --------------------------------------------------------------------------------------------------------


def claim(session: Session, systems: Collection[str], now: datetime, until: timedelta, limit: int) -> list[int]:
    """Lines that are due for systems with an address; nobody else claims them for that long."""
    due = select(o.id).where(o.state == "waiting", o.system.in_(sorted(systems)), o.due <= now)
    due = due.order_by(o.due, o.id).limit(limit).with_for_update(skip_locked=True)
    claimed = t.outbox.update().where(o.id.in_(due.scalar_subquery())).values(due=now + until).returning(o.id)
    return sorted(session.scalars(claimed))


def line(session: Session, identity: int) -> dict[str, Any] | None:
    """A line with the version of the record that it tells of."""
    return next(iter(_told(session, o.id == identity)), None)


def told(session: Session, system: str, first: datetime, last: datetime, limit: int) -> list[dict[str, Any]]:
    """All that a system is to know of a period, from the first moment up to before the last."""
    return _told(session, and_(o.system == system, o.at >= first, o.at < last), limit)


def _told(session: Session, where: ColumnElement[bool], limit: int = 1) -> list[dict[str, Any]]:
    v, k = t.record_versions, t.records
    query = (
        select(t.outbox, v.c.title, v.c.data, v.c.state.label("record_state"), k.c.region, k.c.unit, n.number)
        .join(v, and_(v.c.type == o.type, v.c.key == o.key, v.c.version == o.version))
        .join(k, and_(k.c.type == o.type, k.c.key == o.key))
        .outerjoin(t.external_numbers, and_(n.type == o.type, n.key == o.key, n.system == o.system))
        .where(where).order_by(o.id).limit(limit)
    )
    return [{**row, "data": feel.decode(row["data"])} for row in session.execute(query).mappings()]


def delivered(session: Session, identity: int, at: datetime) -> None:
    """The other system has taken it."""
    session.execute(t.outbox.update().where(o.id == identity).values(state="delivered", delivered_at=at, error=None))


def failed(session: Session, identity: int, error: str, attempts: int, due: datetime | None) -> None:
    """It could not be delivered: again at that moment, or nobody tries any more."""
    values = {"attempts": attempts, "error": error[:500], "state": "waiting" if due else "dead"}
    session.execute(t.outbox.update().where(o.id == identity).values(**values, **({"due": due} if due else {})))


def collect(session: Session, system: str, first: datetime, last: datetime, at: datetime) -> None:
    """What waits for a system without an address has been taken out as a file."""
    where = (o.system == system, o.state == "waiting", o.at >= first, o.at < last)
    session.execute(t.outbox.update().where(*where).values(state="collected", delivered_at=at))


def replay(session: Session, system: str, now: datetime, identity: int | None = None) -> int:
    """Dead lines of a system, or one line whatever became of it, are delivered again; says how many."""
    which = (o.id == identity, o.state != "waiting") if identity is not None else (o.state == "dead",)
    statement = t.outbox.update().where(o.system == system, *which).values(state="waiting", attempts=0, due=now, error=None)
    return session.execute(statement).rowcount


def acknowledge(session: Session, identity: int, at: datetime) -> str | None:
    """The other system has a line, however it came there; says which system that is, None when it was known already."""
    statement = t.outbox.update().where(o.id == identity, o.state != "delivered")
    return session.scalar(statement.values(state="delivered", delivered_at=at, error=None).returning(o.system))


def counts(session: Session) -> list[Mapping[str, Any]]:
    """How many lines each system has in each state."""
    query = select(o.system, o.state, func.count().label("lines"), func.min(o.at).label("since")).group_by(o.system, o.state)
    return list(session.execute(query).mappings())


def routes(session: Session) -> list[Mapping[str, Any]]:
    """What leaves for whom."""
    return list(session.execute(select(t.exchange_routes).order_by(r.system, r.type)).mappings())


def lines(session: Session, system: str, state: str, page: int, size: int = PAGE) -> tuple[list[Mapping[str, Any]], int]:
    """A page of the outbox, the newest first, and how many lines there are."""
    query = select(t.outbox)
    query = query.where(o.system == system) if system else query
    query = query.where(o.state == state) if state else query
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    return list(session.execute(query.order_by(o.id.desc()).limit(size).offset((page - 1) * size)).mappings()), total


# -- external numbers --------------------------------------------------------------------------------------------------


def numbered(pattern: str) -> ColumnElement[bool]:
    """Whether a record has an external number like that."""
    return select(n.number).where(n.type == t.records.c.type, n.key == t.records.c.key, n.number.ilike(pattern)).exists()


def numbers(session: Session, type: str, key: str) -> list[Mapping[str, Any]]:
    """The numbers of a record in other systems."""
    query = select(t.external_numbers).where(n.type == type, n.key == key).order_by(n.system)
    return list(session.execute(query).mappings())


def put_number(session: Session, type: str, key: str, system: str, number: str, at: datetime, by: str | None) -> bool:
    """The number of a record in another system; False when another record has it."""
    statement = insert(t.external_numbers).values(type=type, key=key, system=system, number=number, at=at, by=by)
    statement = statement.on_conflict_do_update(
        index_elements=["type", "key", "system"], set_={"number": number, "at": at, "by": by},
    )
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError:
        return False
    return True


def remove_number(session: Session, type: str, key: str, system: str) -> None:
    """The number is taken back."""
    session.execute(t.external_numbers.delete().where(n.type == type, n.key == key, n.system == system))


def search_numbers(session: Session, scope: Scope, search: str, limit: int) -> list[Mapping[str, Any]]:
    """External numbers of records, as far as somebody may read these; the latest first."""
    joined = t.external_numbers.join(t.records, and_(t.records.c.type == n.type, t.records.c.key == n.key))
    query = select(t.external_numbers, t.records.c.title).select_from(joined).where(inside(scope, t.records))
    if search:
        pattern = like(search)
        query = query.where(n.number.ilike(pattern) | n.key.ilike(pattern) | t.records.c.title.ilike(pattern))
    return list(session.execute(query.order_by(n.at.desc(), n.type, n.key).limit(limit)).mappings())


def search_numbers_of_tasks(
    session: Session, scope: Scope, about: tuple[About, ...], search: str, limit: int,
) -> list[Mapping[str, Any]]:
    """External numbers of user tasks that were done elsewhere, in instances that somebody may read; the latest first."""
    u, i = t.user_tasks.c, t.instances.c
    joined = t.external_numbers.join(t.user_tasks, u.id == case((n.type == TASK, cast(n.key, Uuid)))).join(t.instances, i.id == u.instance_id)
    query = select(t.external_numbers, i.title, i.id.label("instance_id"), i.business_key).select_from(joined)
    query = query.where(n.type == TASK, inside(scope, t.instances), about_readable(about))
    if search:
        pattern = like(search)
        query = query.where(n.number.ilike(pattern) | i.business_key.ilike(pattern) | i.title.ilike(pattern))
    return list(session.execute(query.order_by(n.at.desc(), n.key).limit(limit)).mappings())


# -- imports -----------------------------------------------------------------------------------------------------------


def add_import(session: Session, **values: Any) -> None:
    """A file has been read for its preview."""
    session.execute(t.imports.insert(), {**values, "state": "open"})


def one_import(session: Session, identity: UUID, *, lock: bool = False) -> Mapping[str, Any] | None:
    """A file that was read."""
    query = select(t.imports).where(t.imports.c.id == identity)
    return session.execute(query.with_for_update() if lock else query).mappings().first()


def end_import(session: Session, identity: UUID, state: str, at: datetime) -> None:
    """It was confirmed, or is no longer wanted."""
    session.execute(t.imports.update().where(t.imports.c.id == identity).values(state=state, ended_at=at))


def imports(session: Session, limit: int) -> list[Mapping[str, Any]]:
    """The files that were read, the newest first."""
    query = select(t.imports).order_by(t.imports.c.at.desc(), t.imports.c.id).limit(limit)
    return list(session.execute(query).mappings())
