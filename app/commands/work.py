"""One entry for everything that was deferred, whoever runs it."""

from __future__ import annotations

from uuid import UUID

from app.commands import jobs, messages, notices, timers
from app.runtime import Runtime


def perform(runtime: Runtime, kind: str, argument: str) -> None:
    """Runs one piece of deferred work in a transaction of its own; what has become pointless does nothing."""
    with runtime.sessions.begin() as session:
        if kind == "job":
            jobs.run(runtime, session, UUID(argument))
        elif kind == "deliver":
            messages.deliver(runtime, session, UUID(argument))
        elif kind == "fire":
            timers.fire(runtime, session, UUID(argument))
        elif kind == "mail":
            notices.deliver_mail(runtime, session, int(argument))
        else:
            raise ValueError(f"unknown kind of work: {kind}")
