"""Moving many running instances to another version as one batch: seconds, and how long people wait meanwhile."""

from __future__ import annotations

import threading
import time
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from app.clock import SystemClock
from app.commands import deployments, migrations
from app.store.database import Engine
from app.worker.queue import ProcrastinateQueue
from tests.bench.ground import CLERK, FORM, database, deploy, rounds, runtime_on, start
from tests.bench.timers import _people, _wait, _worker
from tests.dsl.drawing import Drawing, timer

PLAN = {"mapping": {"a": "first"}, "armed": {"late": True}}


def measure(quick: bool = False) -> dict[str, Any]:
    """One batch with two workers, somebody completing tasks all the while."""
    many = 1_000 if quick else 10_000
    with database() as (engine, url):
        runtime = runtime_on(engine, ProcrastinateQueue(), SystemClock())
        deploy(runtime, _drawing("a"), rounds())
        _copies(engine, runtime, many)
        _new_version(runtime)
        people, stop = _at_work(engine, runtime, 10)
        judged = _timed(lambda: _judge(runtime))
        workers = [_worker(url) for _ in range(2)]
        try:
            _wait(engine, "SELECT count(*) >= 2 FROM workers", 60)
            people.clear()
            moved = _batch(engine, runtime, many)
        finally:
            stop()
            for worker in workers:
                worker.terminate()
                worker.wait()
    return {
        "what": "a plan that maps the open task and arms a new deadline; two workers, one person completing tasks meanwhile",
        "verdicts_seconds": round(judged, 2), f"{many} moved": {**moved, **_waited(people)},
    }


def _drawing(first: str) -> Drawing:
    found = Drawing("moving", jiebang__businessKey="=id", jiebang__title="=title").start(jiebang__role="operator").end()
    found.user(first, jiebang__role="agency").user("b", jiebang__role="agency").flow(f"start > {first} > b > end")
    if first != "a":
        found.boundary("late", first, timer("duration", "P30D")).flow("late > b")
    return found


def _new_version(runtime: Any) -> None:
    files = {"bpmn/moving/moving.bpmn": _drawing("first").xml(), "forms/moving/first.form": FORM}
    with runtime.sessions.begin() as session:
        deployments.deploy(runtime, session, files, by=None, source="files")


def _copies(engine: Engine, runtime: Any, many: int) -> None:
    """One waiting instance copied with new token ids."""
    seed = start(runtime, "moving")
    with engine.begin() as session:
        instance = session.execute(text("SELECT * FROM instances WHERE id = :i"), {"i": seed}).mappings().one()
        task = session.execute(text("SELECT * FROM user_tasks WHERE instance_id = :i"), {"i": seed}).mappings().one()
        old, rows = task["id"].hex.encode(), []
        for number in range(1, many):
            token = uuid4()
            rows.append({"id": uuid4(), "token": token, "state": bytes(instance["state"]).replace(old, token.hex.encode()), "key": f"M-{number}"})
        session.execute(text(
            "INSERT INTO instances (id, process_id, definition_version, deployment_id, business_key, status, state, started_at)"
            f" VALUES (:id, 'moving', 1, {instance['deployment_id']}, :key, 'active', :state, now())"), rows)
        session.execute(text(
            "INSERT INTO user_tasks (id, instance_id, process_id, element, name, form, state, candidates, excluded, opened_at)"
            " VALUES (:token, :id, 'moving', 'a', 'a', 'moving/a', 'open', '{agency@all}', '{}', now())"), rows)


def _judge(runtime: Any) -> None:
    with runtime.sessions.connect() as session:
        migrations.judge(runtime, session, "moving", migrations.plan_of(PLAN))


def _batch(engine: Engine, runtime: Any, many: int) -> dict[str, Any]:
    begin = time.monotonic()
    with runtime.sessions.begin() as session:
        migrations.start(runtime, session, "moving", PLAN, reason="measured", by=CLERK)
    begun = time.monotonic() - begin
    finished = _wait(engine, "SELECT count(*) = 1 FROM batches WHERE state = 'done'", 600)
    spent = time.monotonic() - begin
    with engine.connect() as session:
        moved = session.scalar(text("SELECT count(*) FROM batch_items WHERE state = 'moved'"))
        kept = session.scalar(text("SELECT count(*) FROM user_tasks WHERE element = 'first' AND state = 'open'"))
    return {"begun_seconds": round(begun, 2), "seconds": round(spent, 1), "finished": finished, "each_once": moved == kept == many}


def _at_work(engine: Engine, runtime: Any, warm: int) -> tuple[list[float], Any]:
    """Somebody who completes one task after the other until told to stop."""
    times: list[float] = []
    stop = threading.Event()
    worker = threading.Thread(target=_people, args=(engine, runtime, times, stop))
    worker.start()
    while len(times) < warm and worker.is_alive():
        time.sleep(0.05)

    def end() -> None:
        stop.set()
        worker.join()
    return times, end


def _waited(times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {"people_p95_ms": round(ordered[int(len(ordered) * 0.95)], 1) if ordered else None, "people_n": len(ordered)}


def _timed(act: Any) -> float:
    begin = time.monotonic()
    act()
    return time.monotonic() - begin
