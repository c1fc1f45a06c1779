"""Deferred work as Procrastinate jobs, written in the transaction that needs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy, SyncPsycopgConnector

from app.store.database import Session, for_libpq

WORK = "work"
RETRIES = RetryStrategy(max_attempts=8, exponential_wait=2)


def build_app(perform: Callable[[str, str], None] | None = None) -> procrastinate.App:
    """The Procrastinate application; only a worker gives it something to perform with."""
    app = procrastinate.App(connector=PsycopgConnector())

    @app.task(name=WORK, queue="default", retry=RETRIES)
    def work(kind: str, argument: str) -> None:
        if perform is not None:
            perform(kind, argument)

    return app


class ProcrastinateQueue:
    """Defers on the connection of the caller's transaction, so that work and reason commit together."""

    def __init__(self) -> None:
        self._app = build_app().with_connector(SyncPsycopgConnector())
        self._task = self._app.tasks[WORK]

    def defer(self, session: Session, kind: str, argument: str, *, lock: str) -> None:
        """A job with one lock per instance: what concerns one instance runs one after the other."""
        connection = session.connection.driver_connection
        self._task.configure(lock=lock, connection=connection).defer(kind=kind, argument=argument)


async def run_worker(app: procrastinate.App, url: str, concurrency: int, stop: asyncio.Event) -> None:
    """Runs jobs until told to stop; jobs that run then are finished first."""
    connector = PsycopgConnector(conninfo=for_libpq(url), min_size=1, max_size=4)
    with app.replace_connector(connector) as running:
        async with running.open_async():
            worker = asyncio.create_task(running.run_worker_async(
                concurrency=concurrency, install_signal_handlers=False, delete_jobs="successful",
                fetch_job_polling_interval=1.0, listen_notify=True,
            ))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if worker.done():
                worker.result()
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
            stopping.cancel()
