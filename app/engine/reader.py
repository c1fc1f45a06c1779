"""Reads BPMN 2.0 XML into the model; it judges nothing, so that checks can name everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.engine.model import (
    NAMESPACE, Drawing, Element, EventDefinition, Flow, MultiInstance, Process, Reminder, Scope,
)
from app.xml import parse_untrusted

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

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

_DAYS = re.compile(r"[+-]?[0-9]{1,3}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def read(data: bytes, file: str = "") -> Drawing:
    """The drawing in a file.

    Raises UnsafeXml when the file is not XML we accept. Nothing else is refused here: see `app.engine.checks`.
    Source: BPMN 2.0.2 (OMG formal/2013-12-09), chapters 8 and 10.
    """
    return _Reader(parse_untrusted(data), file).drawing()


def _tag(node: etree._Element) -> str:
    """Local name of a BPMN element, empty for other namespaces."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def _text(node: etree._Element | None) -> str:
    return "".join(node.itertext()).strip() if node is not None else ""


class _Reader:
    """Keeps the definitions that elements refer to, and what went wrong on the way."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root, self.file = root, file
        self.named = {
            node.get("id"): node for node in root.iter()
            if isinstance(node.tag, str) and _tag(node) in {"message", "error", "escalation", "signal"}
        }
        self.seen: set[str] = set()
        self.duplicates: list[str] = []
        self.dangling: list[str] = []
        self.unknown: list[tuple[str, str]] = []
        self.references: list[tuple[str, str]] = []

    def drawing(self) -> Drawing:
        """Everything in the file."""
        pools = {
            process: node.get("name") or ""
            for node in self.root.iter(f"{{{BPMN}}}participant") if (process := _target(node, "processRef"))
        }
        processes = tuple(self._process(node, pools) for node in self.root.iter(f"{{{BPMN}}}process"))
        shapes = frozenset(
            element for tag in ("BPMNShape", "BPMNEdge")
            for node in self.root.iter(f"{{{BPMNDI}}}{tag}") if (element := _target(node, "bpmnElement"))
        )
        return Drawing(
            self.file, processes, shapes, tuple(self.duplicates), tuple(self.dangling),
            tuple(self.unknown), tuple(self.references),
        )

    def _process(self, node: etree._Element, pools: dict[str, str]) -> Process:
        identity = self._identity(node)
        specification = node.find(f"{{{BPMN}}}ioSpecification")
        return Process(
            id=identity, name=node.get("name") or pools.get(identity, ""),
            executable=node.get("isExecutable", "true") == "true",
            scope=self._scope(node), settings=_settings(node), lanes=_lanes(node), pool=pools.get(identity, ""),
            data_inputs=_data_names(specification, "dataInput"),
            data_outputs=_data_names(specification, "dataOutput"),
        )

    def _identity(self, node: etree._Element) -> str:
        identity = node.get("id") or f"{_tag(node)}_{len(self.seen) + 1}"
        if identity in self.seen:
            self.duplicates.append(identity)
        self.seen.add(identity)
        return identity

    def _scope(self, parent: etree._Element) -> Scope:
        elements: dict[str, Element] = {}
        flows: dict[str, Flow] = {}
        for node in parent:
            tag = _tag(node)
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
        return Scope(elements, whole)

    def _flow(self, node: etree._Element) -> Flow:
        condition = node.find(f"{{{BPMN}}}conditionExpression")
        return Flow(
            id=self._identity(node), source=node.get("sourceRef") or "", target=node.get("targetRef") or "",
            name=node.get("name") or "", condition=_text(condition),
            language=(condition.get("language") or "") if condition is not None else "",
        )

    def _element(self, node: etree._Element, tag: str) -> Element:
        identity = self._identity(node)
        return Element(
            id=identity, kind=tag, name=(node.get("name") or "").strip(), settings=_settings(node),
            inputs=_pairs(node, "input"), outputs=_pairs(node, "output"), reminders=_reminders(node),
            events=tuple(self._events(node, identity)), attached_to=_target(node, "attachedToRef") or None,
            interrupting=_interrupting(node, tag), default=_target(node, "default") or None,
            multi=_multi_instance(node), standard_loop=node.find(f"{{{BPMN}}}standardLoopCharacteristics") is not None,
            called=_target(node, "calledElement"),
            script=_text(node.find(f"{{{BPMN}}}script")) or None, script_format=node.get("scriptFormat") or "",
            scope=self._scope(node) if tag in SUBPROCESSES else None,
            triggered_by_event=node.get("triggeredByEvent") == "true",
            compensates=node.get("isForCompensation") == "true",
            message=self._reference(node.get("messageRef"), "name", identity) if node.get("messageRef") else None,
            documentation=_text(node.find(f"{{{BPMN}}}documentation")), foreign=tuple(_foreign(node)),
            beyond=tuple(_beyond(node)),
        )

    def _reference(self, reference: str | None, attribute: str, element: str) -> str | None:
        """What the referenced message, error or escalation is called."""
        if not reference:
            return None
        node = self.named.get(_local(reference))
        if node is None:
            self.references.append((element, reference))
            return None
        return node.get(attribute) or node.get("name") or node.get("id")

    def _events(self, node: etree._Element, element: str) -> Iterator[EventDefinition]:
        for child in node:
            tag = _tag(child)
            if not tag.endswith("EventDefinition"):
                continue
            kind = tag.removesuffix("EventDefinition")
            if kind == "timer":
                yield _timer(child)
            elif kind == "link":
                yield EventDefinition(kind, name=child.get("name"))
            else:
                attribute = {"error": "errorCode", "escalation": "escalationCode"}.get(kind, "name")
                yield EventDefinition(kind, name=self._reference(child.get(f"{kind}Ref"), attribute, element))


def _target(node: etree._Element, attribute: str) -> str:
    """The id that an attribute refers to, empty when it is not there."""
    return _local(node.get(attribute) or "")


def _local(reference: str) -> str:
    """A reference without its prefix (they are QNames in the schema)."""
    return reference.rsplit(":", 1)[-1]


def _settings(node: etree._Element) -> dict[str, str]:
    prefix = f"{{{NAMESPACE}}}"
    return {name.removeprefix(prefix): value for name, value in node.attrib.items() if name.startswith(prefix)}


def _own(node: etree._Element, name: str) -> list[etree._Element]:
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    return [] if extensions is None else extensions.findall(f"{{{NAMESPACE}}}{name}")


def _pairs(node: etree._Element, name: str) -> tuple[tuple[str, str], ...] | None:
    found = _own(node, name)
    return tuple((pair.get("name") or "", pair.get("value") or "") for pair in found) if found else None


def _reminders(node: etree._Element) -> tuple[Reminder, ...]:
    return tuple(map(_reminder, _own(node, "reminder")))


def _reminder(node: etree._Element) -> Reminder:
    days, at = node.get("workingDays") or "0", node.get("at") or "09:00"
    wrong = next((text for pattern, text in ((_DAYS, days), (_CLOCK, at)) if not pattern.fullmatch(text)), "")
    return Reminder(0 if wrong else int(days), at, node.get("template") or "", node.get("on"), wrong)


def _interrupting(node: etree._Element, tag: str) -> bool:
    attribute = "isInterrupting" if tag == "startEvent" else "cancelActivity"
    return node.get(attribute, "true") == "true"


def _timer(node: etree._Element) -> EventDefinition:
    for child in node:
        if _tag(child) in {"timeDate", "timeDuration", "timeCycle"}:
            return EventDefinition("timer", timer=_tag(child).removeprefix("time").lower(), text=_text(child))
    return EventDefinition("timer")


def _multi_instance(node: etree._Element) -> MultiInstance | None:
    loop = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if loop is None:
        return None

    def text(tag: str) -> str | None:
        return _text(loop.find(f"{{{BPMN}}}{tag}")) or None

    def item(tag: str) -> str | None:
        found = loop.find(f"{{{BPMN}}}{tag}")
        return None if found is None else found.get("name") or found.get("id")

    return MultiInstance(
        sequential=loop.get("isSequential") == "true", collection=text("loopDataInputRef"),
        cardinality=text("loopCardinality"), item=item("inputDataItem"),
        output_collection=text("loopDataOutputRef"), output_item=item("outputDataItem"),
        completion=text("completionCondition"),
    )


def _beyond(node: etree._Element) -> Iterator[str]:
    """What is said here in standard BPMN beyond what is executed; the rule `attribute-refused` has words for each."""
    if node.get("instantiate") == "true":
        yield "instantiate"
    if any(node.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
        yield "quantity"
    loop = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if loop is not None and loop.get("behavior", "All") != "All":
        yield "behavior"
    associations = (child for child in node if _tag(child) in {"dataInputAssociation", "dataOutputAssociation"})
    if any(_tag(part) in {"assignment", "transformation"} for association in associations for part in association):
        yield "assignment"


def _lanes(process: etree._Element) -> dict[str, str]:
    return {
        _text(reference): lane.get("name") or ""
        for lane in process.iter(f"{{{BPMN}}}lane") for reference in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }


def _data_names(specification: etree._Element | None, tag: str) -> tuple[str, ...] | None:
    if specification is None:
        return None
    return tuple(node.get("name") or node.get("id") or "" for node in specification.findall(f"{{{BPMN}}}{tag}"))


def _foreign(node: etree._Element) -> Iterator[str]:
    """Vocabulary of other vendors on this element: kept in the file, without effect."""
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    names = list(node.attrib) + [child.tag for child in (extensions if extensions is not None else ())]
    for name in names:
        if isinstance(name, str) and name.startswith("{"):
            namespace = etree.QName(name).namespace
            if namespace and namespace not in {NAMESPACE, BPMN, BPMNDI} and name != XSI_TYPE and "w3.org" not in namespace:
                yield name
