"""What measurements stand on: a database of their own, people, a process to complete, and honest numbers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.access import Actor, Scope
from app.adapters.queues import InlineQueue
from app.cli import setup
from app.clock import Clock, VirtualClock
from app.commands import deployments, instances
from app.factory import build_runtime
from app.runtime import Queue, Runtime
from app.store.database import Engine, open_engine
from app.store.migrate import migrate
from tests.dsl.drawing import Drawing, timer
from tests.dsl.play import moment

CLERK = Actor("bench", "bench", frozenset({"agency@all", "agency@person:bench"}), frozenset({"agency", "operator"}), Scope("bench", True))


@contextmanager
def database() -> Iterator[tuple[Engine, str]]:
    """A migrated database that is gone afterwards."""
    url = setup.database_url("jiebang_bench_home")
    name = f"bench_{uuid4().hex[:8]}"
    admin = open_engine(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    own = make_url(url).set(database=name).render_as_string(hide_password=False)
    engine = open_engine(own, pool_size=12)
    migrate(engine)
    try:
        yield engine, own
    finally:
        engine.dispose()
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def runtime_on(engine: Engine, queue: Queue | None = None, clock: Clock | None = None) -> Runtime:
    """A runtime whose clock stands still unless one is given."""
    return build_runtime(engine, queue or InlineQueue(), clock=clock or VirtualClock(moment("2024-09-02 09:00")))


def rounds() -> Drawing:
    """A user task with deadline and reminder that returns for correction, three elements a round."""
    return (
        Drawing("rounds", jiebang__businessKey="=id", jiebang__title="=title").start(jiebang__role="operator")
        .add("exclusiveGateway", "again")
        .user("a", jiebang__role="agency", jiebang__due='=at(add working days(today(), 10), "17:00")')
        .boundary("late", "a", timer("date", '=at(add working days(today(), 10), "17:00")')).end("gone")
        .add("exclusiveGateway", "good", default="back").end()
        .flow("start > again > a > good").flow("good > again", id="back").flow("good > end", when="good = true")
        .flow("late > gone")
    )


def three_tasks() -> Drawing:
    """Three user tasks in a row."""
    drawing = Drawing("three", jiebang__businessKey="=id", jiebang__title="=title").start(jiebang__role="operator").end()
    for name in ("a", "b", "c"):
        drawing.user(name, jiebang__role="agency", jiebang__due='=at(add working days(today(), 10), "17:00")')
    return drawing.flow("start > a > b > c > end")


FORM = (
    b'{"type":"default","schemaVersion":18,"components":['
    b'{"type":"textfield","key":"note","id":"note","label":"note","validate":{"required":true,"maxLength":200}},'
    b'{"type":"checkbox","key":"good","id":"good","label":"good"},'
    b'{"type":"number","key":"amount","id":"amount","label":"amount","decimalDigits":2,"validate":{"min":0}}]}'
)
ANSWERS = {"note": "材料齐全，予以受理", "good": False, "amount": 120.5}


def deploy(runtime: Runtime, *drawings: Drawing) -> None:
    """Deploys drawings with a small form at each task."""
    files = {f"bpmn/{each.process_id}/{each.process_id}.bpmn": each.xml() for each in drawings}
    files.update({f"forms/{each.process_id}/{name}.form": FORM for each in drawings for name in ("a", "b", "c")})
    with runtime.sessions.begin() as session:
        deployments.deploy(runtime, session, files, by=None, source="files")


def start(runtime: Runtime, process: str, number: int = 1) -> Any:
    """A new instance."""
    with runtime.sessions.begin() as session:
        return instances.start(
            runtime, session, process, by=CLERK, variables={"id": f"B-{number:05d}", "title": f"第 {number} 项"},
        )


def open_task(engine: Engine, instance: Any) -> Any:
    """The open task of an instance."""
    with engine.connect() as session:
        return session.scalar(text("SELECT id FROM user_tasks WHERE instance_id = :i AND state = 'open'"), {"i": instance})


def timed(action: Callable[[], Any]) -> float:
    """Milliseconds of wall time."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def summary(times: list[float]) -> dict[str, float]:
    """Median, p10, p99 in milliseconds."""
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(ordered), 2), "p10_ms": round(ordered[len(ordered) // 10], 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2), "n": len(ordered),
    }


