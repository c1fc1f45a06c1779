"""Activities that hold tokens of their own: embedded and event subprocess, transaction, call activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from app.engine import expressions
from app.engine.elements.activities import Activity
from app.engine.elements.base import Node, outputs_of
from app.engine.errors import EngineError
from app.engine.execution import MAX_DEPTH, Token
from app.engine.model import Element


class Holder(Activity):
    """An activity that is complete when no token is left inside."""

    def reenter(self, token: Token) -> None:
        """Enters again when that failed, otherwise tries the way out again."""
        if token._state == TaskState.STARTED:
            token.workflow.close_if_empty(token)
        else:
            token.workflow.queue.append(token)


class Subprocess(Holder):
    """Tokens inside see and change the variables around it, but for those that it owns (BPMN 2.0.2, 13.3.4 and 10.4.1)."""

    told_when_cancelled = True
    arriving: Mapping[str, Any] = {}          # what its first tokens know

    def __init__(self, spec: WorkflowSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, element, name)
        self.entries: tuple[str, ...] = ()
        self.listeners: tuple[str, ...] = ()      # starts of event subprocesses directly inside

    def execute(self, token: Token) -> None:
        """Tokens begin inside."""
        self.open(token)
        for spec in self._specs(self.entries):
            token.spawn(spec, **self.arriving)
        token.workflow.close_if_empty(token)

    def open(self, token: Token) -> None:
        """Its own variables are there, its event subprocesses begin to wait."""
        if self.element.owned:
            token.held["own"] = {**token.held.get("own", {}), **dict.fromkeys(self.element.owned)}
        token.workflow.listen(token, self._specs(self.listeners))
        token._state = TaskState.STARTED

    def _specs(self, names: Iterable[str]) -> list[Node]:
        return [self._wf_spec.task_specs[name] for name in names]

    def close(self, token: Token) -> None:
        """Nothing moves inside any more."""
        self.leave(token)


class EventSubprocess(Subprocess):
    """Runs when its start event is triggered, inside the scope that it is drawn in (BPMN 2.0.2, 13.5.4)."""

    arriving = {"occurred": True}


class CallActivity(Holder):
    """Another process runs inside, with variables of its own (BPMN 2.0.2, 13.3.5)."""

    holds_variables = True
    told_when_cancelled = True

    def take_inputs(self, token: Token) -> None:
        """Inputs become variables of the called process, see `prepare`."""

    def prepare(self, token: Token) -> tuple[Any, dict[str, Any]]:
        """The called process, chosen by FEEL where `jiebang:called` says so, and what goes in."""
        if sum(1 for _ in token.scopes()) > MAX_DEPTH:
            raise EngineError(reason=f"processes call each other more than {MAX_DEPTH} levels deep")
        chosen = expressions.resolve(self.element.settings.get("called"), token) or self.element.called
        if not isinstance(chosen, str) or not chosen:
            raise EngineError(reason="jiebang:called names no process")
        called = token.workflow.surroundings.library.process(chosen)
        if not called.spec.entries:
            raise EngineError(reason=f"nothing but an event starts the process {called.id}, so it cannot be called")
        return called, self._given(token, called)

    def _given(self, token: Token, called: Any) -> dict[str, Any]:
        variables = token.variables()
        if self.element.inputs is not None:
            super().take_inputs(token)
            return token.held.pop("own")
        if called.process.data_inputs is not None:
            return {name: variables.get(name) for name in called.process.data_inputs}
        return dict(variables)

    def begin(self, token: Token, prepared: tuple[Any, dict[str, Any]]) -> bool:
        """Its variables are in place before its first token moves."""
        called, token.data = prepared
        called.spec.start.start(token)
        token._state = TaskState.STARTED
        token.internal_data["called"] = called.id
        token.workflow.record("called", token, process=called.id)
        token.workflow.close_if_empty(token)
        return False

    def close(self, token: Token) -> None:
        """What was declared comes out, once: an operator may have repaired it before the way out is tried again."""
        if "came_out" not in token.internal_data:
            token.write(self._results(token))
            token.internal_data["came_out"], token.data = True, {}
        self.leave(token)

    def remember(self, token: Token) -> None:
        """What completed inside a called process is its own affair."""
        token.internal_data.pop("undo", None)
        super().remember(token)

    def _results(self, token: Token) -> dict[str, Any]:
        inside = token.data
        if self.element.outputs is not None:
            return outputs_of(self.element, expressions.Values(inside, token.environment, token.functions), inside)
        called = token.internal_data.get("called", self.element.called)     # states of the first release do not say
        names = token.workflow.surroundings.library.process(called).process.data_outputs
        return inside if names is None else {name: inside.get(name) for name in names}
