"""User tasks: the inbox, one task, claims, drafts of answers and attachments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, select, text, tuple_, update

from app.store import tables as t
from app.store.database import Session
from app.store.search import like

_TASK = (
    select(
        t.user_tasks, t.instances.c.business_key, t.instances.c.title, t.instances.c.region, t.instances.c.unit,
        t.instances.c.deployment_id, t.instances.c.process_id.label("root_process"),
    ).join(t.instances, t.instances.c.id == t.user_tasks.c.instance_id)
)

_BY_ID = _TASK.where(t.user_tasks.c.id == bindparam("id"))

# One index range per grant, merged by due moment: the cost follows the page, not the number of tasks.
_INBOX = """
    WITH offered AS (
        SELECT task_id, min(due) AS due FROM unnest(CAST(:grants AS text[])) AS g
        CROSS JOIN LATERAL (
            SELECT c.task_id, c.due FROM candidates c
            {join} WHERE c."grant" = g {where}
            ORDER BY c.due, c.task_id LIMIT :window
        ) AS nearest GROUP BY task_id ORDER BY min(due), task_id LIMIT :limit OFFSET :offset
    )
    SELECT u.id, u.instance_id, u.process_id, u.element, u.name, u.form, u.lane, u.item, u.due, u.opened_at,
           u.claimed_by, u.claimed_at, i.business_key, i.title, i.region, i.unit, i.process_id AS root_process,
           p.name AS claimed_name, p.name_en AS claimed_name_en
    FROM offered o JOIN user_tasks u ON u.id = o.task_id JOIN instances i ON i.id = u.instance_id
    LEFT JOIN people p ON p.id = u.claimed_by
    ORDER BY o.due, u.id
"""
_JOIN_TASK = "JOIN user_tasks u ON u.id = c.task_id"
_JOIN = "JOIN user_tasks u ON u.id = c.task_id JOIN instances i ON i.id = u.instance_id"
_SEARCH = "(u.name ILIKE :search OR u.item ILIKE :search OR i.title ILIKE :search OR i.business_key ILIKE :search)"
COUNT_LIMIT = 1_000


def _conditions(
    me: str, mine: str, search: str, process: str, before: datetime | None, after: datetime | None,
) -> tuple[str, str]:
    parts = ["NOT (:me = ANY(u.excluded))"]          # four eyes: what somebody may not do is not offered to him
    if mine == "claimed":
        parts.append("u.claimed_by = :me")
    elif mine == "free":
        parts.append("u.claimed_by IS NULL")
    elif mine == "others":
        parts.append("u.claimed_by <> :me")
    if search:
        parts.append(_SEARCH)
    if process:
        parts.append("u.process_id = :process")
    if before is not None:
        parts.append("c.due < :before")
    if after is not None:
        parts.append("c.due >= :after")
    return "AND " + " AND ".join(parts), _JOIN if search else _JOIN_TASK


def inbox(
    session: Session, grants: Iterable[str], me: str, *, mine: str = "", search: str = "", process: str = "",
    before: datetime | None = None, after: datetime | None = None, limit: int = 50, offset: int = 0,
) -> list[Mapping[str, Any]]:
    """Open tasks for these grants by due moment; `mine` is "", claimed, free or others."""
    where, join = _conditions(me, mine, search, process, before, after)
    return session.execute(text(_INBOX.format(where=where, join=join)), {
        "grants": sorted(grants), "me": me, "search": like(search), "process": process, "before": before, "after": after,
        "limit": limit, "offset": offset, "window": limit + offset,
    }).mappings().all()


def inbox_count(
    session: Session, grants: Iterable[str], me: str, *, mine: str = "", search: str = "", process: str = "",
    before: datetime | None = None, after: datetime | None = None,
) -> int:
    """How many open tasks there are, counted no further than a thousand."""
    where, join = _conditions(me, mine, search, process, before, after)
    query = f"""SELECT count(*) FROM (SELECT DISTINCT c.task_id FROM candidates c {join}
                WHERE c."grant" = ANY(CAST(:grants AS text[])) {where} LIMIT {COUNT_LIMIT}) AS counted"""
    return session.scalar(text(query), {
        "grants": sorted(grants), "me": me, "search": like(search), "process": process, "before": before, "after": after,
    })


def get(session: Session, task_id: UUID) -> Mapping[str, Any] | None:
    """One task with its instance's headline."""
    return session.execute(_BY_ID, {"id": task_id}).mappings().first()


def of_instance(session: Session, instance_id: UUID, *, only_open: bool = False) -> list[Mapping[str, Any]]:
    """Tasks of an instance in the order they were opened."""
    query = select(t.user_tasks).where(t.user_tasks.c.instance_id == instance_id)
    if only_open:
        query = query.where(t.user_tasks.c.state == "open")
    return session.execute(query.order_by(t.user_tasks.c.opened_at, t.user_tasks.c.id)).mappings().all()


def completed_by(session: Session, person: str, limit: int = 50) -> list[Mapping[str, Any]]:
    """What a person has done lately."""
    query = _TASK.where(t.user_tasks.c.completed_by == person).order_by(t.user_tasks.c.ended_at.desc()).limit(limit)
    return session.execute(query).mappings().all()


def claim(session: Session, task_id: UUID, person: str, at: datetime) -> bool:
    """Takes a free open task; False when somebody else was faster."""
    statement = update(t.user_tasks).where(
        t.user_tasks.c.id == task_id, t.user_tasks.c.state == "open",
        t.user_tasks.c.claimed_by.is_(None) | (t.user_tasks.c.claimed_by == person),
    ).values(claimed_by=person, claimed_at=at)
    return session.execute(statement).rowcount == 1


def release(session: Session, task_id: UUID, person: str) -> bool:
    """Gives a claimed task back."""
    statement = update(t.user_tasks).where(
        t.user_tasks.c.id == task_id, t.user_tasks.c.state == "open", t.user_tasks.c.claimed_by == person,
    ).values(claimed_by=None, claimed_at=None)
    return session.execute(statement).rowcount == 1


def save_draft(session: Session, task_id: UUID, answers: Mapping[str, Any]) -> bool:
    """Keeps unfinished answers with the open task."""
    statement = update(t.user_tasks).where(t.user_tasks.c.id == task_id, t.user_tasks.c.state == "open")
    return session.execute(statement.values(draft=dict(answers))).rowcount == 1


def interrupted_draft(session: Session, task: Mapping[str, Any]) -> dict[str, Any] | None:
    """What somebody had typed into the same task before it was taken away and offered anew to the same people, as by a longer deadline."""
    u = t.user_tasks.c
    query = select(u.draft).where(
        u.instance_id == task["instance_id"], u.element == task["element"], u.item.is_not_distinct_from(task["item"]),
        u.state == "cancelled", u.ended_at == task["opened_at"], u.draft.is_not(None), u.candidates == task["candidates"],
    )
    return session.scalar(query.limit(1))


# -- attachments -------------------------------------------------------------------------------------------------------


def add_attachment(
    session: Session, *, instance_id: UUID | None, task_id: UUID | None, name: str, media_type: str, content: bytes,
    sha256: str, by: str, at: datetime,
) -> UUID:
    """Stores a file; it becomes final with the completion of its task."""
    identity = uuid4()
    session.execute(t.attachments.insert(), {
        "id": identity, "instance_id": instance_id, "task_id": task_id, "name": name, "media_type": media_type,
        "size": len(content), "sha256": sha256, "content": content, "by": by, "at": at,
    })
    return identity


def attachment(session: Session, identity: UUID) -> Mapping[str, Any] | None:
    """One file with its content."""
    return session.execute(select(t.attachments).where(t.attachments.c.id == identity)).mappings().first()


def attachments_of(session: Session, instance_id: UUID) -> list[Mapping[str, Any]]:
    """Files of an instance, without their content."""
    columns = [column for column in t.attachments.c if column.name != "content"]
    query = select(*columns).where(t.attachments.c.instance_id == instance_id).order_by(t.attachments.c.at)
    return session.execute(query).mappings().all()


def attachment_names(session: Session, ids: Iterable[UUID]) -> dict[str, Mapping[str, Any]]:
    """Name and size of files by id; most answers name none, and then nothing is asked."""
    wanted = list(ids)
    if not wanted:
        return {}
    a = t.attachments.c
    columns = (a.id, a.name, a.size, a.task_id, a.instance_id, a.by)
    rows = session.execute(select(*columns).where(t.attachments.c.id.in_(wanted))).mappings()
    return {str(row["id"]): row for row in rows}


def attached_bytes(session: Session, task_id: UUID) -> int:
    """How much is attached to a task."""
    return session.scalar(
        select(func.coalesce(func.sum(t.attachments.c.size), 0)).where(t.attachments.c.task_id == task_id)
    )


def brought_bytes(session: Session, by: str) -> int:
    """How much somebody has brought for a start that has not happened."""
    a = t.attachments.c
    return session.scalar(select(func.coalesce(func.sum(a.size), 0)).where(a.by == by, a.task_id.is_(None), a.instance_id.is_(None)))


def forget_brought(session: Session, before: datetime) -> list[Mapping[str, Any]]:
    """Removes what was brought before a moment for starts that never happened; returns name, hash and owner of each."""
    a = t.attachments.c
    statement = t.attachments.delete().where(a.task_id.is_(None), a.instance_id.is_(None), a.at < before)
    return list(session.execute(statement.returning(a.name, a.sha256, a.by)).mappings())


def bind_attachments(session: Session, ids: Iterable[UUID], instance_id: UUID, by: str) -> None:
    """What somebody brought for a start belongs to the instance that was started, and stays as it is."""
    a, wanted = t.attachments.c, list(ids)
    if wanted:
        session.execute(update(t.attachments).where(
            a.id.in_(wanted), a.by == by, a.task_id.is_(None), a.instance_id.is_(None),
        ).values(instance_id=instance_id, final=True))


def opened_since(session: Session, moment: datetime) -> list[Mapping[str, Any]]:
    """Open tasks that were opened at a moment or later, the oldest first."""
    query = select(t.user_tasks).where(t.user_tasks.c.state == "open", t.user_tasks.c.opened_at >= moment)
    return session.execute(query.order_by(t.user_tasks.c.opened_at, t.user_tasks.c.id)).mappings().all()


def with_due(session: Session, elements: list[tuple[str, str]]) -> list[Mapping[str, Any]]:
    """Tasks of these elements (process, element) that had a due moment, with what they were about."""
    t_, i = t.user_tasks.c, t.instances.c
    query = select(
        t_.process_id, t_.element, t_.name, t_.state, t_.due, t_.ended_at, t_.instance_id, i.business_key, i.title, i.region,
    ).join(t.instances, i.id == t_.instance_id).where(t_.due.is_not(None), tuple_(t_.process_id, t_.element).in_(elements))
    return list(session.execute(query.order_by(t_.due, t_.id)).mappings())
