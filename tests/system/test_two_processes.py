"""Two processes complete one task at the same moment: one succeeds, the other is told, and it has happened once."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from sqlalchemy import text

from app.commands import user_tasks
from app.errors import Conflict
from app.store.database import open_engine
from tests.bench.ground import ANSWERS, CLERK, deploy, open_task, rounds, runtime_on, start

pytestmark = pytest.mark.xdist_group("system")
ROUNDS = 5


def _complete(url: str, orders: Any, answers: Any) -> None:
    """A process of its own: waits for a task, tries it, says what came of it."""
    engine = open_engine(url)
    runtime = runtime_on(engine)
    with engine.connect() as session:
        runtime.library(session)
    answers.put("ready")
    for task in iter(orders.get, None):
        try:
            with engine.begin() as session:
                user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)
            answers.put(200)
        except Conflict as error:
            answers.put(error.status)


def test_one_succeeds_and_the_other_is_told(database):
    runtime = runtime_on(database)
    deploy(runtime, rounds())
    instance = start(runtime, "rounds")
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    orders = [context.Queue() for _ in range(2)]
    url = database.url.render_as_string(hide_password=False)
    processes = [context.Process(target=_complete, args=(url, each, answers), daemon=True) for each in orders]
    [process.start() for process in processes]
    assert [answers.get(timeout=60) for _ in processes] == ["ready", "ready"]
    for _ in range(ROUNDS):
        task = open_task(database, instance)
        [each.put(task) for each in orders]
        assert sorted(answers.get(timeout=60) for _ in processes) == [200, 409]
    [each.put(None) for each in orders]
    [process.join(timeout=20) for process in processes]
    with database.connect() as session:
        assert session.scalar(text("SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'")) == ROUNDS
