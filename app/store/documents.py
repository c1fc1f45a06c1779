"""Official documents as they were issued."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from app.access import Scope
from app.store import tables as t
from app.store.database import Session, in_batches
from app.store.scoping import covered, entirely, joining
from app.store.search import like
from app.visibility import Reach

_SORTS = {"key": t.documents.c.number, "title": t.records.c.title, "region": t.records.c.region, "updated_at": t.documents.c.at}
_COLUMNS = [column for column in t.documents.c if column.name not in {"content", "values"}]


def add(session: Session, **columns: Any) -> None:
    """Keeps a document."""
    session.execute(t.documents.insert(), columns)


def by_source(session: Session, source: str) -> Mapping[str, Any] | None:
    """The document that a job has already made."""
    return session.execute(select(*_COLUMNS).where(t.documents.c.source == source)).mappings().first()


def get(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One document with its content."""
    return session.execute(select(t.documents).where(t.documents.c.id == identity)).mappings().first()


def of_record(session: Session, type: str, key: str) -> list[Mapping[str, Any]]:
    """Documents about a business record, the newest first."""
    query = select(*_COLUMNS).where(t.documents.c.record_type == type, t.documents.c.record_key == key)
    return session.execute(query.order_by(t.documents.c.at.desc())).mappings().all()


def listing(
    session: Session, scope: Scope, reached: Mapping[str, Reach], *, template: str = "", search: str = "", signed: bool | None = None,
    sort: str = "-updated_at", limit: int = 50, offset: int = 0,
) -> tuple[list[Mapping[str, Any]], int]:
    """A page of documents that somebody may read, as `app.commands.issued` says it of one, the newest first unless told.

    `reached` is how he gets at records of the types that are not read by region and unit alone.
    """
    query = _chosen(scope, reached, template=template, search=search, signed=signed)
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    rows = session.execute(_in_order(query, sort).limit(limit).offset(offset))
    return list(rows.mappings()), total or 0


def every(
    session: Session, scope: Scope, reached: Mapping[str, Reach], *, search: str = "", signed: bool | None = None, sort: str = "-updated_at",
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """All of them in batches, chosen as a page is."""
    return in_batches(session, _in_order(_chosen(scope, reached, template="", search=search, signed=signed), sort))


def _in_order(query: Select[Any], sort: str) -> Select[Any]:
    column = _SORTS.get(sort.removeprefix("-"), t.documents.c.number)
    return query.order_by(column.desc() if sort.startswith("-") else column, t.documents.c.number)


def _chosen(scope: Scope, reached: Mapping[str, Reach], *, template: str, search: str, signed: bool | None) -> Select[Any]:
    query = _with_record().where(t.documents.c.unit.in_(sorted(scope.units)) | _of_record(scope, reached))
    if template:
        query = query.where(t.documents.c.template == template)
    if search:
        query = query.where(t.documents.c.number.ilike(like(search)) | t.records.c.title.ilike(like(search)))
    if signed is not None:
        came_back = exists().where(t.signed_outside.c.document_id == t.documents.c.id)
        query = query.where(came_back if signed else ~came_back)
    return query


def _of_record(scope: Scope, reached: Mapping[str, Reach]) -> ColumnElement[bool]:
    """Documents about a record of which somebody may read all, and those about none for whoever is not tied to a unit."""
    kind = t.records.c.type
    own = covered(scope)
    whole = or_(
        and_(kind.not_in(sorted(reached)), own),
        *(and_(kind == each, own | joining(how.joining), entirely(how)) for each, how in sorted(reached.items())),
    )
    alone = true() if scope.everything else t.documents.c.unit.is_(None) if scope.regions else false()
    return or_(and_(kind.is_not(None), whole), and_(kind.is_(None), alone))


def external_numbers(
    session: Session, scope: Scope, reached: Mapping[str, Reach], search: str, limit: int,
) -> list[Mapping[str, Any]]:
    """Numbers that documents have in other systems, as far as somebody may read these; the latest first."""
    n, d = t.external_numbers.c, t.documents.c
    about = (t.records.c.type == d.record_type) & (t.records.c.key == d.record_key)
    joined = t.external_numbers.join(t.documents, (n.type == "document") & (n.key == d.number)).outerjoin(t.records, about)
    title = func.coalesce(t.records.c.title, d.number).label("title")
    query = select(t.external_numbers, title).select_from(joined).where(d.unit.in_(sorted(scope.units)) | _of_record(scope, reached))
    if search:
        pattern = like(search)
        query = query.where(n.number.ilike(pattern) | n.key.ilike(pattern) | t.records.c.title.ilike(pattern))
    return list(session.execute(query.order_by(n.at.desc(), n.key).limit(limit)).mappings())


def by_hash(session: Session, sha256: str) -> Mapping[str, Any] | None:
    """The document that has this content, as issued or as it came back signed."""
    signed = select(t.signed_outside.c.document_id).where(t.signed_outside.c.sha256 == sha256)
    query = select(*_COLUMNS).where((t.documents.c.sha256 == sha256) | t.documents.c.id.in_(signed))
    return session.execute(query.limit(1)).mappings().first()


def by_number(session: Session, number: str) -> Mapping[str, Any] | None:
    """The document of a number, with title and region of the record that it is about."""
    return session.execute(_with_record().where(t.documents.c.number == number)).mappings().first()


def signed_of(session: Session, documents: Collection[UUID]) -> dict[UUID, list[Mapping[str, Any]]]:
    """The files of several documents that were signed outside, the oldest first, without their content."""
    columns = [column for column in t.signed_outside.c if column.name != "content"]
    query = select(*columns).where(t.signed_outside.c.document_id.in_(documents)).order_by(t.signed_outside.c.at, t.signed_outside.c.id)
    found: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in session.execute(query).mappings():
        found.setdefault(row["document_id"], []).append(row)
    return found


def _with_record() -> Select[Any]:
    about = (t.records.c.type == t.documents.c.record_type) & (t.records.c.key == t.documents.c.record_key)
    return select(*_COLUMNS, t.records.c.title, t.records.c.region).select_from(t.documents.outerjoin(t.records, about))


def add_signed(session: Session, **columns: Any) -> None:
    """Keeps a file that was signed outside."""
    session.execute(t.signed_outside.insert(), columns)


def signed(session: Session, document: UUID) -> list[Mapping[str, Any]]:
    """Files of a document that were signed outside, the newest first, without their content."""
    columns = [column for column in t.signed_outside.c if column.name != "content"]
    query = select(*columns).where(t.signed_outside.c.document_id == document).order_by(t.signed_outside.c.at.desc())
    return list(session.execute(query).mappings())


def signed_file(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One file that was signed outside, with its content."""
    return session.execute(select(t.signed_outside).where(t.signed_outside.c.id == identity)).mappings().first()

