"""Reading history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, bindparam, func, or_, select, text

from app.store import tables as t
from app.store.database import Session

_COMPLETED = text("""
    SELECT element, CASE WHEN jsonb_typeof(data->'flows') = 'array'
                         THEN ARRAY(SELECT jsonb_array_elements_text(data->'flows')) END AS flows
    FROM facts WHERE instance_id = :instance AND kind = 'completed' ORDER BY id
""")

_SIGNED = select(
    t.user_tasks.c.element, t.user_tasks.c.name, t.user_tasks.c.lane, t.user_tasks.c.completed_by, t.user_tasks.c.ended_at,
).join(t.user_tasks, t.user_tasks.c.id == t.facts.c.token).where(
    t.facts.c.kind == "completed", t.user_tasks.c.completed_by.is_not(None), t.facts.c.instance_id == bindparam("instance"),
    t.facts.c.element.in_(bindparam("elements", expanding=True)),
).order_by(t.facts.c.id)
_SIGNED_INSIDE = _SIGNED.where(t.facts.c.data["scopes"].has_key(bindparam("scope", type_=Text)))


def of_instance(
    session: Session, instance_id: UUID, kinds: Collection[str] | None = None, limit: int = 500, offset: int = 0,
    by: str | None = None,
) -> list[Mapping[str, Any]]:
    """Facts of an instance, the latest first; all of them, or what one person did."""
    query = select(t.facts).where(t.facts.c.instance_id == instance_id)
    if kinds is not None:
        query = query.where(t.facts.c.kind.in_(sorted(kinds)))
    if by is not None:
        query = query.where(t.facts.c.by == by)
    return session.execute(query.order_by(t.facts.c.id.desc()).limit(limit).offset(offset)).mappings().all()


def completed(session: Session, instance_id: UUID) -> list[Mapping[str, Any]]:
    """Elements an instance has passed, in order, with the flows taken."""
    return session.execute(_COMPLETED, {"instance": instance_id}).mappings().all()


def completions(session: Session, instance_id: UUID, elements: Collection[str], scope: str | None) -> list[Mapping[str, Any]]:
    """Who completed these user tasks inside a scope, wherever in the instance without one; in the order in which they did."""
    wanted = {"instance": instance_id, "elements": sorted(elements), **({"scope": scope} if scope else {})}
    return session.execute(_SIGNED_INSIDE if scope else _SIGNED, wanted).mappings().all()


def since_completion(session: Session, instance_id: UUID, token: UUID) -> list[Mapping[str, Any]]:
    """The fact that a task was completed, and all that came after it in its instance, in their order."""
    f = t.facts.c
    first = select(func.max(f.id)).where(f.instance_id == instance_id, f.token == token, f.kind == "completed").scalar_subquery()
    query = select(t.facts).where(f.instance_id == instance_id, f.id >= first).order_by(f.id)
    return list(session.execute(query).mappings())


def sent_back_to(session: Session, instance_id: UUID, element: str) -> Mapping[str, Any] | None:
    """The fact that sent an instance back to an element, while that has not been done again."""
    f = t.facts.c
    query = select(t.facts).where(f.instance_id == instance_id, or_(
        and_(f.kind == "sent_back", f.data["to"].astext == element), and_(f.kind == "completed", f.element == element),
    )).order_by(f.id.desc()).limit(1)
    found = session.execute(query).mappings().first()
    return found if found is not None and found["kind"] == "sent_back" else None
