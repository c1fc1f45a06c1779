"""Makes SpiffWorkflow specs of a process: once per version, shared by its instances, never written afterwards."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.engine.elements import activities, catching, gateways, human, items, scopes, throwing
from app.engine.elements.base import Node, Root
from app.engine.model import Element, EventDefinition, Process, Scope

KINDS: dict[str, type[Node]] = {
    "task": activities.PlainTask,
    "userTask": human.HumanTask,
    "manualTask": human.HumanTask,
    "serviceTask": activities.ServiceTask,
    "scriptTask": activities.ScriptTask,
    "businessRuleTask": activities.DecisionTask,
    "sendTask": activities.SendTask,
    "receiveTask": activities.ReceiveTask,
    "subProcess": scopes.Subprocess,
    "transaction": scopes.Subprocess,
    "callActivity": scopes.CallActivity,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventGateway,
    "startEvent": throwing.StartEvent,
    "endEvent": throwing.EndEvent,
    "intermediateCatchEvent": catching.CatchEvent,
    "intermediateThrowEvent": throwing.ThrowEvent,
    "boundaryEvent": catching.BoundaryEvent,
}
ITEMS = {kind: items.as_item(node) for kind, node in KINDS.items() if issubclass(node, activities.Activity)}


class ProcessSpec(WorkflowSpec):
    """All elements of a process and of its embedded subprocesses, by the designer's ids."""

    def __init__(self, process: Process) -> None:
        super().__init__(name=process.id)
        self.lanes, self.settings = process.lanes, process.settings
        self.entries: tuple[str, ...] = ()
        self.message_entries: dict[str, tuple[str, ...]] = {}
        self.event_entries: tuple[str, ...] = ()               # starts by a signal or a timer
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

    def signal_starts(self, signal: str) -> list[str]:
        """Start events that a signal triggers."""
        return [start.id for start, event in _triggered(self.process.scope, "signal") if (event.name or start.id) == signal]

    def timer_starts(self) -> list[Element]:
        """Start events at which instances begin at a moment or again and again."""
        return [start for start, _ in _triggered(self.process.scope, "timer")]


def compile_process(process: Process) -> Executable:
    """The executable form of a process that has passed the checks (`app.engine.checks`)."""
    spec = ProcessSpec(process)
    for scope in process.scope.scopes():
        for element in scope.elements.values():
            _add(spec, scope, element)
    for _, element in process.scope.walk():
        for start in _starts_inside(element) if element.triggered_by_event else ():
            spec.task_specs[start].handler = element.id
    spec.entries, spec.message_entries = _entries(process.scope), _message_entries(process.scope)
    spec.event_entries = tuple(start.id for start, _ in _triggered(process.scope, "signal", "timer"))
    spec.start.listeners = _listeners(process.scope)
    return Executable(process, spec)


def _add(spec: ProcessSpec, scope: Scope, element: Element) -> None:
    node = inner = _node(spec, scope, element)
    if isinstance(node, items.Items | items.Loop):
        inner = ITEMS[element.kind](spec, element, name=node.item_spec)
    if element.scope:
        inner.entries, inner.listeners = _entries(element.scope), _listeners(element.scope)
        if element.triggered_by_event:
            inner.entries = _starts_inside(element)
    node.flows = tuple(scope.outgoing(element.id))
    node.incoming = tuple(scope.incoming(element.id))
    attached = scope.attached(element.id)
    node.watchers = tuple(other.id for other in attached if not other.undone_by)
    node.undone_by = next((other.undone_by for other in attached if other.undone_by), None)
    if isinstance(node, gateways.InclusiveGateway):
        sources = {flow.source for flow in node.incoming}
        before = {source: _upstream(scope, source, element.id) for source in sources}
        node.upstream = {flow.id: before[flow.source] for flow in node.incoming}


def _node(spec: ProcessSpec, scope: Scope, element: Element) -> Node:
    if element.multi:
        return items.Items(spec, element, element.multi)
    if element.loop:
        return items.Loop(spec, element, element.loop)
    if element.triggered_by_event:
        return scopes.EventSubprocess(spec, element)
    if element.event_of("link") or element.undone_by:
        return throwing.Milestone(spec, element)
    if element.kind == "startEvent" and scope.triggered and element.event is not None:
        return catching.EventStart(spec, element)
    return KINDS[element.kind](spec, element)


def _entries(scope: Scope) -> tuple[str, ...]:
    """Where tokens begin: the plain start event, or elements nothing leads to where there is no start (BPMN 2.0.2, 13.2)."""
    starts = scope.starts()
    if starts:
        return tuple(element.id for element in starts if element.event is None)
    reached = {flow.target for flow in scope.flows.values()}
    return tuple(each.id for each in scope.elements.values() if each.id not in reached and not each.aside)


def _starts_inside(handler: Element) -> tuple[str, ...]:
    return tuple(start.id for start in handler.scope.starts()) if handler.scope else ()


def _listeners(scope: Scope) -> tuple[str, ...]:
    """Starts of the event subprocesses directly in a scope."""
    return tuple(start for handler in scope.event_subprocesses() for start in _starts_inside(handler))


def _triggered(scope: Scope, *kinds: str) -> list[tuple[Element, EventDefinition]]:
    return [(start, event) for start in scope.starts() if (event := start.event_of(*kinds)) is not None]


def _message_entries(scope: Scope) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for start, event in _triggered(scope, "message"):
        found[event.name or start.id].append(start.id)
    return {name: tuple(starts) for name, starts in found.items()}


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
