"""One entry for everything that was deferred, whoever runs it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.clock import SystemClock
from app.commands import exchange, file_check, jobs, messages, migrations, notices, start_timers, timers
from app.runtime import Runtime
from app.store.database import Session


def perform(runtime: Runtime, kind: str, argument: str) -> None:
    """Runs one piece of deferred work in a transaction of its own; what has become pointless does nothing."""
    if kind == "fire":
        return _each(runtime, argument.split(","), timers.fire)
    if kind == "calendar":
        runtime.calendar.renew()
        return _each(runtime, argument.split(","), timers.follow_calendar)
    if kind == "batch":
        return migrations.work_on(runtime, argument)
    if kind == "exchange":
        return exchange.deliver(runtime, int(argument))
    if kind == "files":
        file_check.check(runtime, SystemClock().now())
        return None
    failure: Exception | None = None
    with runtime.sessions.begin() as session:
        if kind == "job":
            jobs.run(runtime, session, UUID(argument))
        elif kind == "deliver":
            messages.deliver(runtime, session, UUID(argument))
        elif kind == "signal":
            messages.deliver_signal(runtime, session, argument)
        elif kind == "start":
            start_timers.begin(runtime, session, *argument.split(":", 1))
        elif kind == "mail":
            failure = notices.deliver_mail(runtime, session, int(argument))
        else:
            raise ValueError(f"unknown kind of work: {kind}")
    if failure is not None:             # what is kept about it is stored by now
        raise failure


def _each(runtime: Runtime, instances: list[str], act: Callable[[Runtime, Session, UUID], int]) -> None:
    """Every instance in its own transaction: one that fails does not hold back the others."""
    failure: Exception | None = None
    for identity in instances:
        try:
            with runtime.sessions.begin() as session:
                act(runtime, session, UUID(identity))
        except Exception as error:      # kept until the others have had their turn, then the whole is tried again
            failure = error
    if failure is not None:
        raise failure
