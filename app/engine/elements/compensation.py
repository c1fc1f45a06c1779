"""Undoing what has completed: compensating activities, the last completed first, each completion once (BPMN 2.0.2, 13.5.5).

A scope keeps in `undo` how what completed in it is undone. The token that throws holds the compensating activities, one
after the other, as long as they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.execution import Token


def scope_of(token: Token) -> Token:
    """The scope whose activities a throwing event compensates: an event subprocess acts for the scope it is drawn in."""
    scope = token.parent
    while scope.task_spec.element.triggered_by_event:
        scope = scope.parent
    return scope


def begin(token: Token, scope: Token, activity: str | None, wait: bool = True) -> None:
    """The token begins to undo what completed in a scope, or all completions of one activity.

    Where it is not waited for, another token does so beside it.
    """
    known = scope.internal_data.pop("undo", [])
    chosen = [entry for entry in known if activity in (None, entry["of"])]
    kept = [entry for entry in known if entry not in chosen]
    if kept:
        scope.internal_data["undo"] = kept
    handlers = list(_handlers(reversed(chosen)))
    token.workflow.record("compensation_thrown", token, activities=handlers)
    undoing = token if wait else token.parent.spawn(token.task_spec, apart=True)
    undoing.internal_data["undoing"] = list(handlers)
    undoing._state = TaskState.STARTED
    token.workflow.close_if_empty(undoing)


def goes_on(token: Token) -> bool:
    """Starts the next compensating activity; whether there was one."""
    waiting = token.internal_data.get("undoing")
    if not waiting:
        return False
    token.spawn(token.task_spec._wf_spec.task_specs[waiting.pop(0)])
    return True


def _handlers(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        if "by" in entry:
            yield entry["by"]
        else:
            yield from _handlers(reversed(entry["inside"]))
