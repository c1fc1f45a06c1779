"""Rows that stand for what tokens wait for: reading them back, and making them equal to the tokens again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.engine.waiting import Incident, Job, Subscription, Timer, UserTask, Waiting
from app.store import tables as t
from app.store.changes import NO_DUE, Changes
from app.store.database import Session

KINDS = ("user_tasks", "timers", "subscriptions", "jobs", "incidents")


@dataclass(frozen=True)
class Difference:
    """A row that is not as the tokens say; `what` is missing, left over or different."""

    instance: UUID
    table: str
    id: str
    what: str


def rows_say(session: Session, instance: UUID, now: datetime) -> Waiting:
    """What an instance waits for, read from the rows; of reminders only those that are still to come."""
    tasks = _rows(session, t.user_tasks, t.user_tasks.c.instance_id == instance, t.user_tasks.c.state == "open")
    ids = [row["id"] for row in tasks]
    offers: dict[UUID, list[str]] = defaultdict(list)
    for row in _rows(session, t.candidates, t.candidates.c.task_id.in_(ids)):
        offers[row["task_id"]].append(row["grant"])
    reminders: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for row in _rows(session, t.reminders, t.reminders.c.task_id.in_(ids), t.reminders.c.sent_at.is_(None), t.reminders.c.due > now):
        reminders[row["task_id"]].append((row["template"], row["due"]))
    return Waiting(
        tuple(UserTask(
            row["id"], row["element"], row["process_id"], row["name"], row["form"], tuple(sorted(offers[row["id"]])),
            tuple(row["excluded"]), row["due"], tuple(sorted(reminders[row["id"]])), row["lane"], row["item"],
        ) for row in tasks),
        tuple(Timer(row["id"], row["element"], row["due"]) for row in _of(session, t.timers, instance)),
        tuple(Subscription(row["id"], row["element"], row["message"], row["key"], row["kind"]) for row in _of(session, t.subscriptions, instance)),
        tuple(Job(row["id"], row["element"], row["process_id"], row["operation"]) for row in _of(session, t.jobs, instance)),
        tuple(Incident(row["id"], row["element"], row["code"], row["message"], row["message_zh"]) for row in _of(session, t.incidents, instance)),
    )


def _of(session: Session, table: Table, instance: UUID) -> list[Mapping[str, Any]]:
    return _rows(session, table, table.c.instance_id == instance)


def _rows(session: Session, table: Table, *conditions: Any) -> list[Mapping[str, Any]]:
    return list(session.execute(select(table).where(and_(*conditions))).mappings())


def comparable(waiting: Waiting, now: datetime) -> Waiting:
    """The same in the order and the extent in which rows hold it."""
    tasks = tuple(replace(
        task, candidates=tuple(sorted(set(task.candidates))), reminders=tuple(sorted(each for each in task.reminders if each[1] > now)),
    ) for task in waiting.user_tasks)
    return replace(waiting, user_tasks=tasks, conditions=())


def differences(instance: UUID, rows: Waiting, tokens: Waiting) -> Iterator[Difference]:
    """Where rows and tokens say different things."""
    for kind in KINDS:
        have, want = ({each.id: each for each in getattr(side, kind)} for side in (rows, tokens))
        for identity in have.keys() | want.keys():
            if have.get(identity) != want.get(identity):
                what = "missing" if identity not in have else "left over" if identity not in want else "different"
                yield Difference(instance, kind, str(identity), what)


def repair(session: Session, instance: UUID, now: datetime, rows: Waiting, tokens: Waiting) -> None:
    """Makes the rows equal to the tokens; claims and drafts of tasks that stay are kept."""
    wanted = {task.id: task for task in tokens.user_tasks}
    known = {task.id for task in rows.user_tasks}
    reopened = set(session.scalars(
        update(t.user_tasks).where(t.user_tasks.c.id.in_(wanted.keys() - known), t.user_tasks.c.instance_id == instance)
        .values(state="open", ended_at=None, completed_by=None).returning(t.user_tasks.c.id)
    ))
    _renew_offers(session, {*known, *wanted}, [])
    other = replace(tokens, user_tasks=tuple(replace(wanted[each], candidates=(), reminders=()) for each in wanted))
    before = replace(rows, user_tasks=tuple(
        replace(wanted[each], candidates=(), reminders=()) if each in wanted else task
        for each, task in {**{each.id: each for each in rows.user_tasks}, **{each: wanted[each] for each in reopened}}.items()
    ))
    Changes(instance, now).waiting(before, other, []).write(session)
    for task in wanted.values():
        values = {name: getattr(task, name) for name in ("element", "name", "form", "lane", "item", "due")}
        session.execute(update(t.user_tasks).where(t.user_tasks.c.id == task.id).values(
            process_id=task.process, candidates=list(task.candidates), excluded=list(task.excluded), **values,
        ))
    _renew_offers(session, set(), wanted.values())
    _renew_reminders(session, instance, now, wanted.values())
    _correct(session, t.subscriptions, tokens.subscriptions, ("element", "message", "key", "kind"))
    _correct(session, t.jobs, tokens.jobs, ("element", "operation"))
    _correct(session, t.incidents, tokens.incidents, ("element", "code", "message"))
    _correct(session, t.timers, tokens.timers, ("element",))


def _renew_offers(session: Session, gone: set[UUID], tasks: Iterable[UserTask]) -> None:
    session.execute(delete(t.candidates).where(t.candidates.c.task_id.in_(gone)))
    rows = [
        {"grant": grant, "task_id": task.id, "due": task.due or NO_DUE} for task in tasks for grant in dict.fromkeys(task.candidates)
    ]
    if rows:
        session.execute(insert(t.candidates).on_conflict_do_nothing(), rows)


def _renew_reminders(session: Session, instance: UUID, now: datetime, tasks: Iterable[UserTask]) -> None:
    wanted = {(task.id, template, due) for task in tasks for template, due in task.reminders}
    pending = and_(t.reminders.c.instance_id == instance, t.reminders.c.sent_at.is_(None), t.reminders.c.due > now)
    have = {(row["task_id"], row["template"], row["due"]): row["id"] for row in _rows(session, t.reminders, pending)}
    session.execute(update(t.reminders).where(t.reminders.c.id.in_([have[key] for key in have.keys() - wanted])).values(
        sent_at=now, outcome="cancelled",
    ))
    for task, template, due in sorted(wanted - have.keys()):
        session.execute(insert(t.reminders).values(task_id=task, instance_id=instance, template=template, due=due))


def _correct(session: Session, table: Table, wanted: Iterable[Any], columns: tuple[str, ...]) -> None:
    for each in wanted:
        session.execute(update(table).where(table.c.id == each.id).values({name: getattr(each, name) for name in columns}))


def correct_head(session: Session, instance: UUID, columns: Mapping[str, Any]) -> None:
    """The columns of an instance's own row that its state says."""
    session.execute(update(t.instances).where(t.instances.c.id == instance).values(**columns))


def unmet(session: Session) -> list[Mapping[str, Any]]:
    """Messages that wait although somebody waits for them."""
    return list(session.execute(text("""
        SELECT DISTINCT m.id, m.name, m.key FROM messages m
        JOIN subscriptions s ON s.message = m.name AND s.key = m.key AND s.kind = m.kind
        JOIN instances i ON i.id = s.instance_id AND i.status <> 'suspended'
        WHERE m.state = 'waiting'
    """)).mappings())


def with_rows(session: Session, after: UUID | None, limit: int) -> list[UUID]:
    """Instances that run or have rows that only a running one has, in the order of their ids."""
    conditions = ["i.status IN ('active', 'suspended')", *(f"EXISTS (SELECT 1 FROM {kind} r WHERE r.instance_id = i.id)" for kind in KINDS[1:])]
    conditions.append("EXISTS (SELECT 1 FROM user_tasks r WHERE r.instance_id = i.id AND r.state = 'open')")
    return list(session.scalars(text(
        f"SELECT id FROM instances i WHERE (CAST(:after AS uuid) IS NULL OR id > :after) AND ({' OR '.join(conditions)}) ORDER BY id LIMIT :limit"
    ), {"after": after, "limit": limit}))
