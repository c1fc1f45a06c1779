"""Suspending an instance with everything in it, resuming it, and giving a waiting timer another moment.

While it is suspended nothing moves: no timer fires, no task or job is completed, no message is taken, signals are kept. What
operators change in it meanwhile stays where it has arrived.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from app import feel
from app.engine.errors import NotWaiting
from app.engine.execution import Execution, Token
from app.engine.waiting import Timer
from app.errors import Conflict

HELD = datetime(9999, 12, 31, tzinfo=UTC)        # the moment of a timer that waits for an operator to give it one
CATCH_UP, SHIFT, HOLD = "catch_up", "shift", "hold"
TIMERS = (CATCH_UP, SHIFT, HOLD)                 # what happens to timers when an instance goes on
CYCLE = ("anchor", "end")                        # further moments of a repeating timer


class Suspended(Conflict):
    """The operators have suspended this: nothing can be submitted until they let it go on. What you have typed is kept as a draft when you save it."""

    code = "suspended"
    zh = "运行管理员已暂停这一流程：恢复之前不能提交。您填写的内容可以先保存为草稿。"


class NotSuspended(Conflict):
    """This is not suspended."""

    code = "not-suspended"
    zh = "这一流程没有被暂停。"


def suspend(execution: Execution) -> None:
    """Nothing moves from now on; raises Suspended when that is so already, NotWaiting when it has finished."""
    if execution.finished:
        raise NotWaiting()
    require_running(execution)
    execution.suspended = {"since": execution.now.isoformat()}


def require_running(execution: Execution) -> None:
    """Raises Suspended."""
    if execution.suspended is not None:
        raise Suspended()


def keep(execution: Execution, subscription: UUID, payload: dict[str, Any]) -> None:
    """A signal or broadcast reaches whoever waited for it as soon as the instance goes on."""
    assert execution.suspended is not None
    execution.suspended.setdefault("signals", []).append([subscription.hex, feel.encode(payload)])


def resume(execution: Execution, timers: str) -> list[tuple[UUID, dict[str, Any]]]:
    """Lets it go on; returns the signals that came meanwhile, by subscription.

    `timers` says what becomes of moments: with `catch_up` those that have passed happen now, in their order; with `shift` all
    that were still to come, due dates of tasks and reminders too, come later by the length of the suspension; with `hold`
    those that have passed wait until an operator gives them another moment (`move_timer`), the others stand.
    """
    if execution.suspended is None:
        raise NotSuspended()
    since = datetime.fromisoformat(execution.suspended["since"])
    kept = execution.suspended.get("signals", [])
    for token in execution.tasks.values():
        if not token.live:
            continue
        if timers == SHIFT:
            _shift(token, since, execution.now - since)
        elif timers == HOLD and _passed(token):
            token.internal_data["due"] = HELD.isoformat()
            token.internal_data.pop("dated", None)
        moving = token._state == TaskState.FUTURE or token._state == TaskState.READY and not token.task_spec.manual
        if moving and "incident" not in token.internal_data:         # what stands still waits for an operator
            execution.queue.append(token)
    execution.suspended = None
    return [(UUID(subscription), feel.decode(payload)) for subscription, payload in kept]


def _passed(token: Token) -> bool:
    due = token.internal_data.get("due")
    return bool(due) and datetime.fromisoformat(due) <= token.workflow.now


def _shift(token: Token, since: datetime, length: timedelta) -> None:
    """Everything still to come when it was suspended comes later; working days are not counted again."""
    state = token.internal_data
    for name in ("due", *(CYCLE if "period" in state else ())):
        if state.get(name) and datetime.fromisoformat(state[name]) != HELD:
            state[name] = _later(state[name], length)
            state.pop("dated", None)
    task = state.get("task")
    if task and not state.get("left") and task["due"]:
        task["due"] = _later(task["due"], length)
        task["reminders"] = [
            [template, _later(at, length)] for template, at in task["reminders"] if datetime.fromisoformat(at) > since
        ]
        task.pop("dated", None)


def _later(moment: str, length: timedelta) -> str:
    return (datetime.fromisoformat(moment) + length).isoformat()


def move_timer(execution: Execution, token_id: UUID, due: datetime) -> None:
    """A waiting timer is due at another moment, which working days no longer move; of a repeating one only its next turn.

    The due date of the user task that it watches goes with it where both were the same. Raises NotWaiting.
    """
    token = execution.tasks.get(token_id)
    if token is None or not token.live or not isinstance(token.task_spec.waits(token), Timer):
        raise NotWaiting()
    before = token.internal_data["due"]
    token.internal_data["due"] = due.isoformat()
    token.internal_data.pop("dated", None)
    for other in execution.tasks.values():
        task = other.internal_data.get("task")
        if task and token.internal_data.get("watches") == other.id.hex and task["due"] == before:
            execution.record("due_moved", other, before=datetime.fromisoformat(before), after=due)
            task["due"] = due.isoformat()
            task.pop("dated", None)
