"""Several workers, one of which dies or sleeps in the middle of its work: everything happens, and happens once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.commands import verification
from app.store import work
from app.worker.queue import ProcrastinateQueue
from tests.bench.ground import deploy, runtime_on, start
from tests.dsl.drawing import Drawing, timer
from tests.dsl.patience import until

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.xdist_group("system")


def soon(wait: str = "PT2S") -> Drawing:
    """A process that waits a moment, then is complete."""
    drawing = Drawing("soon", jiebang__businessKey="=id").start(jiebang__role="operator").end()
    return drawing.add("intermediateCatchEvent", "moment", timer("duration", wait)).flow("start > moment > end")


def workers(url: str, number: int) -> list[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "app.cli.main", "worker"]
    return [
        subprocess.Popen(line, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(number)
    ]


def number(engine, query: str) -> int:
    with engine.connect() as session:
        return session.scalar(text(query))


def left(engine) -> int:
    return number(engine, "SELECT count(*) FROM instances WHERE status = 'active'")


def each_once(runtime, count: int) -> None:
    fired = number(runtime.sessions, "SELECT count(*) FROM facts WHERE kind = 'timer_fired'")
    distinct = number(runtime.sessions, "SELECT count(DISTINCT token) FROM facts WHERE kind = 'timer_fired'")
    early = number(runtime.sessions, "SELECT count(*) FROM facts WHERE kind = 'timer_fired' AND at < CAST(data->'due'->>'@datetime' AS timestamptz)")
    assert (fired, distinct, early) == (count, count, 0) and verification.verify(runtime) == []


def test_what_a_dead_worker_had_in_hand_goes_back_to_the_queue(database):
    runtime = runtime_on(database, ProcrastinateQueue())
    with database.begin() as session:
        for argument in ("dead", "silent", "alive"):
            runtime.queue.defer(session, "fire", argument, lock=argument)
        session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute'), (now())"))
        session.execute(text("""
            UPDATE procrastinate_jobs SET status = 'doing', worker_id = CASE args->>'argument'
            WHEN 'silent' THEN (SELECT min(id) FROM procrastinate_workers) WHEN 'alive' THEN (SELECT max(id) FROM procrastinate_workers) END
        """))
    with database.begin() as session:
        assert work.revive_stalled(session) == 2
    with database.connect() as session:
        again = session.scalars(text("SELECT args->>'argument' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY 1")).all()
    assert again == ["dead", "silent"]


def test_three_workers_share_the_work_and_a_killed_one_leaves_nothing_behind(database):
    url = database.url.render_as_string(hide_password=False)
    runtime = runtime_on(database, ProcrastinateQueue(), SystemClock())
    deploy(runtime, soon())
    for each in range(60):
        start(runtime, "soon", each)
    crew = workers(url, 3)
    try:
        until(lambda: number(database, "SELECT count(*) FROM facts WHERE kind = 'timer_fired'") > 0, 40)
        crew[0].kill()
        until(lambda: left(database) == 0, 90)
    finally:
        for each in crew:
            each.terminate()
            each.wait(timeout=20)
    each_once(runtime, 60)


@pytest.mark.nightly
def test_a_worker_that_sleeps_for_two_minutes_in_the_middle_of_its_work_is_overtaken(database):
    url = database.url.render_as_string(hide_password=False)
    runtime = runtime_on(database, ProcrastinateQueue(), SystemClock())
    deploy(runtime, soon("PT5S"))
    for each in range(400):
        start(runtime, "soon", each)
    crew = workers(url, 3)
    try:
        until(lambda: number(database, "SELECT count(*) FROM facts WHERE kind = 'timer_fired'") > 20, 60)
        os.kill(crew[0].pid, signal.SIGSTOP)
        until(lambda: left(database) == 0, 120)
        threading.Event().wait(90)
        os.kill(crew[0].pid, signal.SIGCONT)
        for each in range(400, 420):
            start(runtime, "soon", each)
        until(lambda: left(database) == 0, 60)
    finally:
        for each in crew:
            each.terminate()
            each.wait(timeout=20)
    each_once(runtime, 420)
