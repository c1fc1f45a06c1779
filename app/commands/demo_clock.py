"""The demo's programme time: moved on by whoever looks at it, for every process of the house at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.access import Actor
from app.adapters.queues import InlineQueue
from app.clock import SystemClock, VirtualClock
from app.commands import chores, programme_time, work as work_command
from app.engine.waiting import Fact
from app.errors import Conflict, NotFound, Refused
from app.runtime import Runtime
from app.store import instances, operations, work
from app.store.database import Session

log = logging.getLogger("jiebang.time")
PATIENCE = timedelta(seconds=20)         # how long one request moves time before it offers to go on


class NothingDue(Refused):
    """Nothing is due: no timer, reminder or retry is waiting."""

    status = 422
    code = "nothing-due"
    zh = "没有等待到期的计时器、提醒或重试。"


class BeingMoved(Conflict):
    """Somebody else is moving programme time at this moment; wait a little and look again."""

    code = "clock-being-moved"
    zh = "另一位用户正在推进业务时间，请稍后再看。"


@dataclass(frozen=True)
class Moved:
    """What moving time did, and whether it came to the end."""

    now: datetime
    timers: int
    reminders: int
    finished: bool
    first_fact: int                      # facts after this number, up to the last, are what happened
    last_fact: int


def require_demo(runtime: Runtime) -> None:
    """Time is only moved in the demo; elsewhere there is nothing here."""
    if not runtime.demo:
        raise NotFound()


def next_moment(runtime: Runtime, session: Session) -> datetime | None:
    """When something is due next."""
    return work.next_moment(session, runtime.clock.now())


def move(runtime: Runtime, to: datetime | None, *, by: Actor, patience: timedelta = PATIENCE) -> Moved:
    """Moves programme time to a moment, or without one to where something is due next; in the end every process follows.

    What is due on the way happens here, on a clock of its own, so that workers never see a half-moved time.
    Raises NotFound outside the demo, NothingDue, BackwardsInTime, BeingMoved.
    """
    require_demo(runtime)
    with runtime.sessions.begin() as held:
        if not work.try_clock(held):
            raise BeingMoved()
        chores.follow_clock(runtime, held)
        target = to or next_moment(runtime, held)
        if target is None:
            raise NothingDue()
        return _move(runtime, target, by, patience)


def _move(runtime: Runtime, target: datetime, by: Actor, patience: timedelta) -> Moved:
    start = runtime.clock.now()
    clock = VirtualClock(start)
    ahead = replace(runtime, clock=clock, queue=InlineQueue())
    with runtime.sessions.connect() as session:
        first = operations.last_fact(session)
    timers = reminders = 0
    finished = False
    try:
        for stop in _stops(runtime, clock, target, patience):
            done = programme_time.advance(ahead, stop, set_time=clock.set, drain=lambda: _drain(runtime, ahead))
            timers, reminders, finished = timers + done.timers, reminders + done.reminders, stop == target
    finally:
        with runtime.sessions.begin() as session:
            if clock.now() > start:
                chores.move_clock(runtime, session, max(clock.now(), runtime.clock.now()))
                instances.add_facts(session, None, [Fact(
                    "clock_moved", "", None, start, by.id, {"from": start, "to": clock.now()},
                )])
            last = operations.last_fact(session)
    return Moved(clock.now(), timers, reminders, finished, first, last)


def _drain(runtime: Runtime, ahead: Runtime) -> None:
    """Runs what was deferred; what fails is left to the workers, who try again, and holds nobody back."""
    while (item := ahead.queue.take()) is not None:
        try:
            work_command.perform(ahead, *item)
        except Exception:           # whatever went wrong there, the others go on
            log.exception("%s %s failed while time was being moved", *item)
            with runtime.sessions.begin() as session:
                runtime.queue.defer(session, *item, lock=item[1])


def _stops(runtime: Runtime, clock: VirtualClock, target: datetime, patience: timedelta) -> Iterator[datetime]:
    """Due moments on the way and the target itself, for as long as patience lasts."""
    end = SystemClock().now() + patience
    while True:
        with runtime.sessions.connect() as session:
            due = work.next_moment(session, clock.now())
        yield min(due, target) if due is not None else target
        if clock.now() >= target or SystemClock().now() > end:
            return
