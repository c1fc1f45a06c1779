"""Events that wait: for a timer, message, signal or condition, in a flow, at a boundary or before an event subprocess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine import dates, expressions
from app.engine.elements.activities import key_of, take_payload
from app.engine.elements.base import Node
from app.engine.elements.cycles import advance, arm_timer, due_of
from app.engine.execution import Token
from app.engine.model import Element, EventDefinition
from app.engine.waiting import Condition, Subscription, Timer

ERRORS = {"error", "escalation", "cancel"}       # thrown from inside, not sent from anywhere


class CatchEvent(Node):
    """Waits for one event, in a flow or behind an event-based gateway."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.settles = 2 if self.event.kind == "conditional" else 0

    @property
    def event(self) -> EventDefinition:
        """The one event definition."""
        return self.element.events[0]

    def enter(self, token: Token) -> bool:
        """Waits."""
        armed = self.arm(token)
        token.internal_data.pop("incident", None)
        token.internal_data.update(armed)
        self.rest(token)
        return False

    def arm(self, token: Token) -> dict[str, Any]:
        """Evaluates what it waits for: the moment of a timer, the key of a message."""
        if self.event.kind == "timer":
            return arm_timer(self.event, token)
        if self.event.kind == "message":
            return {"key": key_of(self.element.settings, token)}
        return {"key": ""} if self.event.kind == "signal" else {}

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """It has happened."""
        if payload:
            take_payload(self.element.settings, token, payload)
        self.end_race(token)
        self.leave(token)

    def correlate(self, token: Token, payload: Mapping[str, Any]) -> None:
        """The message or signal is here."""
        self.fire(token, payload)

    def settle(self, token: Token) -> bool:
        """A condition fires when it becomes true, and again only after it was not (BPMN 2.0.2, table 10.84)."""
        holds = expressions.holds(self.event.text, token)
        fires = holds and not token.internal_data.get("held")
        token.internal_data["held"] = holds
        if fires:
            saw = expressions.seen(self.event.text, token)
            token.workflow.record("condition_met", token, condition=self.event.text, saw=saw)
            self.fire(token)
        return fires

    def reenter(self, token: Token) -> None:
        """Begins to wait when that failed, otherwise tries the way out again: what it waited for has happened."""
        if token._state != TaskState.WAITING:
            token.workflow.queue.append(token)
        elif self.event.kind != "conditional":
            self.fire(token)             # a condition is looked at again by itself

    def fire_timer(self, token: Token) -> None:
        """The moment has come."""
        token.workflow.record("timer_fired", token, due=token.internal_data["due"])
        self.fire(token)

    def redate(self, token: Token) -> bool:
        """A moment counted in working days that has not come yet is counted again."""
        state, now = token.internal_data, token.workflow.now
        if "dated" not in state or not state.get("due"):
            return False
        before = datetime.fromisoformat(state["due"])
        after = due_of(self.event, dates.then(token.workflow, state["dated"]))
        if after == before or min(after, before) <= now:
            return False
        token.workflow.record("timer_moved", token, before=before, after=after)
        state["due"] = after.isoformat()
        return True

    def waits(self, token: Token) -> Timer | Subscription | Condition | None:
        """The timer row, the subscription, or the condition that the instance looks at by itself."""
        if token._state != TaskState.WAITING:
            return None
        if "due" in token.internal_data:
            return Timer(token.id, self.element.id, datetime.fromisoformat(token.internal_data["due"]))
        if self.event.kind == "conditional":
            return Condition(token.id, self.element.id, self.event.text)
        if "key" in token.internal_data:
            name, key = self.event.name or self.element.id, token.internal_data["key"]
            return Subscription(token.id, self.element.id, name, key, self.event.kind)
        return None


class Watch(CatchEvent):
    """Waits beside something that goes on: a boundary event beside its activity, an event subprocess beside its scope."""

    @property
    def interrupts(self) -> bool:
        """Errors always do (BPMN 2.0.2, table 10.86)."""
        return self.element.interrupting or self.event.kind in {"error", "cancel"}

    def takes(self, kind: str, code: str | None) -> bool:
        """An error or escalation event without a code takes every code."""
        return self.event.kind == kind and (self.event.name is None or self.event.name == code)

    def take(self, token: Token, payload: Mapping[str, Any] | None) -> None:
        """What came becomes variables; an error or escalation only where `result` names one: {code, message}."""
        if payload and (self.event.kind not in ERRORS or self.element.settings.get("result")):
            take_payload(self.element.settings, token, payload)

    def fire_timer(self, token: Token) -> None:
        """A repeating timer looks ahead to its next moment; missed ones are one."""
        execution, state = token.workflow, token.internal_data
        fired = state["due"]
        missed = advance(state, execution.now)
        execution.record("timer_fired", token, due=fired, **({"missed": missed} if missed else {}))
        self.fire(token)
        if token.live and token.id in execution.tasks and state.get("due") is None:
            execution.discard(token, TaskState.COMPLETED)


class BoundaryEvent(Watch):
    """Watches over an activity; its token stands beside the activity's while that lives."""

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Interrupting: the activity ends. Otherwise it goes on, and so does the watch."""
        execution, scope = token.workflow, token.parent
        self.take(token, payload)
        taken = self.choose(token, {})
        execution.record("completed", token, flows=[flow.id for flow in taken])
        for flow in taken:
            scope.spawn(self.target(flow), flow=flow.id)
        if self.interrupts:
            watched = next(other for other in scope.tokens() if other.id.hex == token.internal_data["watches"])
            execution.cancel_token(watched)            # takes this watcher with it
            execution.close_if_empty(scope)


class EventStart(Watch):
    """The start event of an event subprocess: waits inside the scope that the subprocess is drawn in."""

    def __init__(self, spec: Any, element: Element, name: str | None = None) -> None:
        super().__init__(spec, element, name)
        self.handler = ""                              # the event subprocess
        if self.event.kind == "message" and "correlationKey" in element.settings:
            self.settles = 2

    def arm(self, token: Token) -> dict[str, Any]:
        """A scope may make the key of a message only later: until then no message is for it."""
        if self.event.kind != "message" or "correlationKey" not in self.element.settings:
            return super().arm(token)
        key = expressions.key_text(expressions.resolve(self.element.settings["correlationKey"], token))
        return {"key": key} if key else {}

    def settle(self, token: Token) -> bool:
        """A key that has come to be is taken once, and waited for from then on; conditions as everywhere."""
        if self.event.kind == "conditional":
            return super().settle(token)
        if "key" not in token.internal_data:
            token.internal_data.update(self.arm(token))
        return False

    def enter(self, token: Token) -> bool:
        """Reached inside the event subprocess, when the event has happened."""
        return True

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Interrupting: all else in the scope ends. Otherwise it goes on, and so does the waiting."""
        execution, scope = token.workflow, token.parent
        self.take(token, payload)
        execution.record("triggered", token, by=self.handler)
        if self.interrupts:
            execution.cancel_inside(scope, but=token)
            execution.discard(token, TaskState.COMPLETED)
        scope.spawn(self._wf_spec.task_specs[self.handler])
