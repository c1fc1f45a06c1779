"""What the scheduler knocks for: due timers and reminders every second, chores of programme time now and then."""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from app.clock import SHANGHAI, SystemClock
from app.commands import chores, exchange, file_check, migrations, timers
from app.runtime import Runtime
from app.store import work

log = logging.getLogger("jiebang.worker")
SECOND = timedelta(seconds=1)
MARGIN = timedelta(milliseconds=5)        # never early, whatever the rounding


class Ticker:
    """The knocking of one worker process; any number of them may run."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._real = runtime, SystemClock()
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._started = self._real.now()
        self._late = timedelta()
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Begins to knock."""
        options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self._guarded(self.tick), "interval", seconds=1, **options)
        self._scheduler.add_job(self._guarded(self.beat), "interval", seconds=5, next_run_time=self._started, **options)
        self._scheduler.add_job(self._guarded(self.tidy), "interval", minutes=10, **options)
        self._scheduler.add_job(self._guarded(self.check_files), "cron", hour=2, minute=30, timezone=SHANGHAI, **options)
        self._scheduler.start()

    def stop(self) -> None:
        """Ends after the knock that is under way, and says so."""
        self._scheduler.shutdown(wait=True)
        self._guarded(self.sign_off)()

    def tick(self) -> None:
        """Claims what is due until nothing more is."""
        chores.follow_clock(self._runtime)
        while True:
            with self._runtime.sessions.begin() as session:
                claimed, self._late = timers.claim_due(self._runtime, session, self._real.now())
            if claimed < timers.BATCH:
                break
        with self._runtime.sessions.begin() as session:
            timers.remind_due(self._runtime, session)
            exchange.claim_due(self._runtime, session, self._real.now())
            nearest = work.next_timer(session)
        if nearest is not None:
            self._knock_again(nearest - self._runtime.clock.now())

    def _knock_again(self, wait: timedelta) -> None:
        """A timer due before the next knock gets one of its own, on time."""
        if timedelta() < wait < SECOND:
            self._scheduler.add_job(
                self._guarded(self.tick), "date", run_date=self._real.now() + wait + MARGIN, id="nearest",
                replace_existing=True, misfire_grace_time=None,
            )

    def beat(self) -> None:
        """Says that this worker lives, and looks after what others left when they died: work in hand, batches."""
        with self._runtime.sessions.begin() as session:
            revived = work.revive_stalled(session)
            if revived:
                log.warning("%s pieces of work of workers that fell silent are done again", revived)
            milliseconds = int(self._late.total_seconds() * 1000)
            work.heartbeat(session, self._name, self._started, self._real.now(), milliseconds)
            migrations.wake_forgotten(self._runtime, session, self._real.now())

    def sign_off(self) -> None:
        """This worker is no longer to be waited for."""
        with self._runtime.sessions.begin() as session:
            work.sign_off(session, self._name)

    def tidy(self) -> None:
        """Chores."""
        with self._runtime.sessions.begin() as session:
            chores.tidy(self._runtime, session, self._real.now())

    def check_files(self) -> None:
        """Has the stored files held against their hashes, once a night however many workers knock."""
        with self._runtime.sessions.begin() as session:
            file_check.claim_night(self._runtime, session, self._real.now())

    def _guarded(self, knock):
        def call() -> None:
            try:
                knock()
            except Exception:       # a database that is away comes back; the next knock tries again
                log.exception("a knock failed")
        return call
