"""One of 15, one of 500 reviewers who work in parallel completes: engine alone and with storage; the loop of 500 turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from app import feel
from app.commands import instances, user_tasks
from app.engine.instance import Instance
from app.runtime import Runtime
from tests.bench.ground import ANSWERS, CLERK, database, deploy, runtime_on, summary, timed
from tests.dsl.drawing import Drawing, items
from tests.dsl.play import Play

PANELS = (15, 500)


def panel() -> Drawing:
    """Everybody scores at the same time."""
    loop = items("experts", item="expert", output="scores", output_item="note")
    drawing = Drawing("panel", jiebang__businessKey="=id", jiebang__title="=title").start(jiebang__role="operator")
    return drawing.user("a", loop, jiebang__role="agency", jiebang__due='=at(add working days(today(), 10), "17:00")').end().flow("start > a > end")


def measure(quick: bool = False) -> dict[str, Any]:
    """Medians for each size of the panel."""
    samples = 10 if quick else 40
    with database() as (engine, _):
        runtime = runtime_on(engine)
        deploy(runtime, panel())
        stored = {size: summary(_stored(runtime, size, samples)) for size in PANELS}
    return {
        "what": "one of so many parallel reviewers completes",
        "engine: restore, complete, save": {size: summary(_engine(size, samples)) for size in PANELS},
        "with storage, committed": stored,
        "state_bytes_after_500_turns_of_a_loop": _looped(),
    }


def _experts(size: int) -> list[str]:
    return [f"expert-{number}" for number in range(size)]


def _engine(size: int, samples: int) -> list[float]:
    play = Play(panel().xml(), process="panel", experts=_experts(size), id="1", title="t")
    found = []
    for _ in range(min(samples, size - 1)):
        task = play.instance.waiting().user_tasks[0].id
        found.append(timed(lambda: _step(play, lambda instance: instance.complete_user_task(task, feel.adopt(ANSWERS), "me"))))
    return found


def _step(play: Play, act: Callable[[Instance], None]) -> None:
    instance = play.instance
    act(instance)
    instance.waiting()
    play._blob = instance.save()


def _stored(runtime: Runtime, size: int, samples: int) -> list[float]:
    with runtime.sessions.begin() as session:
        variables = {"id": str(size), "title": "t", "experts": _experts(size)}
        identity = instances.start(runtime, session, "panel", by=CLERK, variables=variables)
    with runtime.sessions.connect() as session:
        tasks = list(session.scalars(text("SELECT id FROM user_tasks WHERE instance_id = :i"), {"i": identity}))

    def complete(task: Any) -> None:
        with runtime.sessions.begin() as session:
            user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)

    return [timed(lambda task=task: complete(task)) for task in tasks[:min(samples, size - 1)]]


def _looped() -> int:
    drawing = Drawing().start().add("exclusiveGateway", "again").user("a").add("exclusiveGateway", "more", default="back").end()
    drawing.flow("start > again > a > more").flow("more > again", id="back").flow("more > end", when="done = true")
    play = Play(drawing.xml())
    for turn in range(500):
        play.complete("a", note="材料齐全，予以受理", turn=turn)
    return len(play._blob)
