"""One statement that stores everything a command has changed: facts, tasks, timers, subscriptions, jobs, incidents.

A statement costs more than the rows it writes, so the parts that have something to say are joined into one, as common
table expressions over JSON parameters; PostgreSQL runs all of them in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from app import feel
from app.engine.waiting import Fact, UserTask, Waiting
from app.store.database import Session

NO_DUE = datetime(9999, 12, 31, tzinfo=timezone.utc)

_PARTS = {
    "instance": """
        UPDATE instances SET business_key = %(business_key)s, region = %(region)s, unit = %(unit)s, title = %(title)s,
        status = %(status)s, incidents = %(incident_count)s, state = %(state)s, ended_at = %(ended_at)s,
        version = version + 1 WHERE id = %(id)s""",
    "facts": """
        INSERT INTO facts (instance_id, kind, element, token, at, by, data)
        SELECT %(id)s, x.kind, x.element, x.token, x.at, x.by, x.data FROM ROWS FROM (
            jsonb_to_recordset(%(facts)s) AS (kind text, element text, token uuid, at timestamptz, by text, data jsonb)
        ) WITH ORDINALITY AS x (kind, element, token, at, by, data, place) ORDER BY x.place""",
    "tasks_gone": """
        UPDATE user_tasks u SET state = g.state, ended_at = %(now)s, completed_by = g.by,
            draft = CASE WHEN g.state = 'cancelled' THEN u.draft END
        FROM jsonb_to_recordset(%(tasks_gone)s) AS g (id uuid, state text, by text) WHERE u.id = g.id""",
    "offers_gone": "DELETE FROM candidates WHERE task_id = ANY(%(gone_ids)s)",
    "files_final": "UPDATE attachments SET final = true WHERE task_id = ANY(%(gone_ids)s) AND NOT final",
    "reminders_gone": """
        UPDATE reminders SET sent_at = %(now)s, outcome = 'cancelled'
        WHERE task_id = ANY(%(gone_ids)s) AND sent_at IS NULL""",
    "tasks_moved": """
        UPDATE user_tasks u SET due = m.due
        FROM jsonb_to_recordset(%(tasks_moved)s) AS m (id uuid, due timestamptz) WHERE u.id = m.id""",
    "tasks_redrawn": """
        UPDATE user_tasks u SET element = m.element, name = m.name, form = m.form, lane = m.lane
        FROM jsonb_to_recordset(%(tasks_redrawn)s) AS m (id uuid, element text, name text, form text, lane text)
        WHERE u.id = m.id""",
    "offers_moved": """
        UPDATE candidates c SET due = m.due
        FROM jsonb_to_recordset(%(tasks_moved)s) AS m (id uuid, due timestamptz) WHERE c.task_id = m.id""",
    "reminders_moved": """
        DELETE FROM reminders WHERE task_id = ANY(%(moved_ids)s) AND sent_at IS NULL AND due > %(now)s""",
    "tasks_new": """
        INSERT INTO user_tasks (id, instance_id, process_id, element, name, form, lane, item, state, candidates, excluded,
                                due, opened_at)
        SELECT x.id, %(id)s, x.process, x.element, x.name, x.form, x.lane, x.item, 'open', x.candidates, x.excluded, x.due,
               %(now)s FROM jsonb_to_recordset(%(tasks_new)s) AS x (id uuid, process text, element text, name text,
               form text, lane text, item text, candidates text[], excluded text[], due timestamptz)""",
    "offers_new": """
        INSERT INTO candidates ("grant", task_id, due)
        SELECT x."grant", x.task_id, x.due
        FROM jsonb_to_recordset(%(offers_new)s) AS x ("grant" text, task_id uuid, due timestamptz)""",
    "reminders_new": """
        INSERT INTO reminders (task_id, instance_id, template, due)
        SELECT x.task_id, %(id)s, x.template, x.due
        FROM jsonb_to_recordset(%(reminders_new)s) AS x (task_id uuid, template text, due timestamptz)""",
    "timers_gone": "DELETE FROM timers WHERE id = ANY(%(timers_gone)s)",
    "timers_new": """
        INSERT INTO timers (id, instance_id, element, due)
        SELECT x.id, %(id)s, x.element, x.due
        FROM jsonb_to_recordset(%(timers_new)s) AS x (id uuid, element text, due timestamptz)
        ON CONFLICT (id) DO UPDATE SET element = excluded.element, due = excluded.due, claimed_until = NULL""",
    "subscriptions_gone": "DELETE FROM subscriptions WHERE id = ANY(%(subscriptions_gone)s)",
    "subscriptions_new": """
        INSERT INTO subscriptions (id, instance_id, element, message, key, kind)
        SELECT x.id, %(id)s, x.element, x.message, x.key, x.kind
        FROM jsonb_to_recordset(%(subscriptions_new)s) AS x (id uuid, element text, message text, key text, kind text)
        ON CONFLICT (id) DO UPDATE SET element = excluded.element, message = excluded.message, key = excluded.key""",
    "jobs_gone": "DELETE FROM jobs WHERE id = ANY(%(jobs_gone)s)",
    "jobs_new": """
        INSERT INTO jobs (id, instance_id, process_id, element, operation, created_at, due)
        SELECT x.id, %(id)s, x.process, x.element, x.operation, %(now)s, %(now)s
        FROM jsonb_to_recordset(%(jobs_new)s) AS x (id uuid, process text, element text, operation text)
        ON CONFLICT (id) DO UPDATE SET element = excluded.element, operation = excluded.operation""",
    "incidents_gone": "DELETE FROM incidents WHERE id = ANY(%(incidents_gone)s)",
    "incidents_new": """
        INSERT INTO incidents (id, instance_id, element, code, message, message_zh, at)
        SELECT x.id, %(id)s, x.element, x.code, x.message, x.zh, %(now)s
        FROM jsonb_to_recordset(%(incidents_new)s) AS x (id uuid, element text, code text, message text, zh text)
        ON CONFLICT (id) DO UPDATE SET
            element = excluded.element, code = excluded.code, message = excluded.message, message_zh = excluded.message_zh""",
}


class Changes:
    """Collects parts and their values, then writes them at once."""

    def __init__(self, identity: UUID | None, now: datetime) -> None:
        self._values: dict[str, Any] = {"id": identity, "now": now}
        self._wanted: list[str] = []

    def instance(self, columns: Mapping[str, Any]) -> "Changes":
        """The instance's own row."""
        self._wanted.append("instance")
        self._values.update(columns)
        return self

    def facts(self, facts: Iterable[Fact]) -> "Changes":
        """Lines of history."""
        return self._rows("facts", [{
            "kind": fact.kind, "element": fact.element, "token": fact.token, "at": fact.at, "by": fact.by,
            "data": feel.encode(dict(fact.data)) if fact.data else None,
        } for fact in facts])

    def waiting(self, before: Waiting, after: Waiting, facts: list[Fact]) -> "Changes":
        """What the instance waits for, as the difference between then and now."""
        self._user_tasks(before, after, facts)
        self._ids("timers_gone", _gone(before.timers, after.timers))
        self._rows("timers_new", [
            {"id": timer.id, "element": timer.element, "due": timer.due}
            for timer in other(before.timers, after.timers)
        ])
        self._ids("subscriptions_gone", _gone(before.subscriptions, after.subscriptions))
        self._rows("subscriptions_new", [
            {"id": each.id, "element": each.element, "message": each.message, "key": each.key, "kind": each.kind}
            for each in other(before.subscriptions, after.subscriptions)
        ])
        self._ids("jobs_gone", _gone(before.jobs, after.jobs))
        self._rows("jobs_new", [
            {"id": job.id, "process": job.process, "element": job.element, "operation": job.operation}
            for job in other(before.jobs, after.jobs)
        ])
        self._ids("incidents_gone", _gone(before.incidents, after.incidents))
        return self._rows("incidents_new", [
            {"id": each.id, "element": each.element, "code": each.code, "message": each.message, "zh": each.zh}
            for each in other(before.incidents, after.incidents)
        ])

    def _user_tasks(self, before: Waiting, after: Waiting, facts: list[Fact]) -> None:
        gone = _gone(before.user_tasks, after.user_tasks)
        if gone:
            done = {fact.token: fact.by for fact in facts if fact.kind == "completed"}
            self._rows("tasks_gone", [
                {"id": task, "state": "completed" if task in done else "cancelled", "by": done.get(task)} for task in gone
            ])
            self._values["gone_ids"] = gone
            self._wanted += ["offers_gone", "files_final"]
            if any(task.reminders for task in before.user_tasks if task.id in gone):
                self._wanted.append("reminders_gone")
        moved = self._moved(before, after)
        fresh = new(before.user_tasks, after.user_tasks)
        self._rows("tasks_redrawn", [
            {"id": task.id, "element": task.element, "name": task.name, "form": task.form, "lane": task.lane}
            for task in _redrawn(before, after)
        ])
        self._rows("tasks_new", [{
            "id": task.id, "process": task.process, "element": task.element, "name": task.name, "form": task.form,
            "lane": task.lane, "item": task.item, "candidates": list(task.candidates), "excluded": list(task.excluded),
            "due": task.due,
        } for task in fresh])
        self._rows("offers_new", [
            {"grant": grant, "task_id": task.id, "due": task.due or NO_DUE}
            for task in fresh for grant in dict.fromkeys(task.candidates)
        ])
        self._rows("reminders_new", [
            {"task_id": task.id, "template": template, "due": moment}
            for task in [*moved, *fresh] for template, moment in task.reminders
        ])

    def _moved(self, before: Waiting, after: Waiting) -> list[UserTask]:
        """Tasks that go on with another due moment or other reminders."""
        known = {task.id: (task.due, task.reminders) for task in before.user_tasks}
        moved = [task for task in after.user_tasks if task.id in known and known[task.id] != (task.due, task.reminders)]
        if moved:
            self._rows("tasks_moved", [{"id": task.id, "due": task.due} for task in moved])
            self._values["moved_ids"] = [task.id for task in moved]
            self._wanted += ["offers_moved", "reminders_moved"]
        return moved

    def _rows(self, part: str, rows: list[dict[str, Any]]) -> "Changes":
        if rows:
            self._wanted.append(part)
            self._values[part] = Jsonb(rows, dumps=orjson.dumps)
        return self

    def _ids(self, part: str, ids: list[UUID]) -> None:
        if ids:
            self._wanted.append(part)
            self._values[part] = ids

    def write(self, session: Session) -> None:
        """Runs the statement."""
        if not self._wanted:
            return
        *others, last = self._wanted
        parts = ", ".join(f"part_{number} AS ({_PARTS[part]})" for number, part in enumerate(others))
        statement = (f"WITH {parts} " if parts else "") + _PARTS[last]
        session.exec_driver_sql(statement, self._values)


def _redrawn(before: Waiting, after: Waiting) -> list[UserTask]:
    """Open tasks that have another name, form or lane: their instance has moved to another version. No date moves then."""
    known = {task.id: (task.element, task.name, task.form, task.lane) for task in before.user_tasks}
    return [
        task for task in after.user_tasks
        if task.id in known and known[task.id] != (task.element, task.name, task.form, task.lane)
    ]


def _gone(before: Iterable[Any], after: Iterable[Any]) -> list[UUID]:
    kept = {each.id for each in after}
    return [each.id for each in before if each.id not in kept]


def other(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    """What is waited for now and was not before, or not in this way."""
    known = {each.id: each for each in before}
    return [each for each in after if known.get(each.id) != each]


def new(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    """What is waited for now and was not before."""
    known = {each.id for each in before}
    return [each for each in after if each.id not in known]
