"""What of BPMN is executed with its full meaning; everything else is refused at deployment, by this one table."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.model import Element, Scope


@dataclass(frozen=True)
class Capability:
    """Whether an element type runs, and what to do instead when it does not."""

    supported: bool
    zh: str = ""
    en: str = ""


def _yes(zh: str = "", en: str = "") -> Capability:
    return Capability(True, zh, en)


def _no(zh: str, en: str) -> Capability:
    return Capability(False, zh, en)


ELEMENTS: dict[str, Capability] = {
    **{kind: _yes() for kind in (
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
        "subProcess", "eventSubProcess", "transaction", "callActivity", "exclusiveGateway", "parallelGateway",
        "inclusiveGateway", "eventBasedGateway", "startEvent", "endEvent", "intermediateCatchEvent",
        "intermediateThrowEvent", "boundaryEvent",
    )},
    "complexGateway": _no(
        "复杂网关不执行：请用排他、并行或包容网关的组合代替。",
        "Complex gateways are not executed: combine exclusive, parallel or inclusive gateways.",
    ),
    "adHocSubProcess": _no(
        "自由子流程不执行：请用并行分支或多实例代替。",
        "Ad-hoc subprocesses are not executed: use parallel branches or a multi-instance activity.",
    ),
}

EVENT_START = "eventSubProcessStart"         # the start event of an event subprocess
PLACES = ("startEvent", EVENT_START, "intermediateCatchEvent", "boundaryEvent", "intermediateThrowEvent", "endEvent")

# event definition -> where it may stand
EVENTS: dict[str, frozenset[str]] = {
    "none": frozenset({"startEvent", "endEvent", "intermediateThrowEvent"}),
    "timer": frozenset({"startEvent", EVENT_START, "intermediateCatchEvent", "boundaryEvent"}),
    "message": frozenset(PLACES),
    "signal": frozenset(PLACES),
    "conditional": frozenset({EVENT_START, "intermediateCatchEvent", "boundaryEvent"}),
    "error": frozenset({EVENT_START, "endEvent", "boundaryEvent"}),
    "escalation": frozenset({EVENT_START, "endEvent", "intermediateThrowEvent", "boundaryEvent"}),
    "link": frozenset({"intermediateCatchEvent", "intermediateThrowEvent"}),
    "compensate": frozenset({"endEvent", "intermediateThrowEvent", "boundaryEvent"}),
    "cancel": frozenset({"endEvent", "boundaryEvent"}),
    "terminate": frozenset({"endEvent"}),
}

INSTEAD: dict[str, tuple[str, str]] = {
    "none": ("请选择一种事件类型。", "Choose a type for the event."),
    "conditional": (
        "流程开始之前没有变量可供判断；请用消息、信号或计时开始事件，并在其后判断条件。",
        "Before a process has started there are no variables to look at; start it by a message, signal or timer and ask the condition then.",
    ),
    "compensate": (
        "补偿只能由补偿抛出事件和边界补偿事件表达。", "Compensation is drawn with throwing events and boundary events only.",
    ),
    "cancel": ("取消事件只用于事务子流程的结束和边界。", "Cancel events end a transaction and stand at its boundary, nowhere else."),
    "link": ("链接事件只能是中间事件。", "Link events are intermediate events."),
    "terminate": ("终止只能放在结束事件上。", "Only an end event can terminate."),
    "error": ("错误只能由结束事件抛出，由边界事件或事件子流程捕获。", "Errors are thrown by end events and caught at boundaries and by event subprocesses."),
    "escalation": (
        "升级由中间抛出事件或结束事件抛出，由边界事件或事件子流程捕获。",
        "Escalations are thrown by intermediate and end events and caught at boundaries and by event subprocesses.",
    ),
    "timer": ("计时器只能用来等待：放在开始、捕获或边界事件上。", "A timer waits: at start, catch and boundary events."),
}
ELSEWHERE = ("请用消息或计时事件代替。", "Use a message or timer event instead.")

WHY_ELEMENT = (
    "若照样接受，流程走的就不是图上画的路，而且没有人会发现。",
    "If it were accepted, the process would not do what the drawing shows, and nobody would notice.",
)
WHY_EVENT = (
    "不执行的事件不会发生：令牌会停在这里，或像没有画它一样走过去。",
    "It would never happen: the token would stop here, or pass as if the event were not drawn.",
)


def place_of(scope: Scope, element: Element) -> str:
    """Where an event stands, as `EVENTS` names it."""
    return EVENT_START if element.kind == "startEvent" and scope.triggered else element.kind


def table() -> dict[str, dict[str, object]]:
    """The table for the canvas: element type or `element/event` -> supported, and the words for the designer."""
    found: dict[str, dict[str, object]] = {
        kind: {
            "supported": capability.supported, "code": "element-refused", "zh": capability.zh, "en": capability.en, "why": _why(WHY_ELEMENT),
        }
        for kind, capability in ELEMENTS.items()
    }
    for event in sorted(EVENTS):
        zh, en = INSTEAD.get(event, ELSEWHERE)
        for place in PLACES:
            found[f"{place}/{event}"] = {
                "supported": place in EVENTS[event], "code": "event-refused",
                "zh": f"这里的 {event} 事件不执行。{zh}", "en": f"A {event} event is not executed here. {en}", "why": _why(WHY_EVENT),
            }
    return found


def _why(words: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("zh", "en"), words))
