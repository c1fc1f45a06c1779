"""kill -9 before and after every statement of a completion, a firing, a deployment and a migration: all of it, or nothing.

A child process does the work and kills itself at its n-th statement, for every n until it gets through. After each death the rows
say what the tokens say, nothing has half happened, and doing it again does it once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from app.commands import deployments, timers, user_tasks, verification
from app.errors import Conflict
from app.store.database import Engine, open_engine
from app.store.migrate import migrate
from app.worker.queue import ProcrastinateQueue
from tests.bench.ground import ANSWERS, CLERK, FORM, deploy, open_task, rounds, runtime_on, start
from tests.dsl.drawing import Drawing
from tests.dsl.play import moment

pytestmark = pytest.mark.xdist_group("system")
MOST = 120
Act = Callable[[Engine], None]


def dies_at(number: int, url: str, act: Act) -> bool:
    """Runs an act in a process that is killed at its n-th statement; whether it was."""
    child = os.fork()
    if child == 0:
        _child(number, url, act)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"statement {number}: exit {os.WEXITSTATUS(status)}"
    return os.WIFSIGNALED(status)


def _child(number: int, url: str, act: Act) -> None:
    code = 1
    try:
        engine, seen = open_engine(url), [0]

        def die(*_: Any) -> None:
            seen[0] += 1
            if seen[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)

        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, name, die)
        act(engine)
        code = 0
    finally:
        os._exit(code)


def survive(url: str, act: Act, holds: Callable[[], None]) -> int:
    """Kills at every statement in turn, asking after each death whether everything holds; says at how many."""
    for number in range(1, MOST):
        if not dies_at(number, url, act):
            return number - 1
        holds()
    raise AssertionError(f"more than {MOST} statements")


def count(engine: Engine, query: str) -> int:
    with engine.connect() as session:
        return session.scalar(text(query))


@pytest.fixture
def ground(database):
    runtime = runtime_on(database, ProcrastinateQueue())
    deploy(runtime, rounds())
    return runtime, database.url.render_as_string(hide_password=False), start(runtime, "rounds")


def complete(task: Any) -> Act:
    def act(engine: Engine) -> None:
        with engine.begin() as session:
            user_tasks.complete(runtime_on(engine, ProcrastinateQueue()), session, task, ANSWERS, by=CLERK)
    return act


def test_a_completion_happens_whole_or_not_at_all(ground):
    runtime, url, instance = ground
    task, completed = open_task(runtime.sessions, instance), "SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'"

    def holds() -> None:
        assert verification.verify(runtime) == []
        assert count(runtime.sessions, completed) == 0 and open_task(runtime.sessions, instance) == task

    assert survive(url, complete(task), holds) >= 6
    assert verification.verify(runtime) == [] and count(runtime.sessions, completed) == 1
    with pytest.raises(Conflict):
        complete(task)(runtime.sessions)
    assert count(runtime.sessions, completed) == 1


def test_a_timer_fires_whole_or_not_at_all(ground):
    runtime, url, instance = ground
    fired = "SELECT count(*) FROM facts WHERE kind = 'timer_fired'"

    def act(engine: Engine) -> None:
        late = runtime_on(engine, ProcrastinateQueue())
        late.clock.set(moment("2024-10-01 09:00"))
        with engine.begin() as session:
            timers.fire(late, session, instance)

    def holds() -> None:
        assert verification.verify(runtime) == [] and count(runtime.sessions, fired) == 0

    assert survive(url, act, holds) >= 4
    assert verification.verify(runtime) == [] and count(runtime.sessions, fired) == 1
    act(runtime.sessions)
    assert count(runtime.sessions, fired) == 1, "once"


def test_a_claimed_timer_whose_worker_died_is_claimed_again(ground):
    runtime, url, _ = ground
    now = moment("2024-10-01 09:00")
    runtime.clock.set(now)

    def act(engine: Engine) -> None:
        late = runtime_on(engine, ProcrastinateQueue())
        late.clock.set(now)
        with engine.begin() as session:
            timers.claim_due(late, session, now)

    deferred = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'kind' = 'fire'"
    assert survive(url, act, lambda: None if count(runtime.sessions, deferred) == 0 else pytest.fail("half claimed")) >= 4
    assert count(runtime.sessions, deferred) == 1
    with runtime.sessions.begin() as session:
        assert timers.claim_due(runtime, session, now)[0] == 0, "it belongs to somebody"
        assert timers.claim_due(runtime, session, now + timers.LEASE * 2)[0] == 1, "who has not come back"


def test_a_deployment_happens_whole_or_not_at_all(ground):
    runtime, url, _ = ground
    drawing = Drawing("next").start(jiebang__role="operator").user("a", jiebang__role="agency").end().flow("start > a > end")
    files = {"bpmn/next/next.bpmn": drawing.xml(), "forms/next/a.form": FORM}

    def act(engine: Engine) -> None:
        with engine.begin() as session:
            deployments.deploy(runtime_on(engine, ProcrastinateQueue()), session, files, by=None, source="api")

    versions = "SELECT count(*) FROM resources WHERE path LIKE '%next%'"
    assert survive(url, act, lambda: None if count(runtime.sessions, versions) == 0 else pytest.fail("half deployed")) >= 8
    assert count(runtime.sessions, versions) == 2
    act(runtime.sessions)
    assert count(runtime.sessions, versions) == 2, "the same again changes nothing"


def test_a_migration_happens_whole_or_not_at_all(clone, server):
    from tests.conftest import _address, _admin

    _admin(server, 'CREATE DATABASE "half_migrated"')
    url = _address(server, "half_migrated")
    engine = open_engine(url)
    try:
        tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        for number in (*range(1, 30, 3), *range(30, 400, 40)):
            if not dies_at(number, url, lambda own: migrate(own) and None):
                break
            assert count(engine, tables) == 0
        assert migrate(engine) in (True, False) and count(engine, tables) > 20
        assert migrate(engine) is False
    finally:
        engine.dispose()
        _admin(server, 'DROP DATABASE "half_migrated" WITH (FORCE)')
