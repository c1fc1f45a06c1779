"""What stands inside an element of a BPMN file: timers, loops, reminders, data, vocabulary of ours and of others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine.model import NAMESPACE, EventDefinition, MultiInstance, Reminder, StandardLoop

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ASSOCIATIONS = {"input": "dataInputAssociation", "output": "dataOutputAssociation"}

_DAYS = re.compile(r"[+-]?[0-9]{1,3}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NAME = re.compile(r"[^\W\d]\w*")


def tag_of(node: etree._Element) -> str:
    """Local name of a BPMN element, empty for other namespaces."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def text_of(node: etree._Element | None) -> str:
    """All text inside an element."""
    return "".join(node.itertext()).strip() if node is not None else ""


def local(reference: str) -> str:
    """A reference without its prefix (they are QNames in the schema)."""
    return reference.rsplit(":", 1)[-1]


def target(node: etree._Element, attribute: str) -> str:
    """The id that an attribute refers to, empty when it is not there."""
    return local(node.get(attribute) or "")


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN element of that name directly inside."""
    return node.find(f"{{{BPMN}}}{name}")


def children(node: etree._Element, name: str) -> list[etree._Element]:
    """BPMN elements of that name directly inside."""
    return node.findall(f"{{{BPMN}}}{name}")


# -- our vocabulary ----------------------------------------------------------------------------------------------------


def settings(node: etree._Element) -> dict[str, str]:
    """Attributes of our namespace."""
    prefix = f"{{{NAMESPACE}}}"
    return {name.removeprefix(prefix): value for name, value in node.attrib.items() if name.startswith(prefix)}


def _own(node: etree._Element, name: str) -> list[etree._Element]:
    extensions = child(node, "extensionElements")
    return [] if extensions is None else extensions.findall(f"{{{NAMESPACE}}}{name}")


def pairs(node: etree._Element, name: str, data: Mapping[str, str]) -> tuple[tuple[str, str], ...] | None:
    """What goes in (`input`) or comes out (`output`): our elements, and BPMN's data associations; None for neither."""
    ours = [(pair.get("name") or "", pair.get("value") or "") for pair in _own(node, name)]
    return tuple([*ours, *_associated(node, name, data)]) or None


def reminders(node: etree._Element) -> tuple[Reminder, ...]:
    """Days on which people are reminded."""
    return tuple(map(_reminder, _own(node, "reminder")))


def _reminder(node: etree._Element) -> Reminder:
    days, at = node.get("workingDays") or "0", node.get("at") or "09:00"
    counted, days = (days, "0") if days.startswith("=") else ("", days)
    wrong = next((text for pattern, text in ((_DAYS, days), (_CLOCK, at)) if not pattern.fullmatch(text)), "")
    return Reminder(0 if wrong else int(days), at, node.get("template") or "", node.get("on"), counted, wrong)


def foreign(node: etree._Element) -> Iterator[str]:
    """Vocabulary of other vendors on this element: kept in the file, without effect."""
    extensions = child(node, "extensionElements")
    names = list(node.attrib) + [inner.tag for inner in (extensions if extensions is not None else ())]
    for name in names:
        if isinstance(name, str) and name.startswith("{"):
            namespace = etree.QName(name).namespace
            if namespace and namespace not in {NAMESPACE, BPMN, BPMNDI} and name != XSI_TYPE and "w3.org" not in namespace:
                yield name


# -- data (BPMN 2.0.2, 10.4) -------------------------------------------------------------------------------------------


def data_names(root: etree._Element) -> dict[str, str]:
    """Variables by the id of what BPMN calls data: objects, references to them, properties, inputs and outputs.

    A data object is called by its name where FEEL can read that as one word, else by its id.
    """
    found: dict[str, str] = {}
    kinds = {"dataObject", "property", "dataInput", "dataOutput"}
    for node in root.iter():
        if isinstance(node.tag, str) and tag_of(node) in kinds and node.get("id"):
            found[node.get("id")] = _variable(node)
    for node in root.iter(f"{{{BPMN}}}dataObjectReference"):
        known = found.get(target(node, "dataObjectRef"))
        anonymous = known is None or known == target(node, "dataObjectRef")
        found[node.get("id") or ""] = _variable(node) if anonymous and _NAME.fullmatch(node.get("name") or "") else known or ""
    return found


def _variable(node: etree._Element) -> str:
    name = node.get("name") or ""
    return name if _NAME.fullmatch(name) else node.get("id") or ""


def owned(node: etree._Element, data: Mapping[str, str]) -> tuple[str, ...]:
    """Variables that live in a subprocess alone."""
    names = [data[each.get("id")] for kind in ("dataObject", "property") for each in children(node, kind) if each.get("id")]
    references = [data[each.get("id")] for each in children(node, "dataObjectReference") if each.get("id")]
    inside = {target(each, "dataObjectRef") for each in children(node, "dataObjectReference")}
    declared = {each.get("id") for each in children(node, "dataObject")}
    return tuple(dict.fromkeys(names + (references if inside & declared else [])))


def declared(specification: etree._Element | None, tag: str) -> tuple[str, ...] | None:
    """Names of a process's data inputs or outputs; None where it says nothing about them."""
    if specification is None:
        return None
    return tuple(node.get("name") or node.get("id") or "" for node in children(specification, tag))


def _associated(node: etree._Element, name: str, data: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for association in children(node, ASSOCIATIONS[name]):
        source, goal = text_of(child(association, "sourceRef")), text_of(child(association, "targetRef"))
        assignments = children(association, "assignment")
        for assignment in assignments:
            yield data.get(local(text_of(child(assignment, "to"))), text_of(child(assignment, "to"))), _formula(child(assignment, "from"))
        transformation = child(association, "transformation")
        if assignments or local(goal) not in data:
            continue                     # a line to a mere picture of data moves nothing
        if transformation is not None:
            yield data[local(goal)], _formula(transformation)
        elif local(source) in data:
            yield data[local(goal)], f"={data[local(source)]}"


def _formula(node: etree._Element | None) -> str:
    return "=" + text_of(node).removeprefix("=")


# -- events and loops --------------------------------------------------------------------------------------------------


def interrupting(node: etree._Element, tag: str) -> bool:
    """Whether a boundary event or the start of an event subprocess ends what it watches."""
    attribute = "isInterrupting" if tag == "startEvent" else "cancelActivity"
    return node.get(attribute, "true") == "true"


def timer(node: etree._Element) -> EventDefinition:
    """A timer definition."""
    for inner in node:
        if tag_of(inner) in {"timeDate", "timeDuration", "timeCycle"}:
            return EventDefinition("timer", timer=tag_of(inner).removeprefix("time").lower(), text=text_of(inner))
    return EventDefinition("timer")


def multi_instance(node: etree._Element) -> MultiInstance | None:
    """Multi-instance characteristics."""
    loop = child(node, "multiInstanceLoopCharacteristics")
    if loop is None:
        return None

    def item(tag: str) -> str | None:
        found = child(loop, tag)
        return None if found is None else found.get("name") or found.get("id")

    def text(tag: str) -> str | None:
        return text_of(child(loop, tag)) or None

    return MultiInstance(
        sequential=loop.get("isSequential") == "true", collection=text("loopDataInputRef"),
        cardinality=text("loopCardinality"), item=item("inputDataItem"),
        output_collection=text("loopDataOutputRef"), output_item=item("outputDataItem"),
        completion=text("completionCondition"),
    )


def standard_loop(node: etree._Element) -> StandardLoop | None:
    """Standard loop characteristics."""
    loop = child(node, "standardLoopCharacteristics")
    if loop is None:
        return None
    return StandardLoop(text_of(child(loop, "loopCondition")), loop.get("testBefore") == "true", loop.get("loopMaximum") or "")


def beyond(node: etree._Element) -> Iterator[str]:
    """What is said here in standard BPMN beyond what is executed; the rule `attribute-refused` has words for each."""
    if node.get("instantiate") == "true":
        yield "instantiate"
    if any(node.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
        yield "quantity"
    loop = child(node, "multiInstanceLoopCharacteristics")
    if loop is not None and loop.get("behavior", "All") != "All":
        yield "behavior"
    if any(text_of(each) and len(children(association, "sourceRef")) > 1 and child(association, "transformation") is None
           for kind in ASSOCIATIONS.values() for association in children(node, kind) for each in children(association, "sourceRef")[:1]):
        yield "association"


def lanes(process: etree._Element) -> dict[str, str]:
    """Element id → lane name."""
    return {
        text_of(reference): lane.get("name") or ""
        for lane in process.iter(f"{{{BPMN}}}lane") for reference in children(lane, "flowNodeRef")
    }


def lane_settings(root: etree._Element) -> dict[str, dict[str, str]]:
    """Element id → who works in its lane: role, scope, scopeKey; an inner lane wins over the one around it."""
    found: dict[str, dict[str, str]] = {}
    for lane in root.iter(f"{{{BPMN}}}lane"):
        given = {name: value for name, value in settings(lane).items() if name in {"role", "scope", "scopeKey"}}
        for reference in children(lane, "flowNodeRef") if given else ():
            found.setdefault(text_of(reference), {}).update(given)
    return found
