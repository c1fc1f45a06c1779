"""Makes SpiffWorkflow specs of a process: once per version, shared by its instances, never written afterwards."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.engine.elements import activities, events, gateways, scopes
from app.engine.elements.base import Node, Root
from app.engine.model import Element, Process, Scope

KINDS: dict[str, type[Node]] = {
    "task": activities.PlainTask,
    "userTask": activities.HumanTask,
    "manualTask": activities.HumanTask,
    "serviceTask": activities.ServiceTask,
    "scriptTask": activities.ScriptTask,
    "businessRuleTask": activities.DecisionTask,
    "sendTask": activities.SendTask,
    "receiveTask": activities.ReceiveTask,
    "subProcess": scopes.Subprocess,
    "callActivity": scopes.CallActivity,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventGateway,
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
}
ITEMS = {kind: scopes.as_item(node) for kind, node in KINDS.items() if issubclass(node, activities.Activity)}


class ProcessSpec(WorkflowSpec):
    """All elements of a process and of its embedded subprocesses, by the designer's ids."""

    def __init__(self, process: Process) -> None:
        super().__init__(name=process.id)
        self.lanes, self.settings = process.lanes, process.settings
        self.entries: tuple[str, ...] = ()
        self.message_entries: dict[str, tuple[str, ...]] = {}
        self.start: Root = Root(self, Element(process.id, "process", process.name), name=f"process:{process.id}")


@dataclass(frozen=True)
class Executable:
    """A process that can run."""

    process: Process
    spec: ProcessSpec

    @property
    def id(self) -> str:
        """The process id."""
        return self.process.id

    def message_starts(self) -> frozenset[str]:
        """Names of the messages that start an instance."""
        return frozenset(self.spec.message_entries)


def compile_process(process: Process) -> Executable:
    """The executable form of a process that has passed the checks (`app.engine.checks`)."""
    spec = ProcessSpec(process)
    for scope, element in process.scope.walk():
        _add(spec, scope, element)
    plain, by_message = _entries(process.scope)
    spec.entries, spec.message_entries = plain, by_message
    return Executable(process, spec)


def _add(spec: ProcessSpec, scope: Scope, element: Element) -> None:
    if element.multi:
        node: Node = scopes.Items(spec, element, element.multi)
        item = ITEMS[element.kind](spec, element, name=node.item_spec)
        if element.scope:
            item.entries = _entries(element.scope)[0]
    else:
        node = KINDS[element.kind](spec, element)
        if element.scope:
            node.entries = _entries(element.scope)[0]
    node.flows = tuple(scope.outgoing(element.id))
    node.incoming = tuple(scope.incoming(element.id))
    node.watchers = tuple(other.id for other in scope.attached(element.id))
    if isinstance(node, gateways.InclusiveGateway):
        sources = {flow.source for flow in node.incoming}
        before = {source: _upstream(scope, source, element.id) for source in sources}
        node.upstream = {flow.id: before[flow.source] for flow in node.incoming}


def _entries(scope: Scope) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Where tokens begin: plain start events, elements nothing leads to (BPMN 2.0.2, 13.3.1), and starts by message."""
    plain: list[str] = []
    by_message: dict[str, list[str]] = defaultdict(list)
    reached = {flow.target for flow in scope.flows.values()}
    has_start = any(element.kind == "startEvent" for element in scope.elements.values())
    for element in scope.elements.values():
        if element.kind == "startEvent":
            if element.event is None:
                plain.append(element.id)
            elif element.event.kind == "message":
                by_message[element.event.name or element.id].append(element.id)
        elif element.id not in reached and element.attached_to is None and not has_start:
            plain.append(element.id)
    return tuple(plain), {name: tuple(found) for name, found in by_message.items()}


def _upstream(scope: Scope, element: str, gateway: str) -> frozenset[str]:
    """Elements from which an element can be reached without passing the gateway."""
    found, waiting = set(), [element]
    while waiting:
        current = waiting.pop()
        if current not in found and current != gateway:
            found.add(current)
            waiting.extend(flow.source for flow in scope.incoming(current))
            waiting.extend(filter(None, [scope.elements[current].attached_to]))
    return frozenset(found)
