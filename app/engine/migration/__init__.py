"""Running instances and new versions of their drawings: whether one concerns them, whether they can move to it, and moving them.

Tokens keep what they are: who may do an open task and until when, moments of timers, items that run, variables. Only the
drawing under them changes. Whatever would be wrong or a guess is refused with the element that is the reason.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import Node
from app.engine.elements.gateways import Join
from app.engine.execution import Execution, Token
from app.engine.migration.concern import concerned
from app.engine.migration.obstacles import flow_of, image, inside_of, new_watches, obstacles
from app.engine.migration.plan import MOVABLE, REFUSED, UNAFFECTED, WORDS, NotMovable, Obstacle, Plan, Verdict
from app.engine.model import Element
from app.engine.surroundings import Library, Surroundings

__all__ = [
    "MOVABLE", "REFUSED", "UNAFFECTED", "WORDS", "NotMovable", "Obstacle", "Plan", "Verdict", "judge", "migrate", "signature",
]


def judge(execution: Execution, library: Library, plan: Plan, same: Callable[[str, Element], bool]) -> Verdict:
    """Whether a library of other definitions concerns an instance, and whether it can move there by a plan.

    Unaffected: everything it can still reach says the same in both; `same` compares what an element of a process refers to
    beside the drawing: its form, table or called process.
    """
    found = tuple(dict.fromkeys(obstacles(execution, library, plan)))
    if all(each.code != "process-gone" for each in found) and not concerned(execution, library, same):
        return Verdict(UNAFFECTED)
    return Verdict(REFUSED, found) if found else Verdict(MOVABLE)


def signature(state: bytes) -> bytes:
    """Equal for stored states that are judged alike: the same kinds of tokens at the same places, whatever their data."""
    stored = orjson.loads(state)
    rows = stored["t"]

    def place(row: list[Any]) -> list[Any]:
        internal = row[5] or {}
        watched = next((other[3] for other in rows if other[0] == internal.get("watches")), None) if "watches" in internal else None
        kept = [internal.get(name) for name in ("flow", "called", "undo", "undoing", "race")]
        kept[-1] = bool(kept[-1])
        return [row[2], row[3], row[4], "listens" in internal, watched, kept, bool(internal.get("incident"))]

    def path(row: list[Any]) -> list[Any]:
        found = []
        while row[1] >= 0:
            found.append(place(row))
            row = rows[row[1]]
        return found

    places = sorted({orjson.dumps(path(row), default=str) for row in rows})
    return orjson.dumps([stored["p"], stored["f"], [each.decode() for each in places]])


def migrate(execution: Execution, surroundings: Surroundings, plan: Plan) -> Execution:
    """The same tokens on other definitions; new boundary events that are to be armed are armed from now on.

    Raises NotMovable with the first obstacle; nothing has changed then.
    """
    library = surroundings.library
    for obstacle in obstacles(execution, library, plan):
        raise NotMovable(obstacle)
    root = library.process(execution.spec.name).spec
    moved = Execution(root, surroundings, execution.prune)
    moved.suspended, moved.finished, moved.actor = execution.suspended, execution.finished, execution.actor
    moved.task_tree = _copy(moved, execution.task_tree, None, plan)
    for old, spec in [(token, moved.tasks[token.id].task_spec) for token in execution.tasks.values() if token.live and token.id in moved.tasks]:
        for process, name, _ in new_watches(old, spec, plan, library):
            if plan.arms(process, name):
                _arm(moved.tasks[old.id], library.process(process).spec.task_specs[name])
    return moved


def _copy(moved: Execution, token: Token, parent: Token | None, plan: Plan) -> Token:
    process = token.task_spec._wf_spec.name
    spec = image(token, moved.surroundings.library.process(process).spec, plan)
    assert spec is not None
    made = Token(moved, spec, parent, token._state, token.id)
    made.internal_data, made.held, made.data = copy.deepcopy(token.internal_data), copy.deepcopy(token.held), token.data
    if isinstance(spec, Join) and token._state == TaskState.WAITING:
        made.internal_data["flow"] = flow_of(token, spec, plan)
    _rename(made.internal_data, inside_of(token), plan)
    if spec.settles and made._state == TaskState.WAITING:
        moved.unsettled.add(made.id)
    for child in token.children:
        if child.live and image(child, moved.surroundings.library.process(child.task_spec._wf_spec.name).spec, plan) is not None:
            _copy(moved, child, made, plan)
    return made


def _rename(internal: dict[str, Any], process: str, plan: Plan) -> None:
    for entry in internal.get("undo", ()):
        entry.update({name: plan.target(process, entry[name]) for name in ("of", "by") if name in entry})
        _rename({"undo": entry.get("inside") or ()}, process, plan)
    if "undoing" in internal:
        internal["undoing"] = [plan.target(process, each) for each in internal["undoing"]]
    for armed in internal.get("armed", ()):
        armed[1] = plan.target(process, armed[1])


def _arm(token: Token, spec: Node) -> None:
    """A boundary event begins to watch a running activity, an event subprocess to listen in a running scope."""
    if spec.element.attached_to is None:
        token.workflow.listen(token, [spec])
        return
    spec.rest(token.parent.spawn(spec, watches=token.id.hex, **spec.arm(token)))
