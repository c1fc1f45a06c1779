"""Programme time in the demo and in scenarios: moved forward from one due moment to the next, nothing is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import SHANGHAI, SystemClock
from app.commands import timers, work as work_command
from app.errors import Refused
from app.runtime import Runtime
from app.store import work

LIMIT = timedelta(days=366 * 12)


class BackwardsInTime(Refused):
    """Programme time only moves forward; it is {now} already."""

    status = 422
    code = "backwards-in-time"
    zh = "业务时间只能向前推进；现在已是 {now}。"


@dataclass(frozen=True)
class Advanced:
    """What moving time did."""

    now: datetime
    timers: int
    reminders: int


def advance(
    runtime: Runtime, to: datetime, *, set_time: Callable[[datetime], None], drain: Callable[[], None],
) -> Advanced:
    """Moves programme time to a moment, stopping wherever something is due on the way.

    `set_time` sets the clock, `drain` runs what was deferred. Raises BackwardsInTime.
    """
    start = runtime.clock.now()
    if to < start or to - start > LIMIT:
        raise BackwardsInTime(now=start.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))
    drain()
    fired, reminded = _happen(runtime, drain)
    while runtime.clock.now() < to:
        moment = _next(runtime)
        set_time(min(moment, to) if moment else to)
        more = _happen(runtime, drain)
        fired, reminded = fired + more[0], reminded + more[1]
    return Advanced(runtime.clock.now(), fired, reminded)


def _next(runtime: Runtime) -> datetime | None:
    """What was due already and did not happen has had its turn; time goes on without it."""
    with runtime.sessions.connect() as session:
        return work.next_moment(session, runtime.clock.now())


def _happen(runtime: Runtime, drain: Callable[[], None]) -> tuple[int, int]:
    """Everything that is due now."""
    fired = reminded = 0
    while True:
        with runtime.sessions.begin() as session:
            real = SystemClock().now() + timers.LEASE * 2    # nobody else fires while time is being moved
            count, _ = timers.claim_due(runtime, session, real)
            sent = timers.remind_due(runtime, session)
        drain()
        fired, reminded = fired + count, reminded + sent
        if not count and not sent:
            return fired, reminded


def drain_inline(runtime: Runtime) -> None:
    """Runs deferred work of an inline queue until there is none."""
    while (item := runtime.queue.take()) is not None:
        work_command.perform(runtime, *item)
