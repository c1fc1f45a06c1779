"""Timers: how late on an idle system, and how long 10,000 due at once take, with people at work meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from app.cli.files import ROOT
from app.clock import SystemClock
from app.commands import user_tasks
from app.store.database import Engine
from app.worker.queue import ProcrastinateQueue
from tests.bench.ground import ANSWERS, CLERK, database, deploy, open_task, rounds, runtime_on, start, summary, timed
from tests.dsl.drawing import Drawing, timer


def measure(quick: bool = False) -> dict[str, Any]:
    """Lateness when idle, then the time to drain many due at once with two workers."""
    many = 1_000 if quick else 10_000
    with database() as (engine, url):
        runtime = runtime_on(engine, ProcrastinateQueue(), SystemClock())
        deploy(runtime, _sleeper(), rounds())
        workers = [_worker(url) for _ in range(2)]
        try:
            _wait(engine, "SELECT count(*) >= 2 FROM workers", 60)
            idle = _lateness(engine, runtime, 8 if quick else 30)
            drained = _flood(engine, runtime, many)
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
    return {"what": "from the moment a timer is due to the commit of its effect", "idle": idle, f"{many} at once": drained}


def _sleeper() -> Drawing:
    return (
        Drawing("sleeper", jiebang__businessKey="=id").start(jiebang__role="operator")
        .add("intermediateCatchEvent", "wait", timer("date", "=date and time(when)")).end().flow("start > wait > end")
    )


def _worker(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen([sys.executable, "-m", "app.cli.main", "worker"], env=environment, cwd=ROOT)


def _wait(engine: Engine, condition: str, seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        with engine.connect() as session:
            if session.scalar(text(condition)):
                return True
        time.sleep(0.05)
    return False


def _sleep_until(runtime: Any, moment: Any, number: int) -> UUID:
    from app.commands import instances

    with runtime.sessions.begin() as session:
        return instances.start(
            runtime, session, "sleeper", by=CLERK, variables={"id": f"S-{number}", "when": moment.isoformat(timespec="milliseconds")},
        )


def _lateness(engine: Engine, runtime: Any, count: int) -> dict[str, Any]:
    """Timers a little apart; the fact of firing says when."""
    begin = runtime.clock.now() + timedelta(seconds=2)
    for number in range(count):
        _sleep_until(runtime, begin + timedelta(milliseconds=370 * number), number)
    _wait(engine, "SELECT count(*) = 0 FROM timers", 60 + count)
    with engine.connect() as session:
        late = session.execute(text(
            "SELECT extract(epoch FROM at - CAST(data->>'due' AS timestamptz)) * 1000 FROM facts WHERE kind = 'timer_fired'"
        )).scalars().all()
    times = [float(each) for each in late]
    return {**summary(times), "never_early": min(times) >= 0}


def _flood(engine: Engine, runtime: Any, many: int) -> dict[str, Any]:
    """One waiting instance copied with new token ids; all are due at the same moment."""
    due = runtime.clock.now() + timedelta(hours=1)
    seed = _sleep_until(runtime, due, 100_000)
    with engine.begin() as session:
        instance = session.execute(text("SELECT * FROM instances WHERE id = :i"), {"i": seed}).mappings().one()
        waiting = session.execute(text("SELECT * FROM timers WHERE instance_id = :i"), {"i": seed}).mappings().one()
        moment = runtime.clock.now() + timedelta(seconds=3)
        old = waiting["id"].hex.encode()
        rows = []
        for number in range(many):
            token = uuid4()
            state = bytes(instance["state"]).replace(old, token.hex.encode()).replace(
                waiting["due"].isoformat().encode(), moment.isoformat().encode())
            rows.append({"id": uuid4(), "token": token, "state": state, "key": f"F-{number}", "due": moment})
        session.execute(text(
            "INSERT INTO instances (id, process_id, definition_version, deployment_id, business_key, status, state, started_at)"
            f" VALUES (:id, 'sleeper', 1, {instance['deployment_id']}, :key, 'active', :state, now())"), rows)
        session.execute(text("INSERT INTO timers (id, instance_id, element, due) VALUES (:token, :id, 'wait', :due)"), rows)
    with engine.connect() as session:
        before = session.scalar(text("SELECT count(*) FROM instances WHERE process_id = 'sleeper' AND status = 'completed'"))
    people: list[float] = []
    stop = threading.Event()
    worker = threading.Thread(target=_people, args=(engine, runtime, people, stop))
    time.sleep(max((moment - runtime.clock.now()).total_seconds(), 0))
    begin = time.monotonic()
    worker.start()
    finished = _wait(engine, f"SELECT count(*) = {many + before} FROM instances WHERE process_id = 'sleeper' AND status = 'completed'", 180)
    spent = time.monotonic() - begin
    stop.set()
    worker.join()
    with engine.connect() as session:
        fired = session.scalar(text(
            "SELECT count(*) FROM facts WHERE kind = 'timer_fired'")) - before
    ordered = sorted(people)
    return {
        "seconds": round(spent, 1), "finished": finished, "fired": fired, "exactly_once": fired == many,
        "people_p95_ms": round(ordered[int(len(ordered) * 0.95)], 1) if ordered else None, "people_n": len(ordered),
    }


def _people(engine: Engine, runtime: Any, times: list[float], stop: threading.Event) -> None:
    instance = start(runtime, "rounds", 77)
    while not stop.is_set():
        task = open_task(engine, instance)
        times.append(timed(lambda: _complete(runtime, task)))
        time.sleep(0.1)


def _complete(runtime: Any, task: Any) -> None:
    with runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)
