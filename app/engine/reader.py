"""Reads BPMN 2.0 XML into the model; it judges nothing, so that checks can name everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine import details
from app.engine.details import BPMN, BPMNDI, child, local, tag_of, target, text_of
from app.engine.model import Drawing, Element, EventDefinition, Flow, Process, Scope
from app.xml import parse_untrusted

TASKS = {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"}
SUBPROCESSES = {"subProcess", "transaction", "adHocSubProcess"}
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
WITHOUT_TOKENS = {
    "sequenceFlow", "laneSet", "documentation", "extensionElements", "textAnnotation", "association", "group",
    "dataObject", "dataObjectReference", "dataStoreReference", "property", "ioSpecification", "incoming", "outgoing",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "dataInputAssociation", "dataOutputAssociation",
    "auditing", "monitoring", "supports", "resourceRole", "performer", "humanPerformer", "potentialOwner",
    "correlationSubscription", "script", "rendering", "artifact", "ioBinding", "completionCondition",
    "categoryValueRef", "supportedInterfaceRef",
}


def read(data: bytes, file: str = "") -> Drawing:
    """The drawing in a file.

    Raises UnsafeXml when the file is not XML we accept. Nothing else is refused here: see `app.engine.checks`.
    Source: BPMN 2.0.2 (OMG formal/2013-12-09), chapters 8 and 10.
    """
    return _Reader(parse_untrusted(data), file).drawing()


class _Reader:
    """Keeps the definitions that elements refer to, and what went wrong on the way."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root, self.file = root, file
        self.named = {
            node.get("id"): node for node in root.iter()
            if isinstance(node.tag, str) and tag_of(node) in {"message", "error", "escalation", "signal"}
        }
        self.data = details.data_names(root)
        self.lane_settings = details.lane_settings(root)
        self.associated = {target(node, "sourceRef"): target(node, "targetRef") for node in root.iter(f"{{{BPMN}}}association")}
        self.seen: set[str] = set()
        self.duplicates: list[str] = []
        self.dangling: list[str] = []
        self.unknown: list[tuple[str, str]] = []
        self.references: list[tuple[str, str]] = []

    def drawing(self) -> Drawing:
        """Everything in the file."""
        pools = {
            process: node.get("name") or ""
            for node in self.root.iter(f"{{{BPMN}}}participant") if (process := target(node, "processRef"))
        }
        processes = tuple(self._process(node, pools) for node in self.root.iter(f"{{{BPMN}}}process"))
        shapes = frozenset(
            element for tag in ("BPMNShape", "BPMNEdge")
            for node in self.root.iter(f"{{{BPMNDI}}}{tag}") if (element := target(node, "bpmnElement"))
        )
        return Drawing(
            self.file, processes, shapes, tuple(self.duplicates), tuple(self.dangling),
            tuple(self.unknown), tuple(self.references),
        )

    def _process(self, node: etree._Element, pools: dict[str, str]) -> Process:
        identity = self._identity(node)
        specification = child(node, "ioSpecification")
        return Process(
            id=identity, name=node.get("name") or pools.get(identity, ""),
            executable=node.get("isExecutable", "true") == "true",
            scope=self._scope(node), settings=details.settings(node), lanes=details.lanes(node), pool=pools.get(identity, ""),
            data_inputs=details.declared(specification, "dataInput"),
            data_outputs=details.declared(specification, "dataOutput"),
        )

    def _identity(self, node: etree._Element) -> str:
        identity = node.get("id") or f"{tag_of(node)}_{len(self.seen) + 1}"
        if identity in self.seen:
            self.duplicates.append(identity)
        self.seen.add(identity)
        return identity

    def _scope(self, parent: etree._Element) -> Scope:
        elements: dict[str, Element] = {}
        flows: dict[str, Flow] = {}
        for node in parent:
            tag = tag_of(node)
            if tag in FLOW_NODES:
                element = self._element(node, tag)
                elements.setdefault(element.id, element)
            elif tag == "sequenceFlow":
                flow = self._flow(node)
                flows.setdefault(flow.id, flow)
            elif tag and tag not in WITHOUT_TOKENS:
                self.unknown.append((node.get("id") or parent.get("id") or "", tag))
        whole = {key: flow for key, flow in flows.items() if flow.source in elements and flow.target in elements}
        self.dangling.extend(key for key in flows if key not in whole)
        return Scope(elements, {**whole, **_links(elements)}, parent.get("triggeredByEvent") == "true")

    def _flow(self, node: etree._Element) -> Flow:
        condition = child(node, "conditionExpression")
        return Flow(
            id=self._identity(node), source=node.get("sourceRef") or "", target=node.get("targetRef") or "",
            name=node.get("name") or "", condition=text_of(condition),
            language=(condition.get("language") or "") if condition is not None else "",
        )

    def _element(self, node: etree._Element, tag: str) -> Element:
        identity = self._identity(node)
        events = tuple(self._events(node, identity))
        undoes = tag == "boundaryEvent" and any(event.kind == "compensate" for event in events)
        return Element(
            id=identity, kind=tag, name=(node.get("name") or "").strip(), settings=self._settings(node, tag),
            inputs=details.pairs(node, "input", self.data), outputs=details.pairs(node, "output", self.data),
            reminders=details.reminders(node), events=events, attached_to=target(node, "attachedToRef") or None,
            interrupting=details.interrupting(node, tag), default=target(node, "default") or None,
            multi=details.multi_instance(node), loop=details.standard_loop(node), called=target(node, "calledElement"),
            script=text_of(child(node, "script")) or None, script_format=node.get("scriptFormat") or "",
            scope=self._scope(node) if tag in SUBPROCESSES else None,
            owned=details.owned(node, self.data) if tag in SUBPROCESSES else (),
            triggered_by_event=node.get("triggeredByEvent") == "true",
            compensates=node.get("isForCompensation") == "true",
            undone_by=self.associated.get(identity) if undoes else None,
            message=self._reference(node.get("messageRef"), "name", identity) if node.get("messageRef") else None,
            documentation=text_of(child(node, "documentation")), foreign=tuple(details.foreign(node)),
            beyond=tuple(details.beyond(node)),
        )

    def _settings(self, node: etree._Element, tag: str) -> Mapping[str, str]:
        """Ours; a task that does not say who does it is done by whoever works in its lane."""
        own = details.settings(node)
        if tag in {"userTask", "manualTask"} and "role" not in own:
            return {**self.lane_settings.get(node.get("id") or "", {}), **own}
        return own

    def _reference(self, reference: str | None, attribute: str, element: str) -> str | None:
        """What the referenced message, signal, error or escalation is called."""
        if not reference:
            return None
        node = self.named.get(local(reference))
        if node is None:
            self.references.append((element, reference))
            return None
        return node.get(attribute) or node.get("name") or node.get("id")

    def _events(self, node: etree._Element, element: str) -> Iterator[EventDefinition]:
        for inner in node:
            tag = tag_of(inner)
            if tag.endswith("EventDefinition"):
                yield self._event(inner, tag.removesuffix("EventDefinition"), element)

    def _event(self, node: etree._Element, kind: str, element: str) -> EventDefinition:
        if kind == "timer":
            return details.timer(node)
        if kind == "link":
            return EventDefinition(kind, name=node.get("name"))
        if kind == "conditional":
            return EventDefinition(kind, text=text_of(child(node, "condition")))
        if kind == "compensate":
            wait = node.get("waitForCompletion", "true") == "true"
            return EventDefinition(kind, activity=target(node, "activityRef") or None, wait=wait)
        attribute = {"error": "errorCode", "escalation": "escalationCode"}.get(kind, "name")
        return EventDefinition(kind, name=self._reference(node.get(f"{kind}Ref"), attribute, element))


def _links(elements: Mapping[str, Element]) -> dict[str, Flow]:
    """A throwing link event goes on at the catching one of its name, as over a sequence flow (BPMN 2.0.2, 10.5.5)."""
    named = [(element, event.name) for element in elements.values() if (event := element.event_of("link")) is not None]
    goals: dict[str | None, str] = {}
    for element, name in named:
        if element.kind == "intermediateCatchEvent":
            goals.setdefault(name, element.id)
    return {
        f"link:{element.id}": Flow(f"link:{element.id}", element.id, goals[name])
        for element, name in named if element.kind == "intermediateThrowEvent" and name in goals
    }
