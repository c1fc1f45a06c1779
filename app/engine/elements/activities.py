"""Activities: what all of them do with boundary events, and the tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app import feel
from app.engine import expressions
from app.engine.elements.base import Node, outputs_of
from app.engine.errors import EngineError
from app.engine.execution import Token
from app.engine.model import Flow
from app.engine.waiting import Job, Message, Subscription


class Activity(Node):
    """Something that takes time and may be watched by boundary events."""

    def enter(self, token: Token) -> bool:
        """Everything that can fail is evaluated before anything is changed."""
        self.take_inputs(token)
        prepared = self.prepare(token)
        watches = [(spec, spec.arm(token)) for spec in map(self._wf_spec.task_specs.get, self.watchers)]
        for spec, armed in watches:
            spec.rest(token.parent.spawn(spec, watches=token.id.hex, **armed))
        token.internal_data.pop("incident", None)
        return self.begin(token, prepared)

    def take_inputs(self, token: Token) -> None:
        """Inputs that the drawing declares are variables of the activity alone (BPMN 2.0.2, 10.4.2)."""
        if self.element.inputs is not None:
            own = {name: expressions.resolve(value, token) for name, value in self.element.inputs}
            feel.encode(own)                 # refused here, where it can be told, and not when the instance is stored
            token.held["own"] = own

    def prepare(self, token: Token) -> Any:
        """Evaluates what the activity needs."""
        return None

    def begin(self, token: Token, prepared: Any) -> bool:
        """Starts; True when the activity can run at once."""
        return True

    def move(self, token: Token, taken: list[Flow], **data: Any) -> None:
        """What has completed can be compensated for as long as its scope lives."""
        self.remember(token)
        super().move(token, taken, **data)

    def remember(self, token: Token) -> None:
        """Notes how to undo it: by its compensating activity, else by those of what completed inside."""
        inside = token.internal_data.get("undo")
        if self.undone_by is not None or inside:
            entry: dict[str, Any] = {"of": self.element.id}
            entry.update({"by": self.undone_by} if self.undone_by is not None else {"inside": inside})
            token.parent.internal_data.setdefault("undo", []).append(entry)


class PlainTask(Activity):
    """A task without a kind does nothing and completes."""


class ServiceTask(Activity):
    """A service task becomes a job: the token waits here until a worker reports back."""

    def execute(self, token: Token) -> None:
        """SpiffWorkflow: neither complete nor in error, so STARTED."""
        return None

    def complete(self, token: Token, result: Any) -> None:
        """The worker has reported."""
        name = self.element.settings.get("result")
        if name:
            token.write({name: result})
        elif isinstance(result, Mapping):
            token.write(outputs_of(self.element, token, result))
        self.leave(token)

    def waits(self, token: Token) -> Job | None:
        """The job for a worker."""
        if token._state != TaskState.STARTED:
            return None
        operation = self.element.settings.get("operation") or self.element.id
        return Job(token.id, self.element.id, self._wf_spec.name, operation)

    def reenter(self, token: Token) -> None:
        """The job is there again as soon as the incident is gone."""
        if token._state != TaskState.STARTED:
            token.workflow.queue.append(token)


class ScriptTask(Activity):
    """One FEEL context whose entries become variables, all or none."""

    def execute(self, token: Token) -> bool:
        """Evaluates on the variables as they are, then writes."""
        value = expressions.evaluate(self.element.script or "{}", token)
        if not isinstance(value, dict):
            raise EngineError(reason="a script must be a FEEL context such as {total: a + b}")
        token.write(outputs_of(self.element, token, value))
        return True


class DecisionTask(Activity):
    """A business rule task: a decision of DMN."""

    def execute(self, token: Token) -> bool:
        """The result and how it came about."""
        settings = self.element.settings
        variables = token.variables()
        model = token.workflow.surroundings.library.decision(settings["decision"], variables.get("region"))
        outcome = model.decision(settings["decision"]).evaluate(variables, token.workflow.environment)
        token.workflow.record(
            "decided", token, decision=settings["decision"], inputs=outcome.inputs,
            matched=list(outcome.matched), outputs=outcome.value, decisions=outcome.explained(),
        )
        if settings.get("result"):
            token.write({settings["result"]: outcome.value})
        elif isinstance(outcome.value, dict):
            token.write(outputs_of(self.element, token, outcome.value))
        return True


def message_of(settings: Mapping[str, str], name: str, token: Token) -> Message:
    """The message an element throws."""
    payload = expressions.resolve(settings.get("payload"), token) or {}
    if not isinstance(payload, dict):
        raise EngineError(reason="jiebang:payload must be a FEEL context")
    return Message(name, key_of(settings, token), payload, settings.get("broadcast") == "true", token.element)


def key_of(settings: Mapping[str, str], token: Token) -> str:
    """The correlation key of an element, empty where it has none; one without a value would take others' messages."""
    text = settings.get("correlationKey")
    key = expressions.key_text(expressions.resolve(text, token))
    if text is not None and not key:
        raise EngineError(reason="jiebang:correlationKey has no value")
    return key


class SendTask(Activity):
    """Throws a message and goes on."""

    def execute(self, token: Token) -> bool:
        """The message leaves with the transaction."""
        message = message_of(self.element.settings, self.element.message or self.element.id, token)
        token.workflow.send(message)
        token.workflow.record("message_thrown", token, message=message.name, key=message.key)
        return True


class ReceiveTask(Activity):
    """Waits for a message."""

    def prepare(self, token: Token) -> str:
        """The correlation key."""
        return key_of(self.element.settings, token)

    def begin(self, token: Token, prepared: str) -> bool:
        """Subscribed."""
        token.internal_data["key"] = prepared
        self.rest(token)
        return False

    def arm(self, token: Token) -> dict[str, str]:
        """What it waits for behind an event-based gateway."""
        return {"key": self.prepare(token)}

    def correlate(self, token: Token, payload: Mapping[str, Any]) -> None:
        """The message is here."""
        self.end_race(token)
        take_payload(self.element.settings, token, payload)
        self.leave(token)

    def reenter(self, token: Token) -> None:
        """Subscribes when that failed, otherwise tries the way out again: the message is here."""
        if token._state == TaskState.WAITING:
            self.leave(token)
        else:
            token.workflow.queue.append(token)

    def waits(self, token: Token) -> Subscription | None:
        """The subscription."""
        if token._state != TaskState.WAITING:
            return None
        return Subscription(token.id, self.element.id, self.element.message or self.element.id, token.internal_data["key"])


def take_payload(settings: Mapping[str, str], token: Token, payload: Mapping[str, Any]) -> None:
    """A payload becomes variables, or one variable."""
    token.write({settings["result"]: dict(payload)} if settings.get("result") else payload)
