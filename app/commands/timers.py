"""Due timers and reminders. APScheduler only knocks; rows decide."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.engine.instance import Instance
from app.engine.waiting import Fact
from app.errors import NotFound
from app.commands import notices, start_timers
from app.runtime import Runtime
from app.store import instances, user_tasks, work
from app.store.database import ConnectionLost, Session

log = logging.getLogger("jiebang.time")
LEASE = timedelta(seconds=120)
BATCH = 500
CHUNK = 25


def claim_due(runtime: Runtime, session: Session, real_now: datetime, limit: int = BATCH) -> tuple[int, timedelta]:
    """Claims due timers and defers their firing; says how many, and how late the latest of them is."""
    now = runtime.clock.now()
    claimed = work.claim_timers(session, now, real_now, real_now + LEASE, limit)
    due = [str(identity) for identity in dict.fromkeys(row.instance_id for row in claimed)]
    size = 1 if len(due) <= CHUNK else CHUNK         # many at once share a job: the job costs more than the firing
    for start in range(0, len(due), size):
        runtime.queue.defer(session, "fire", ",".join(due[start:start + size]), lock=due[start])
    for job_id in work.due_jobs(session, now, limit):
        runtime.queue.defer(session, "job", str(job_id), lock=str(job_id))
    started = start_timers.claim_due(runtime, session, real_now, LEASE)
    late = max((now - row.due for row in claimed), default=timedelta())
    return len(claimed) + started, late


def fire(runtime: Runtime, session: Session, instance_id: UUID) -> int:
    """Fires what is due in one instance; says how many timers that were."""
    return _change(runtime, session, instance_id, Instance.fire_due)


def follow_calendar(runtime: Runtime, session: Session, instance_id: UUID) -> int:
    """Counts the dates of one instance again after the calendar has changed; says how many tokens have other ones."""
    return _change(runtime, session, instance_id, Instance.follow_calendar)


def _change(runtime: Runtime, session: Session, instance_id: UUID, act: Callable[[Instance], int]) -> int:
    """Stores an instance that has changed; one that is gone has not."""
    try:
        loaded = instances.load(runtime, session, instance_id)
    except NotFound:
        return 0
    changed = act(loaded.instance)
    if changed:
        instances.save(runtime, session, loaded)
    return changed


def remind_due(runtime: Runtime, session: Session, limit: int = BATCH) -> int:
    """Sends due reminders. Of several missed ones of a task only the latest goes out; says how many went."""
    now = runtime.clock.now()
    latest: dict[UUID, Any] = {}
    coalesced = []
    for reminder in work.due_reminders(session, now, limit):
        earlier = latest.get(reminder["task_id"])
        if earlier is not None:
            coalesced.append(earlier)
        latest[reminder["task_id"]] = reminder
    sent = {reminder["id"]: _try_to_remind(runtime, session, reminder) for reminder in latest.values()}
    for outcome, went in (("sent", True), ("failed", False)):
        if went in sent.values():
            work.settle_reminders(session, [identity for identity, each in sent.items() if each is went], now, outcome)
    if coalesced:
        work.settle_reminders(session, [row["id"] for row in coalesced], now, "coalesced")
        for row in coalesced:
            _note(runtime, session, row, "reminder_coalesced")
    return sum(sent.values())


def _try_to_remind(runtime: Runtime, session: Session, reminder: Any) -> bool:
    """Whether it went out; what is wrong with one reminder is kept and holds back no other."""
    savepoint = session.begin_nested()
    try:
        _remind(runtime, session, reminder)
    except ConnectionLost:               # nothing is wrong with the reminder
        raise
    except Exception:
        savepoint.rollback()
        log.exception("reminder %s failed", reminder["id"])
        _note(runtime, session, reminder, "reminder_failed")
        return False
    savepoint.commit()
    return True


def _remind(runtime: Runtime, session: Session, reminder: Any) -> None:
    task = user_tasks.get(session, reminder["task_id"])
    if task is None or task["state"] != "open":
        return
    notices.about_task(runtime, session, reminder["template"], task, source=f"reminder:{reminder['id']}")
    _note(runtime, session, reminder, "reminded", element=task["element"])


def _note(runtime: Runtime, session: Session, reminder: Any, kind: str, element: str = "") -> None:
    instances.add_facts(session, reminder["instance_id"], [Fact(
        kind, element, reminder["task_id"], runtime.clock.now(), None,
        {"template": reminder["template"], "due": reminder["due"]},
    )])
