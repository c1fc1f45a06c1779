"""Events: start, end, terminate, and those that wait for a timer, message, error or escalation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine import dates, expressions, timers
from app.engine.elements.activities import key_of, message_of, take_payload
from app.engine.elements.base import Node
from app.engine.errors import UncaughtError
from app.engine.execution import Token
from app.engine.expressions import Viewpoint
from app.engine.model import EventDefinition
from app.engine.waiting import Subscription, Timer


class StartEvent(Node):
    """Where a token begins; what started the instance has been dealt with before."""


class EndEvent(Node):
    """A token ends; with an event definition it throws first."""

    def leave(self, token: Token, **data: Any) -> None:
        """Throws and is gone."""
        event = self.element.event
        if event is None:
            return self.move(token, [], **data)
        getattr(self, f"_{event.kind}")(token, event)

    def _message(self, token: Token, event: EventDefinition) -> None:
        throw_message(self, token, event)
        self.move(token, [])

    def _terminate(self, token: Token, event: EventDefinition) -> None:
        scope = token.parent
        token.workflow.record("completed", token)
        for other in scope.tokens():
            if other.id in token.workflow.tasks and other is not token:
                token.workflow.cancel_token(other)
        token.workflow.depart(token, [])

    def _error(self, token: Token, event: EventDefinition) -> None:
        execution, scope = token.workflow, token.parent
        if not _is_caught(scope, "error", event.name):
            raise UncaughtError(name=event.name or "")
        execution.record("completed", token, error=event.name)
        execution.discard(token, TaskState.COMPLETED)
        execution.throw(scope, "error", event.name)

    def _escalation(self, token: Token, event: EventDefinition) -> None:
        scope = token.parent
        token.workflow.record("completed", token, escalation=event.name)
        token.workflow.throw(scope, "escalation", event.name)
        if token.id in token.workflow.tasks:       # an interrupting boundary event has taken it away otherwise
            token.workflow.depart(token, [])


def _is_caught(token: Token, kind: str, code: str | None) -> bool:
    scopes = (token, *token.scopes())
    return any(watcher.task_spec.takes(kind, code) for scope in scopes for watcher in scope.attached())


def throw_message(node: Node, token: Token, event: EventDefinition) -> None:
    """The message of a throwing event leaves with the transaction."""
    message = message_of(node.element.settings, event.name or node.element.id, token)
    token.workflow.send(message)
    token.workflow.record("message_thrown", token, message=message.name, key=message.key)


class ThrowEvent(Node):
    """An intermediate throw event; without a definition it marks a milestone."""

    def leave(self, token: Token, **data: Any) -> None:
        """Throws, then goes on unless that took the token away."""
        event = self.element.event
        if event is not None and event.kind == "message":
            throw_message(self, token, event)
        elif event is not None and event.kind == "escalation":
            token.workflow.throw(token.parent, "escalation", event.name)
            if token.id not in token.workflow.tasks:
                return None
        super().leave(token, **data)


class CatchEvent(Node):
    """Waits for one event, in a flow or behind an event-based gateway."""

    @property
    def event(self) -> EventDefinition:
        """The one event definition."""
        return self.element.events[0]

    def enter(self, token: Token) -> bool:
        """Waits."""
        armed = self.arm(token)
        token.internal_data.pop("incident", None)
        token.internal_data.update(armed)
        token._state = TaskState.WAITING
        return False

    def arm(self, token: Token) -> dict[str, Any]:
        """Evaluates what it waits for: the moment of a timer, the key of a message."""
        if self.event.kind == "timer":
            return arm_timer(self.event, token)
        if self.event.kind == "message":
            return {"key": key_of(self.element.settings, token)}
        return {}

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """It has happened."""
        if payload:
            take_payload(self.element.settings, token, payload)
        self.end_race(token)
        self.leave(token)

    def correlate(self, token: Token, payload: Mapping[str, Any]) -> None:
        """The message is here."""
        self.fire(token, payload)

    def reenter(self, token: Token) -> None:
        """Begins to wait when that failed, otherwise tries the way out again: what it waited for has happened."""
        if token._state == TaskState.WAITING:
            self.fire(token)
        else:
            token.workflow.queue.append(token)

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

    def waits(self, token: Token) -> Timer | Subscription | None:
        """The timer row or the subscription."""
        if token._state != TaskState.WAITING:
            return None
        if "due" in token.internal_data:
            return Timer(token.id, self.element.id, datetime.fromisoformat(token.internal_data["due"]))
        if "key" in token.internal_data:
            return Subscription(token.id, self.element.id, self.event.name or self.element.id, token.internal_data["key"])
        return None


class BoundaryEvent(CatchEvent):
    """Watches over an activity; its token stands beside the activity's while that lives."""

    def takes(self, kind: str, code: str | None) -> bool:
        """An error or escalation event without a code takes every code."""
        return self.event.kind == kind and (self.event.name is None or self.event.name == code)

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Interrupting: the activity ends. Otherwise it goes on, and so does the watch.

        An error or escalation becomes a variable only where `result` names one: {code, message}.
        """
        execution = token.workflow
        if payload and (self.event.kind == "message" or self.element.settings.get("result")):
            take_payload(self.element.settings, token, payload)
        if self.element.interrupting:
            return self._interrupt(token)
        data: dict[str, Any] = {}
        taken = self.choose(token, data)
        execution.record("completed", token, flows=[flow.id for flow in taken])
        for flow in taken:
            token.parent.spawn(self.target(flow), flow=flow.id)

    def _interrupt(self, token: Token) -> None:
        execution, scope = token.workflow, token.parent
        watched = next(other for other in scope.tokens() if other.id.hex == token.internal_data["watches"])
        data: dict[str, Any] = {}
        taken = self.choose(token, data)
        execution.record("completed", token, flows=[flow.id for flow in taken])
        for flow in taken:
            scope.spawn(self.target(flow), flow=flow.id)
        execution.cancel_token(watched)            # takes this watcher with it
        execution.close_if_empty(scope)

    def fire_timer(self, token: Token) -> None:
        """A repeating timer looks ahead to its next moment; missed ones are one."""
        execution, state = token.workflow, token.internal_data
        fired = state["due"]
        missed = _advance(state, execution.now)
        execution.record("timer_fired", token, due=fired, **({"missed": missed} if missed else {}))
        self.fire(token)
        if token.live and token.id in execution.tasks and state.get("due") is None:
            execution.discard(token, TaskState.COMPLETED)


def arm_timer(event: EventDefinition, token: Token) -> dict[str, Any]:
    """The internal state of a timer that begins to wait now."""
    if event.timer == "cycle":
        return _arm_cycle(timers.cycle(expressions.resolve(event.text, token)), token.workflow.now)
    due, note = dates.noted(token, [event.text], lambda: due_of(event, token))
    return {"due": due.isoformat(), **({"dated": note} if note else {})}


def due_of(event: EventDefinition, place: Viewpoint) -> datetime:
    """The moment of a timer by date, or by duration from now; UTC. Raises BadTimer."""
    value = expressions.resolve(event.text, place)
    if event.timer == "date":
        return timers.moment(value)
    return timers.period(value).after(place.environment.now)


def _arm_cycle(cycle: timers.Cycle, now: datetime) -> dict[str, Any]:
    """The first turn is one period from now, or at the start when one is given."""
    anchor = cycle.start or now
    turn = cycle.period.turn(anchor, now) if cycle.start else 1
    return {
        "due": cycle.period.after(anchor, turn).isoformat(), "turn": turn, "anchor": anchor.isoformat(),
        "period": [cycle.period.months, cycle.period.exact.total_seconds()],
        "left": cycle.times, "end": cycle.end.isoformat() if cycle.end else None,
    }


def _advance(state: dict[str, Any], now: datetime) -> int:
    """Moves a repeating timer past now and says how many turns were missed; others have no next moment."""
    if "period" not in state:
        state["due"] = None
        return 0
    months, seconds = state["period"]
    length, anchor = timers.Period(months, timedelta(seconds=seconds)), datetime.fromisoformat(state["anchor"])
    turn = length.turn(anchor, now + timedelta.resolution)
    passed = turn - state["turn"]
    if state["left"] is not None:
        passed = min(passed, state["left"] or 1)
        state["left"] -= passed
    state["turn"] = turn
    due = length.after(anchor, turn)
    over = state["end"] and due > datetime.fromisoformat(state["end"])
    state["due"] = None if over or (state["left"] is not None and state["left"] <= 0) else due.isoformat()
    return passed - 1
