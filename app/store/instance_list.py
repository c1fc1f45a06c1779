"""Lists of instances, for people and operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.access import Scope
from app.store import tables as t
from app.store.database import Session, in_batches
from app.store.scoping import About, about_readable, inside
from app.store.search import like

COLUMNS = [column for column in t.instances.c if column.name != "state"]


def page(
    session: Session, scope: Scope, about: tuple[About, ...] = (), *, status: str = "", process: str = "", search: str = "", incidents: bool = False,
    version: int | None = None, limit: int = 30, offset: int = 0,
) -> tuple[list[Mapping[str, Any]], int]:
    """Instances inside a scope or worked on by its person, the newest first, and how many there are.

    `told` says of each whether that person may know whose it is.
    """
    query = _chosen(scope, about, status=status, process=process, search=search, incidents=incidents, version=version)
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    rows = session.execute(_newest_first(query).limit(limit).offset(offset)).mappings().all()
    return rows, total


def every(session: Session, scope: Scope, about: tuple[About, ...] = (), **chosen: Any) -> Iterator[Mapping[str, Any]]:
    """All of them, chosen as a page is; they come while the caller reads on."""
    for batch in in_batches(session, _newest_first(_chosen(scope, about, **chosen))):
        yield from batch


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(t.instances.c.started_at.desc(), t.instances.c.id)


def _chosen(
    scope: Scope, about: tuple[About, ...], *, status: str = "", process: str = "", search: str = "", incidents: bool = False,
    version: int | None = None,
) -> Select[Any]:
    i = t.instances.c
    query = _query(scope, about)
    if status:
        query = query.where(i.status == status)
    if process:
        query = query.where(i.process_id == process)
    if version is not None:
        query = query.where(i.definition_version == version)
    if incidents:
        query = query.where(i.incidents > 0)
    if search:
        pattern = like(search)
        query = query.where(or_(i.title.ilike(pattern), i.business_key.ilike(pattern)))
    return query


def _query(scope: Scope, about: tuple[About, ...]) -> Select[Any]:
    told = and_(inside(scope, t.instances), about_readable(about))
    return select(*COLUMNS, func.coalesce(told, false()).label("told")).where(_readable(scope, told))


def _readable(scope: Scope, told: ColumnElement[bool]) -> ColumnElement[bool]:
    worked_on = select(t.user_tasks.c.instance_id).where(t.user_tasks.c.completed_by == scope.person)
    return or_(told, t.instances.c.started_by == scope.person, t.instances.c.id.in_(worked_on))


def with_key(
    session: Session, scope: Scope, about: tuple[About, ...], business_key: str, but: UUID,
) -> list[Mapping[str, Any]]:
    """Other instances about the same business key that somebody may read."""
    query = _query(scope, about).where(t.instances.c.business_key == business_key, t.instances.c.id != but)
    return session.execute(query.order_by(t.instances.c.started_at).limit(20)).mappings().all()


def counts(session: Session) -> list[Mapping[str, Any]]:
    """How many instances each version has by status, and how many stand still."""
    i = t.instances.c
    return session.execute(
        select(
            i.process_id, i.definition_version, i.status, func.count().label("number"),
            func.count().filter(i.incidents > 0).label("incidents"),
        ).group_by(i.process_id, i.definition_version, i.status).order_by(i.process_id, i.definition_version.desc())
    ).mappings().all()
