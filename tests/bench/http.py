"""The same completion over HTTP: server CPU, SQL statements, commits; beside a bare Flask update of one row."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import Any
from uuid import uuid4

from flask import Flask, jsonify, request
from sqlalchemy import event, text

from app.commands import accounts
from app.store import people
from app.store.database import Engine
from app.web import create_app
from app.worker.queue import ProcrastinateQueue
from tests.bench.ground import ANSWERS, database, deploy, open_task, rounds, runtime_on, start, summary, three_tasks, timed

PASSWORD = "Bench-Password-1"


class Counter:
    """Counts statements and commits of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.statements = self.commits = 0
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, *_: Any) -> None:
        self.statements += 1

    def _commit(self, *_: Any) -> None:
        self.commits += 1


def measure(quick: bool = False) -> dict[str, Any]:
    """Server CPU and wall time per completion, statements, commits, throughput with four clients."""
    count = 60 if quick else 400
    with database() as (engine, _):
        runtime = runtime_on(engine, ProcrastinateQueue())
        deploy(runtime, rounds(), three_tasks())
        with engine.begin() as session:
            people.add_person(session, "bench", "bench", password=accounts.hash_password(PASSWORD, cheap=True))
            for role in ("agency", "operator"):
                people.add_membership(session, "bench", role)
        app = create_app(runtime, secret=uuid4().hex, testing=False)
        ours = _series(app, engine, runtime, count)
        crowd = _crowd(app, engine, runtime, 40 if quick else 200)
        signing = _four_at_once(app, engine, runtime, 5 if quick else 20)
        floor = _bare(engine, count)
        bytes_stored = _bytes(engine, app, runtime, 20 if quick else 100)
    return {
        "what": "POST that completes a user task: session, rights, form, engine, store, one commit",
        "ours": ours, "bare Flask update": floor, "cpu_ratio": round(ours["cpu_ms"] / floor["cpu_ms"], 1),
        "four clients": crowd, "four people at one instance": signing,
        "bytes per finished three-task instance": bytes_stored,
    }


def _client(app: Flask) -> tuple[Any, str]:
    """A signed-in client and its CSRF token."""
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    client.post("/sign-in", data={"name": "bench", "password": PASSWORD, "csrf_token": token})
    page = client.get("/account").get_data(as_text=True)
    return client, re.search(r'name="csrf-token" content="([^"]+)"', page)[1]


def _post(client: Any, token: str, task: Any, answers: dict[str, Any]) -> int:
    return client.post(
        f"/tasks/{task}/complete", data=json.dumps({"answers": answers}), content_type="application/json",
        headers={"X-CSRF-Token": token, "Idempotency-Key": uuid4().hex},
    ).status_code


def _series(app: Flask, engine: Engine, runtime: Any, count: int) -> dict[str, Any]:
    client, token = _client(app)
    instance = start(runtime, "rounds", 1)
    counter, times, cpu, wanted = Counter(engine), [], 0.0, 0
    for _ in range(count):
        task = open_task(engine, instance)
        before = (counter.statements, counter.commits, time.process_time())
        times.append(timed(lambda: _post(client, token, task, ANSWERS)))
        cpu += time.process_time() - before[2]
        statements, commits = counter.statements - before[0], counter.commits - before[1]
        wanted = max(wanted, statements)
    return {**summary(times), "cpu_ms": round(cpu / count * 1000, 2), "statements": statements, "most_statements": wanted, "commits": commits}


def _bare(engine: Engine, count: int) -> dict[str, Any]:
    """One row updated through Flask and SQLAlchemy, committed: what any answer costs."""
    app = Flask("bare")

    @app.post("/row")
    def row():
        with engine.begin() as session:
            session.execute(text("UPDATE bare SET n = n + :n WHERE id = 1"), {"n": request.get_json()["n"]})
        return jsonify({"ok": True})

    with engine.begin() as session:
        session.execute(text("CREATE TABLE bare (id int PRIMARY KEY, n int)"))
        session.execute(text("INSERT INTO bare VALUES (1, 0)"))
    client, times = app.test_client(), []
    begin = time.process_time()
    for _ in range(count):
        times.append(timed(lambda: client.post("/row", json={"n": 1})))
    return {**summary(times), "cpu_ms": round((time.process_time() - begin) / count * 1000, 2)}


def _crowd(app: Flask, engine: Engine, runtime: Any, count: int) -> dict[str, Any]:
    """Four clients, each with instances of its own, in one process."""
    times: list[float] = []
    work = [[start(runtime, "rounds", 1000 + client * 1000)] for client in range(4)]

    def one(instances: list[Any]) -> None:
        client, token = _client(app)
        for _ in range(count // 4):
            task = open_task(engine, instances[0])
            times.append(timed(lambda: _post(client, token, task, ANSWERS)))

    threads = [threading.Thread(target=one, args=(each,)) for each in work]
    begin = time.perf_counter()
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return {**summary(times), "per_second": round(len(times) / (time.perf_counter() - begin), 1)}


def _four_at_once(app: Flask, engine: Engine, runtime: Any, rounds_: int) -> dict[str, Any]:
    """Four people complete four parallel tasks of one instance at the same moment."""
    from tests.dsl.drawing import Drawing

    drawing = Drawing("sign", jiebang__businessKey="=id").start(jiebang__role="operator").add("parallelGateway", "fork")
    drawing.add("parallelGateway", "join").end().flow("start > fork").flow("join > end")
    for name in ("a", "b", "c", "d"):
        drawing.user(name, jiebang__role="agency", jiebang__form="three/a").flow(f"fork > {name} > join")
    deploy(runtime, drawing)
    clients = [_client(app) for _ in range(4)]
    times, codes = [], []
    for number in range(rounds_):
        instance = start(runtime, "sign", 5000 + number)
        with engine.connect() as session:
            tasks = session.execute(text("SELECT id FROM user_tasks WHERE instance_id = :i"), {"i": instance}).scalars().all()
        barrier = threading.Barrier(4)

        def sign(client: Any, token: str, task: Any) -> None:
            barrier.wait()
            times.append(timed(lambda: codes.append(_post(client, token, task, ANSWERS))))

        threads = [threading.Thread(target=sign, args=(*clients[n], tasks[n])) for n in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    return {**summary(times), "succeeded": codes.count(200), "of": len(codes)}


def _bytes(engine: Engine, app: Flask, runtime: Any, count: int) -> int:
    """What the tables grow by for one finished instance of three tasks, history and indexes included."""
    client, token = _client(app)

    def size() -> int:
        with engine.connect() as session:
            return session.scalar(text(
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind = 'r' AND n.nspname = 'public'"
            ))

    before = size()
    for number in range(count):
        instance = start(runtime, "three", 9000 + number)
        for _ in range(3):
            _post(client, token, open_task(engine, instance), ANSWERS)
    return int((size() - before) / count)


