"""The XML of a drawing as plain dicts: scopes with nodes, nodes with flows; nothing is judged here."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:jiebang:bpmn:1}"
EVENTS = {
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
HOLDERS = {"subProcess", "transaction"}
TASKS = {
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "callActivity",
}
NODES = EVENTS | GATEWAYS | HOLDERS | TASKS


def read(data: bytes) -> dict[str, dict[str, Any]]:
    """Process id → its scope."""
    root = ElementTree.fromstring(data)
    names = {
        node.get("id"): node.get("name") or node.get("errorCode") or node.get("escalationCode")
        for tag in ("message", "signal", "error", "escalation") for node in root.iter(BPMN + tag)
    }
    return {process.get("id"): _scope(process, names) for process in root.iter(BPMN + "process")}


def _scope(node: Any, names: dict[str, str]) -> dict[str, Any]:
    """What stands directly inside a process or subprocess."""
    nodes = {each.get("id"): _node(each, names) for each in node if _tag(each) in NODES}
    for flow in node.findall(BPMN + "sequenceFlow"):
        source, target = nodes[flow.get("sourceRef")], nodes[flow.get("targetRef")]
        arrow = {"id": flow.get("id"), "from": source, "to": target, "when": _text(flow, "conditionExpression")}
        source["out"].append(arrow)
        target["in"].append(arrow)
    for line in node.findall(BPMN + "association"):
        source, target = nodes.get(line.get("sourceRef")), nodes.get(line.get("targetRef"))
        if source and target and source["event"].get("kind") == "compensate" and source["attached"]:
            nodes[source["attached"]]["undone by"] = target
    watchers = [each for each in nodes.values() if each["kind"] == "boundaryEvent" and each["event"]["kind"] != "compensate"]
    for each in watchers:
        nodes[each["attached"]]["watchers"].append(each)
    return {
        "id": node.get("id"), "nodes": nodes, "starts": _starts(nodes),
        "owned": [each.get("name") or each.get("id") for tag in ("dataObject", "property") for each in node.findall(BPMN + tag)],
        "handlers": [each for each in nodes.values() if each["triggered"]],
    }


def _starts(nodes: dict[str, Any]) -> list[dict[str, Any]]:
    """Start events, or without any everything that nothing leads to."""
    starts = [each for each in nodes.values() if each["kind"] == "startEvent"]
    return starts or [
        each for each in nodes.values()
        if not each["in"] and not each["triggered"] and not each["for compensation"] and each["kind"] != "boundaryEvent"
        and not (each["kind"] == "intermediateCatchEvent" and each["event"].get("kind") == "link")
    ]


def _node(node: Any, names: dict[str, str]) -> dict[str, Any]:
    kind = _tag(node)
    return {
        "id": node.get("id"), "kind": kind, "in": [], "out": [], "watchers": [], "undone by": None,
        "default": node.get("default"), "attached": node.get("attachedToRef"),
        "interrupting": node.get("isInterrupting" if kind == "startEvent" else "cancelActivity", "true") == "true",
        "triggered": node.get("triggeredByEvent") == "true", "for compensation": node.get("isForCompensation") == "true",
        "script": _text(node, "script"), "called": node.get("calledElement"),
        "message": names.get(node.get("messageRef", "")),
        "ours": {name.removeprefix(OURS): value for name, value in node.attrib.items() if name.startswith(OURS)},
        "event": _event(node, names), "many": _many(node), "loop": _loop(node),
        "inside": _scope(node, names) if kind in HOLDERS else None,
    }


def _event(node: Any, names: dict[str, str]) -> dict[str, Any]:
    """The one event definition; without any an empty dict."""
    for each in node:
        if not _tag(each).endswith("EventDefinition"):
            continue
        kind = _tag(each).removesuffix("EventDefinition")
        event = {"kind": kind, "name": each.get("name"), "activity": each.get("activityRef")}
        if kind in {"message", "signal", "error", "escalation"}:
            event["name"] = names.get(each.get(f"{kind}Ref", ""))
        if kind == "timer":
            inner = next(iter(each))
            event.update(timer=_tag(inner).removeprefix("time").lower(), text=(inner.text or "").strip())
        if kind == "conditional":
            event["text"] = _text(each, "condition")
        event["wait"] = each.get("waitForCompletion") != "false"
        return event
    return {}


def _many(node: Any) -> dict[str, Any] | None:
    """Multi-instance characteristics."""
    many = node.find(BPMN + "multiInstanceLoopCharacteristics")
    if many is None:
        return None
    names = {tag: many.find(BPMN + tag) for tag in ("inputDataItem", "outputDataItem")}
    return {
        "one by one": many.get("isSequential") == "true", "count": _text(many, "loopCardinality"),
        "collection": _text(many, "loopDataInputRef"), "results": _text(many, "loopDataOutputRef"),
        "until": _text(many, "completionCondition"),
        **{tag: None if found is None else found.get("name") for tag, found in names.items()},
    }


def _loop(node: Any) -> dict[str, Any] | None:
    """Standard loop characteristics."""
    loop = node.find(BPMN + "standardLoopCharacteristics")
    if loop is None:
        return None
    most = loop.get("loopMaximum")
    return {"while": _text(loop, "loopCondition"), "before": loop.get("testBefore") == "true", "most": int(most) if most else None}


def _tag(node: Any) -> str:
    return node.tag.removeprefix(BPMN) if isinstance(node.tag, str) and node.tag.startswith(BPMN) else ""


def _text(node: Any, tag: str) -> str | None:
    found = node.find(BPMN + tag)
    return None if found is None or not (found.text or "").strip() else found.text.strip()
