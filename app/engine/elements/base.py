"""What all elements share: a token enters, does something, and leaves over the flows whose conditions hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from app.engine import expressions
from app.engine.errors import NoFlowTaken
from app.engine.execution import Token
from app.engine.expressions import Viewpoint
from app.engine.model import Element, Flow


class Node(TaskSpec):
    """A flow node. Specs are shared by all instances of a version and never written after compilation."""

    holds_variables = False        # whether its token is the scope of variables for tokens inside
    settles = 0                    # whether, and in which turn, it is looked at when all tokens have come to rest
    told_when_cancelled = False    # whether history says that it was cancelled

    def __init__(self, spec: WorkflowSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, name or element.id, inputs=[], outputs=[])
        self.element = element
        self.flows: tuple[Flow, ...] = ()
        self.incoming: tuple[Flow, ...] = ()
        self.watchers: tuple[str, ...] = ()      # boundary events attached here
        self.undone_by: str | None = None        # the activity that compensates for this one

    # SpiffWorkflow predicts the whole way ahead; tokens here are made when they arrive.
    def _predict_hook(self, my_task: Token) -> None:
        return None

    def test(self) -> None:
        """Nothing to check: the compiler has connected what is connected."""

    def _update_hook(self, my_task: Token) -> bool:
        return self.enter(my_task)

    def _on_ready_hook(self, my_task: Token) -> None:
        return None

    def _run(self, my_task: Token) -> bool | None:
        # The library turns every exception into a finished task; here it becomes an incident that can be retried.
        return self.execute(my_task)

    def _on_complete(self, my_task: Token) -> None:
        self.leave(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        return None

    # -- for elements to fill in -------------------------------------------------------------------------------------

    def enter(self, token: Token) -> bool:
        """A token arrives; True when it can go on at once, otherwise the state says what it waits for."""
        return True

    def execute(self, token: Token) -> bool | None:
        """Does what the element does; True completes it, None leaves it started."""
        return True

    def leave(self, token: Token, **data: Any) -> None:
        """The token moves on over every flow that is taken."""
        taken = self.choose(token, data)
        self.move(token, taken, **data)

    def move(self, token: Token, taken: list[Flow], **data: Any) -> None:
        """Records completion and sends tokens over the given flows."""
        if len(taken) != 1 or len(self.flows) > 1:
            data["flows"] = [flow.id for flow in taken]
        token.workflow.record("completed", token, **data)
        token.workflow.depart(token, [(flow.id, self.target(flow)) for flow in taken])

    def target(self, flow: Flow) -> "Node":
        """The element a flow leads to."""
        return self._wf_spec.task_specs[flow.target]

    def choose(self, token: Token, data: dict[str, Any]) -> list[Flow]:
        """Flows to take: all without a condition, those whose condition holds, else the default (BPMN 2.0.2, 13.3.4).

        Raises NoFlowTaken when there are flows and none of them is taken: the token must not vanish.
        """
        if len(self.flows) == 1 and not self.flows[0].condition:
            return list(self.flows)
        plain = [flow for flow in self.flows if not flow.condition and flow.id != self.element.default]
        conditional = [flow for flow in self.flows if flow.condition and flow.id != self.element.default]
        holding = [flow for flow in conditional if self.holds(flow, token, data)]
        if not holding and (conditional or not plain):
            holding = [flow for flow in self.flows if flow.id == self.element.default]
        if self.flows and not plain and not holding:
            raise NoFlowTaken(element=self.element.name or self.element.id)
        return plain + holding

    def holds(self, flow: Flow, token: Token, data: dict[str, Any]) -> bool:
        """Whether a flow's condition holds; what it looked at is kept for the explanation."""
        data.setdefault("saw", {}).update(expressions.seen(flow.condition, token))
        return expressions.holds(flow.condition, token)

    def end_race(self, token: Token) -> None:
        """Behind an event-based gateway the first event takes the others away."""
        for other in token.rivals():
            if other is not token:
                token.workflow.discard(other, TaskState.CANCELLED)

    def rest(self, token: Token) -> None:
        """The token waits here for something that is not a person."""
        token._state = TaskState.WAITING
        if self.settles:
            token.workflow.ask_later(token)

    def settle(self, token: Token) -> bool:
        """Looks at a waiting token when all has come to rest; says whether it moves on."""
        return False

    def reenter(self, token: Token) -> None:
        """An operator tries again after an incident."""
        token.workflow.queue.append(token)

    def redate(self, token: Token) -> bool:
        """Computes the dates of a token that waits here by the calendar of today; says whether any has moved."""
        return False

    def waits(self, token: Token) -> Any:
        """What the store should know about a token that waits here; None when that is nothing."""
        return None

    def takes(self, kind: str, code: str | None) -> bool:
        """Whether this is a boundary event that takes such an error or escalation."""
        return False


class Root(Node):
    """The process itself: the scope of its variables and tokens."""

    holds_variables = True
    listeners: tuple[str, ...] = ()          # starts of event subprocesses directly in the process

    def close(self, token: Token) -> None:
        """No tokens are left: the instance is complete."""
        token.workflow.finished = "completed"
        token._state = TaskState.COMPLETED
        token.workflow.record("instance_completed", token)

    def start(self, token: Token, message: str | None = None, event: str | None = None) -> bool:
        """Tokens at the start events: the plain one, those of a message, or one by its id; says whether there were any."""
        entries = self._wf_spec.message_entries.get(message, ()) if message else self._wf_spec.entries
        if event is not None:
            entries = tuple(name for name in self._wf_spec.event_entries if name == event)
        token.workflow.listen(token, map(self._wf_spec.task_specs.__getitem__, self.listeners))
        for name in entries:
            token.spawn(self._wf_spec.task_specs[name])
        return bool(entries)


def outputs_of(element: Element, place: Viewpoint, result: Mapping[str, Any]) -> dict[str, Any]:
    """What of a result becomes variables: the declared outputs, or all of it."""
    if element.outputs is None:
        return dict(result)
    return {name: expressions.resolve(value, place, result) for name, value in element.outputs}
