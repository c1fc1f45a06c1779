"""A worker process: knocks and works until it is told to stop."""

from __future__ import annotations

import asyncio
import signal

from app.commands import work
from app.runtime import Runtime
from app.worker.queue import build_app, run_worker
from app.worker.ticks import Ticker

CONCURRENCY = 4


def run(runtime: Runtime, url: str, concurrency: int = CONCURRENCY) -> None:
    """Runs until SIGTERM or SIGINT; the jobs under way are finished or given back."""
    ticker = Ticker(runtime)
    ticker.start()
    try:
        asyncio.run(_work(runtime, url, concurrency))
    finally:
        ticker.stop()


async def _work(runtime: Runtime, url: str, concurrency: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    app = build_app(lambda kind, argument: work.perform(runtime, kind, argument))
    await run_worker(app, url, concurrency, stop)
