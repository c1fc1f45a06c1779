"""What of BPMN is executed with its full meaning; everything else is refused at deployment, by this one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Capability:
    """Whether an element type runs, and what to do instead when it does not."""

    supported: bool
    zh: str = ""
    en: str = ""


def _yes() -> Capability:
    return Capability(True)


def _no(zh: str, en: str) -> Capability:
    return Capability(False, zh, en)


ELEMENTS: dict[str, Capability] = {
    **{kind: _yes() for kind in (
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
        "subProcess", "callActivity", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    )},
    "complexGateway": _no(
        "复杂网关不执行：请用排他、并行或包容网关的组合代替。",
        "Complex gateways are not executed: combine exclusive, parallel or inclusive gateways.",
    ),
    "adHocSubProcess": _no(
        "自由子流程不执行：请用并行分支或多实例代替。",
        "Ad-hoc subprocesses are not executed: use parallel branches or a multi-instance activity.",
    ),
    "transaction": _no(
        "事务子流程不执行：请用普通子流程和错误边界事件代替。",
        "Transactions are not executed: use an embedded subprocess with an error boundary event.",
    ),
    "eventSubProcess": _no(
        "事件子流程不执行：请把活动放进子流程，并在其上附加边界事件。",
        "Event subprocesses are not executed: put the activities in a subprocess and attach a boundary event to it.",
    ),
}

# event definition -> where it may stand
EVENTS: dict[str, frozenset[str]] = {
    "none": frozenset({"startEvent", "endEvent", "intermediateThrowEvent"}),
    "timer": frozenset({"intermediateCatchEvent", "boundaryEvent"}),
    "message": frozenset({
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    }),
    "error": frozenset({"endEvent", "boundaryEvent"}),
    "escalation": frozenset({"endEvent", "intermediateThrowEvent", "boundaryEvent"}),
    "terminate": frozenset({"endEvent"}),
}

INSTEAD: dict[str, tuple[str, str]] = {
    "signal": ("请用消息事件代替。", "Use a message event instead."),
    "link": ("请直接画出顺序流。", "Draw the sequence flow instead."),
    "conditional": ("请用网关判断，或用消息事件通知。", "Decide at a gateway, or notify by a message event."),
    "compensate": ("请把撤销步骤画成普通的任务。", "Draw the undoing steps as ordinary tasks."),
    "cancel": ("请用错误事件代替。", "Use an error event instead."),
    "timer": (
        "计时器只能放在中间捕获事件和边界事件上；请由人员或消息启动流程。",
        "Timers may stand at intermediate catch and boundary events; let a person or a message start the process.",
    ),
}


def table() -> dict[str, dict[str, object]]:
    """The table for the canvas: element type or `element/event` -> supported, and the words for the designer."""
    found: dict[str, dict[str, object]] = {
        kind: {"supported": capability.supported, "code": "element-refused", "zh": capability.zh, "en": capability.en}
        for kind, capability in ELEMENTS.items()
    }
    places = sorted({place for allowed in EVENTS.values() for place in allowed})
    for event in sorted({*EVENTS, *INSTEAD}):
        for place in places:
            zh, en = INSTEAD.get(event, ("请用消息或计时事件代替。", "Use a message or timer event instead."))
            found[f"{place}/{event}"] = {
                "supported": place in EVENTS.get(event, frozenset()), "code": "event-refused",
                "zh": f"这里的 {event} 事件不执行。{zh}", "en": f"A {event} event is not executed here. {en}",
            }
    return found
