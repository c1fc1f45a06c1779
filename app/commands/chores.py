"""Chores: following the demo's clock, expiring messages, sending mails again, forgetting old keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.clock import ProgrammeClock
from app.commands import attachments, notices
from app.runtime import Runtime
from app.store import sign_ins, work
from app.store.database import Session

CLOCK = "clock_offset"
KEEP_REQUESTS = timedelta(days=7)
KEEP_SESSIONS = timedelta(days=1)        # longer than any lives, see app.web.guard
KEEP_WORKERS = timedelta(hours=1)        # for so long a worker that has fallen silent is shown


def follow_clock(runtime: Runtime, session: Session | None = None) -> None:
    """Takes over the programme time that another process may have moved; outside the demo there is nothing to follow."""
    if not isinstance(runtime.clock, ProgrammeClock):
        return
    if session is not None:
        runtime.clock.offset = timedelta(seconds=float(work.setting(session, CLOCK, 0)))
        return
    with runtime.sessions.connect() as connection:
        runtime.clock.offset = timedelta(seconds=float(work.setting(connection, CLOCK, 0)))


def move_clock(runtime: Runtime, session: Session, moment: datetime) -> None:
    """Sets the demo's programme time for every process."""
    assert isinstance(runtime.clock, ProgrammeClock)
    offset = runtime.clock.move_to(moment)
    work.set_setting(session, CLOCK, offset.total_seconds())


def tidy(runtime: Runtime, session: Session, real_now: datetime) -> None:
    """Expires messages that nobody took, sends mails again, removes files of starts that never happened.

    Forgets old idempotency keys, sessions, and workers that have long been silent.

    `real_now` is the time of the world outside, in UTC.
    """
    work.forget_workers(session, real_now - KEEP_WORKERS)
    work.forget_requests(session, real_now - KEEP_REQUESTS)
    sign_ins.forget(session, real_now - KEEP_SESSIONS, real_now - KEEP_SESSIONS)
    work.expire_messages(session, runtime.clock.now())
    attachments.forget_brought(runtime, session)
    notices.send_again(runtime, session)
