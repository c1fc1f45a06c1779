"""Completing a user task, engine and storage, as an instance grows old; beside stock SpiffWorkflow with JSON storage."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.util import task as bpmn_task
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util import task as library_task
from SpiffWorkflow.util.task import TaskState
from lxml import etree
from sqlalchemy import text

from app.commands import user_tasks
from app.runtime import Runtime
from tests.bench.ground import ANSWERS, CLERK, database, deploy, open_task, rounds, runtime_on, start, summary, timed
from tests.dsl.drawing import Drawing

AGES = (10, 100, 500, 1000)          # completed elements
ELEMENTS_A_ROUND = 3


def measure(quick: bool = False) -> dict[str, Any]:
    """Ours and the peer's median at each age, and their ratio."""
    samples = 10 if quick else 30
    with database() as (engine, _):
        runtime = runtime_on(engine)
        deploy(runtime, rounds())
        ours = {age: summary(times) for age, times in _ours(runtime, samples).items()}
        size = _size(engine)
    with database() as (engine, _):
        peer = {age: summary(times) for age, times in _stock(engine, 3 if quick else 8).items()}
    return {
        "what": "one completion of a user task, engine and storage, committed",
        "ours": ours, "stock SpiffWorkflow, JSON row": peer,
        "ratio": {age: round(peer[age]["median_ms"] / ours[age]["median_ms"], 1) for age in AGES},
        "growth_1000_over_10": round(ours[1000]["median_ms"] / ours[10]["median_ms"], 2), "state_bytes_at_1000": size,
    }


def _ours(runtime: Runtime, samples: int) -> dict[int, list[float]]:
    """Several instances side by side, so that each age has enough samples."""
    found: dict[int, list[float]] = {age: [] for age in AGES}
    instances = [start(runtime, "rounds", number) for number in range(3)]
    elements = 2
    while elements < AGES[-1] + samples:
        for instance in instances:
            task = open_task(runtime.sessions, instance)
            spent = timed(lambda: _complete(runtime, task))
            for age in AGES:
                if age <= elements < age + samples:
                    found[age].append(spent)
        elements += ELEMENTS_A_ROUND
    return found


def _complete(runtime: Runtime, task: Any) -> None:
    with runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)


def _size(engine: Any) -> int:
    with engine.connect() as session:
        return session.scalar(text("SELECT max(length(state)) FROM instances"))


def _plain() -> bytes:
    drawing = (
        Drawing("rounds").start().add("exclusiveGateway", "again").add("userTask", "a")
        .add("exclusiveGateway", "good", default="back").end()
        .flow("start > again > a > good").flow("good > again", id="back").flow("good > end", when="good == True")
    )
    return drawing.xml()


def _stock(engine: Any, samples: int) -> dict[int, list[float]]:
    """Load the row, complete, engine steps, save the row, commit: as its documentation shows. Its depth limit is lifted."""
    library_task.TaskIterator.__init__.__defaults__ = (None, 1_000_000, True, None)
    bpmn_task.BpmnTaskIterator.__init__.__defaults__ = (None, 1_000_000, True, False, None)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(_plain()))
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    workflow = BpmnWorkflow(parser.get_spec("rounds"))
    workflow.do_engine_steps()
    with engine.begin() as session:
        session.execute(text("CREATE TABLE stock (id int PRIMARY KEY, state text)"))
        session.execute(text("INSERT INTO stock VALUES (1, :s)"), {"s": serializer.serialize_json(workflow)})
    found: dict[int, list[float]] = {age: [] for age in AGES}
    elements = 2
    while elements < AGES[-1] + samples * ELEMENTS_A_ROUND:
        wanted = [age for age in AGES if age <= elements < age + samples * ELEMENTS_A_ROUND]
        if wanted:
            spent = timed(lambda: _stock_step(engine, serializer))
            found[wanted[0]].append(spent)
            workflow = None
        else:
            workflow = workflow or _stock_load(engine, serializer)
            _advance(workflow)
            if any(elements + ELEMENTS_A_ROUND >= age > elements for age in AGES):
                _stock_save(engine, serializer, workflow)
        elements += ELEMENTS_A_ROUND
    return found


def _stock_load(engine: Any, serializer: Any) -> Any:
    with engine.connect() as session:
        return serializer.deserialize_json(session.scalar(text("SELECT state FROM stock WHERE id = 1")))


def _stock_save(engine: Any, serializer: Any, workflow: Any) -> None:
    with engine.begin() as session:
        session.execute(text("UPDATE stock SET state = :s WHERE id = 1"), {"s": serializer.serialize_json(workflow)})


def _stock_step(engine: Any, serializer: Any) -> None:
    workflow = _stock_load(engine, serializer)
    _advance(workflow)
    _stock_save(engine, serializer, workflow)


def _advance(workflow: Any) -> None:
    task = next(each for each in workflow.tasks.values() if each.has_state(TaskState.READY) and each.task_spec.manual)
    task.data.update(note="材料齐全，予以受理", good=False, amount=120.5)
    task.run()
    workflow.do_engine_steps()
