"""`worker`: one worker process; any number may run, on any machine."""

from __future__ import annotations

import argparse
import logging
import os

from app.cli import setup
from app.clock import ProgrammeClock
from app.commands import chores
from app.worker.main import CONCURRENCY, run as run_worker
from app.worker.queue import ProcrastinateQueue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `worker`."""
    parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at the same time")


def run(arguments: argparse.Namespace) -> int:
    """Works until it is told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    url = setup.database_url()
    demo = os.environ.get("JIEBANG_DEMO") == "1"
    runtime = setup.runtime_for(
        setup.ready_engine(url), queue=ProcrastinateQueue(), clock=ProgrammeClock() if demo else None, demo=demo,
        address=os.environ.get("JIEBANG_ADDRESS", ""),
    )
    chores.follow_clock(runtime)
    run_worker(runtime, url, arguments.concurrency)
    return 0
