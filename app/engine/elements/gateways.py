"""Gateways. Joins count tokens per incoming flow, so loops, late and repeated tokens are nothing special."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import Node
from app.engine.errors import NoFlowTaken
from app.engine.execution import Token
from app.engine.model import Flow


class ExclusiveGateway(Node):
    """The first flow whose condition holds, else the default (BPMN 2.0.2, 13.4.2)."""

    def leave(self, token: Token, **data: Any) -> None:
        """One token goes on."""
        self.move(token, [self._first(token, data)], **data)

    def _first(self, token: Token, data: dict[str, Any]) -> Flow:
        candidates = [flow for flow in self.flows if flow.id != self.element.default]
        for flow in candidates:
            if not flow.condition or self.holds(flow, token, data):
                return flow
        for flow in self.flows:
            if flow.id == self.element.default:
                return flow
        raise NoFlowTaken(element=self.element.name or self.element.id)


class Join(Node):
    """Holds tokens until enough incoming flows have brought one."""

    def _arrived(self, token: Token) -> dict[str, Token]:
        """The oldest waiting token of each incoming flow."""
        found: dict[str, Token] = {}
        for other in token.parent.tokens():
            if other.task_spec is self and other._state == TaskState.WAITING:
                found.setdefault(other.internal_data.get("flow"), other)
        return found

    def _merge(self, token: Token, arrived: dict[str, Token]) -> None:
        """One token of each flow is consumed, one goes on."""
        first, *others = arrived.values()
        for other in others:
            token.workflow.discard(other, TaskState.COMPLETED)
        first._state = TaskState.READY
        token.workflow.queue.append(first)


class ParallelGateway(Join):
    """Waits for a token on every incoming flow, then gives one to every outgoing flow (BPMN 2.0.2, 13.4.1)."""

    def enter(self, token: Token) -> bool:
        """The last one opens the gate."""
        if len(self.incoming) < 2:
            return True
        token._state = TaskState.WAITING
        arrived = self._arrived(token)
        if all(flow.id in arrived for flow in self.incoming):
            self._merge(token, arrived)
        return False

    def choose(self, token: Token, data: dict[str, Any]) -> list[Flow]:
        """All of them; conditions have no meaning here."""
        return list(self.flows)


class InclusiveGateway(Join):
    """Waits while a token elsewhere could still come over an empty incoming flow (BPMN 2.0.2, 13.4.3)."""

    settles = 1
    upstream: dict[str, frozenset[str]] = {}     # incoming flow -> elements from which it can be reached

    def enter(self, token: Token) -> bool:
        """Whether it may pass is asked when everything else has settled."""
        if len(self.incoming) < 2:
            return True
        self.rest(token)
        return False

    def settle(self, token: Token) -> bool:
        """Opens the gate when nothing more can come."""
        arrived = self._arrived(token)
        if not arrived or any(self._blocks(other, arrived) for other in token.parent.tokens()):
            return False
        self._merge(token, arrived)
        return True

    def _blocks(self, other: Token, arrived: dict[str, Token]) -> bool:
        if other.task_spec is self:
            return False
        places = {each.element for each in other.rivals()} or {other.element}
        reached = [flow.id in arrived for flow in self.incoming if places & self.upstream[flow.id]]
        return bool(reached) and not any(reached)


class EventGateway(Node):
    """Waits at all of its events; the first to happen takes the others away (BPMN 2.0.2, 13.4.4)."""

    def enter(self, token: Token) -> bool:
        """All moments and keys are evaluated before any event waits."""
        events = [(flow, self.target(flow)) for flow in self.flows]
        armed = [(flow, spec, spec.arm(token)) for flow, spec in events]
        token.internal_data["armed"] = [(flow.id, spec.name, values) for flow, spec, values in armed]
        return True

    def leave(self, token: Token, **data: Any) -> None:
        """The events race."""
        armed = token.internal_data.pop("armed")
        race, scope = token.id.hex, token.parent
        token.workflow.record("completed", token)
        for flow, name, values in armed:
            spec = self._wf_spec.task_specs[name]
            spec.rest(scope.spawn(spec, flow=flow, race=race, **values))
        token.workflow.depart(token, [])
