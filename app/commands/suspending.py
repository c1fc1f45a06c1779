"""Suspending instances and letting them go on; giving waiting timers another moment. For operators."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app import access
from app.access import Actor
from app.commands.instances import active
from app.engine.holding import CATCH_UP, TIMERS
from app.errors import Invalid
from app.runtime import Runtime
from app.store import instances, work
from app.store.database import Session


def suspend(runtime: Runtime, session: Session, instance_id: UUID, *, reason: str, by: Actor) -> None:
    """Nothing in an instance moves any more, called processes and items with it. Raises Forbidden, ReasonMissing, NotFound, Suspended."""
    access.require_role(by, access.OPERATOR)
    loaded = active(runtime, session, instance_id, reason)
    loaded.instance.fire_due()
    loaded.instance.suspend(by=by.id, reason=reason.strip())
    instances.save(runtime, session, loaded)


def resume(runtime: Runtime, session: Session, instance_id: UUID, *, timers: str = CATCH_UP, reason: str, by: Actor) -> None:
    """An instance goes on; `timers` is catch_up, shift or hold, see `app.engine.holding.resume`.

    Messages that waited for it are delivered and its jobs run. Reminders that were missed go out as one when it catches up,
    and not at all otherwise. Raises Forbidden, Invalid, ReasonMissing, NotFound, NotSuspended.
    """
    access.require_role(by, access.OPERATOR)
    if timers not in TIMERS:
        raise Invalid({"timers": [", ".join(TIMERS)]})
    loaded = active(runtime, session, instance_id, reason)
    loaded.instance.resume(timers, by=by.id, reason=reason.strip())
    now = runtime.clock.now()
    if timers != CATCH_UP:
        work.skip_reminders(session, instance_id, now, now)
    waiting = instances.save(runtime, session, loaded)
    instances.wake_parked(runtime, session, waiting.subscriptions)
    known = {job.id for job in loaded.before.jobs}
    for job in waiting.jobs:
        if job.id in known:
            runtime.queue.defer(session, "job", str(job.id), lock=str(instance_id))


def move_timer(runtime: Runtime, session: Session, instance_id: UUID, timer: UUID, due: datetime, *, reason: str, by: Actor) -> None:
    """A waiting timer is due at another moment (aware), at once when that has passed.

    Raises Forbidden, ReasonMissing, NotFound, NotWaiting.
    """
    access.require_role(by, access.OPERATOR)
    loaded = active(runtime, session, instance_id, reason)
    loaded.instance.move_timer(timer, due, by=by.id, reason=reason.strip())
    instances.save(runtime, session, loaded)
