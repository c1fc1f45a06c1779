"""Events where tokens begin and end, and what they throw on the way."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.elements import compensation
from app.engine.elements.activities import message_of
from app.engine.elements.base import Node
from app.engine.errors import UncaughtError
from app.engine.execution import Token
from app.engine.model import EventDefinition
from app.engine.waiting import Message


class StartEvent(Node):
    """Where a token begins; what started the instance has been dealt with before."""


class Milestone(Node):
    """An event that throws nothing and waits for nothing: a milestone, or either end of a link."""


class Thrower(Node):
    """Throws what its event definition says, then goes on or ends."""

    def leave(self, token: Token, **data: Any) -> None:
        """Throws, then is done unless that took the token away."""
        event = self.element.event
        if event is None or event.kind == "link":
            return self.done(token, **data)
        getattr(self, f"_{event.kind}")(token, event)

    def done(self, token: Token, **data: Any) -> None:
        """What follows when it has been thrown."""
        super().leave(token, **data)

    def _message(self, token: Token, event: EventDefinition) -> None:
        message = message_of(self.element.settings, event.name or self.element.id, token)
        token.workflow.send(message)
        token.workflow.record("message_thrown", token, message=message.name, key=message.key)
        self.done(token)

    def _signal(self, token: Token, event: EventDefinition) -> None:
        """Reaches everybody who waits for it when this instance has come to rest (BPMN 2.0.2, 10.5.4)."""
        thrown = message_of(self.element.settings, event.name or self.element.id, token)
        token.workflow.send(Message(thrown.name, "", thrown.payload, True, token.element, "signal"))
        token.workflow.record("signal_thrown", token, signal=thrown.name)
        self.done(token)

    def _escalation(self, token: Token, event: EventDefinition) -> None:
        token.workflow.record("escalation_thrown", token, escalation=event.name)
        token.workflow.throw(token.parent, "escalation", event.name)
        if token.live:                             # whoever took it may have ended this
            self.done(token)

    def _compensate(self, token: Token, event: EventDefinition) -> None:
        compensation.begin(token, compensation.scope_of(token), event.activity, event.wait)
        if not event.wait:
            self.done(token)

    def close(self, token: Token) -> None:
        """One compensation is over."""
        if compensation.goes_on(token):
            return
        if "apart" in token.internal_data:
            token.workflow.depart(token, [])
        elif self.element.event is not None and self.element.event.kind == "cancel":
            self._cancelled(token)
        else:
            self.done(token)

    def _cancelled(self, token: Token) -> None:
        """The transaction ends by its cancel boundary event (BPMN 2.0.2, 10.3.5)."""
        execution, scope = token.workflow, token.parent
        execution.record("completed", token)
        execution.discard(token, TaskState.COMPLETED)
        execution.throw(scope, "cancel", None)


class ThrowEvent(Thrower):
    """An intermediate throw event; without a definition it marks a milestone."""


class EndEvent(Thrower):
    """A token ends; with an event definition it throws first."""

    def _terminate(self, token: Token, event: EventDefinition) -> None:
        token.workflow.record("completed", token)
        token.workflow.cancel_inside(token.parent, but=token)
        token.workflow.depart(token, [])

    def _error(self, token: Token, event: EventDefinition) -> None:
        execution, scope = token.workflow, token.parent
        if execution.catcher(scope, "error", event.name) is None:
            raise UncaughtError(name=event.name or "")
        execution.record("completed", token, error=event.name)
        execution.discard(token, TaskState.COMPLETED)
        execution.throw(scope, "error", event.name)

    def _cancel(self, token: Token, event: EventDefinition) -> None:
        """Everything else in the transaction ends, what completed in it is undone, then it leaves."""
        scope = token.parent
        token.workflow.cancel_inside(scope, but=token)
        compensation.begin(token, scope, None)
