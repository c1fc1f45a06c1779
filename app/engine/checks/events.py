"""Rules about events: where each kind may stand, and what must be drawn with it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.capabilities import ELSEWHERE, EVENTS, INSTEAD, WHY_EVENT, place_of
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing, Element, Scope
from app.engine.reader import ACTIVITIES, EVENTS as KINDS_OF_EVENTS

OF_TIME = ("now()", "today()")


@rule(
    "event-refused", "error",
    zh="“{element}”处的 {event} 事件不执行。{zh}",
    en="The {event} event at “{element}” is not executed. {en}",
    why_zh=WHY_EVENT[0],
    why_en=WHY_EVENT[1],
)
def event_refused(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk(*KINDS_OF_EVENTS):
        kinds = [event.kind for event in element.events] or ["none"]
        if len(kinds) > 1:
            yield element.id, {
                "event": "+".join(kinds), "zh": "一个事件只能有一个定义；请分成几个事件。", "en": "An event may have one definition only; draw one for each.",
            }
        for kind in kinds:
            if place_of(scope, element) not in EVENTS.get(kind, frozenset()):
                zh, en = INSTEAD.get(kind, ELSEWHERE)
                yield element.id, {"event": kind, "zh": zh, "en": en}


@rule(
    "nested-start", "error",
    zh="子流程内的开始事件“{element}”不能带事件定义；由事件触发的子流程请画成事件子流程。",
    en="The start event “{element}” inside a subprocess must be plain; draw an event subprocess for what an event triggers.",
    why_zh="令牌一进入子流程就从这里开始，不会再等任何事件。",
    why_en="A token that enters the subprocess begins here at once and waits for no event.",
)
def nested_start(drawing: Drawing, context: Context) -> Found:
    for process, scope, element in drawing.walk("startEvent"):
        if scope is not process.scope and not scope.triggered and element.events:
            yield element.id, {}


@rule(
    "event-subprocess", "error",
    zh="事件子流程“{element}”必须恰有一个带事件定义的开始事件，不能是循环或多实例，也不能附着边界事件。",
    en="Event subprocess “{element}” needs exactly one start event with a trigger; it cannot be a loop or multi-instance, and no boundary event can be attached to it.",
    why_zh="它由自己的开始事件触发；没有或有几个，就不知道该在何时启动。",
    why_en="Its start event triggers it; with none, or with several, nobody knows when it is to begin.",
)
def event_subprocess(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        if element.triggered_by_event and element.scope is not None:
            one = len(element.scope.starts()) == 1 and element.scope.starts()[0].event is not None
            if not one or element.multi or element.loop or scope.attached(element.id):
                yield element.id, {}


@rule(
    "event-gateway", "error",
    zh="事件网关“{element}”之后只能是消息、信号、计时或条件的捕获事件、接收任务，且各只有一个流入。",
    en="After event-based gateway “{element}” only receive tasks and catch events for messages, signals, timers or conditions may follow, each with one incoming flow.",
    why_zh="最先发生的事件决定走哪条路；别的元素不会等待，也就无从比较先后。",
    why_en="The first event to happen decides the path; anything else does not wait, so there is no race to decide.",
)
def event_gateway(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("eventBasedGateway"):
        targets = [scope.elements[flow.target] for flow in scope.outgoing(element.id)]
        fits = all(
            target.kind in {"receiveTask", "intermediateCatchEvent"} and len(scope.incoming(target.id)) == 1
            and not (target.event and target.event.kind == "link") and not scope.attached(target.id)
            for target in targets
        )
        if not targets or not fits:
            yield element.id, {}


@rule(
    "link-lost", "error",
    zh="链接事件“{element}”没有名称，或同一层没有恰好一个同名的捕获链接事件；请给两端写上相同的名称。",
    en="Link event “{element}” has no name, or its scope does not hold exactly one catching link event of that name; give both ends the same name.",
    why_zh="令牌从抛出的一端跳到同名的捕获端，没有或不止一个就不知道跳到哪里。",
    why_en="The token jumps to the catching link of the same name; with none or several it does not know where to land.",
)
def link_lost(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("intermediateThrowEvent", "intermediateCatchEvent"):
        if (event := element.event_of("link")) is not None:
            caught = [other.event_of("link") for other in scope.elements.values() if other.kind == "intermediateCatchEvent"]
            same = [other for other in caught if other is not None and other.name == event.name]
            if not event.name or len(same) != 1:
                yield element.id, {}


@rule(
    "cancel-misplaced", "error",
    zh="“{element}”：取消事件只能在事务内结束、在事务边界捕获，并且二者都要画出。",
    en="“{element}”: a cancel event ends a transaction from inside and is caught at its boundary, and both must be drawn.",
    why_zh="取消会撤销事务，再从事务的边界离开；少了一半，撤销之后就没有去路。",
    why_en="Cancelling undoes the transaction and leaves it at its boundary; with one half missing there is no way on.",
)
def cancel_misplaced(drawing: Drawing, context: Context) -> Found:
    for _, scope in drawing.scopes():
        for element in scope.elements.values():
            cancelled = element.scope is not None and [
                each for each in element.scope.elements.values() if each.kind == "endEvent" and each.event_of("cancel")
            ]
            caught = any(each.event_of("cancel") for each in scope.attached(element.id))
            if (cancelled or caught) and (element.kind != "transaction" or not caught):
                yield element.id, {}
    for process in drawing.processes:
        yield from ((each.id, {}) for each in process.scope.elements.values() if each.kind == "endEvent" and each.event_of("cancel"))


@rule(
    "compensation-lost", "error",
    zh="“{element}”：{zh}",
    en="“{element}”: {en}",
    why_zh="需要撤销时按关联线去找补偿活动；找不到，已经做完的事就撤不回来。",
    why_en="When work has to be undone, the association says by what; without it what was done stays done.",
)
def compensation_lost(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        for zh, en in _compensation_problems(scope, element):
            yield element.id, {"zh": zh, "en": en}


def _compensation_problems(scope: Scope, element: Element) -> Iterator[tuple[str, str]]:
    handlers = {each.undone_by for each in scope.elements.values() if each.undone_by}
    if element.compensates and element.id not in handlers:
        yield "补偿活动没有由边界补偿事件用关联线指向；请画出关联线。", "No boundary compensation event points at this compensating activity; draw an association."
    event = element.event_of("compensate")
    if event is None:
        return
    if element.attached_to is not None:
        handler = scope.elements.get(element.undone_by or "")
        if handler is None or not handler.compensates:
            yield "边界补偿事件要用关联线指向同一层的补偿活动。", "A boundary compensation event points by an association at a compensating activity of its scope."
        if scope.outgoing(element.id):
            yield "边界补偿事件不连顺序流；请删除。", "No flow leaves a boundary compensation event; remove it."
        return
    if event.activity and event.activity not in scope.elements and not scope.triggered:
        yield "要补偿的活动不在同一层；请重新选择。", "The activity to be compensated is not in this scope; choose one that is."


@rule(
    "condition-empty", "error",
    zh="条件事件“{element}”没有条件；请写一个 FEEL 条件。",
    en="Conditional event “{element}” has no condition; write one in FEEL.",
    why_zh="没有条件就永远不会成立，令牌会一直等在这里。",
    why_en="There is nothing that could come true, so the token would wait here for ever.",
)
def condition_empty(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if (event := element.event_of("conditional")) is not None and not event.text:
            yield element.id, {}


@rule(
    "condition-of-time", "warning",
    zh="条件事件“{element}”问到了时间，但只有变量改变时才会再看一次；请用计时事件。",
    en="Conditional event “{element}” asks for the time, but it is looked at again only when variables change; use a timer event.",
    why_zh="时间过去并不改变任何变量，等待可能一直不会结束。",
    why_en="Time that passes changes no variable, so the waiting may never end.",
)
def condition_of_time(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        event = element.event_of("conditional")
        if event is not None and any(text in event.text.replace(" ", "") for text in OF_TIME):
            yield element.id, {}


@rule(
    "loop-wrong", "error",
    zh="“{element}”的循环：{zh}",
    en="The loop of “{element}”: {en}",
    why_zh="循环要知道何时停下，否则同一项任务会没完没了地派给办理的人。",
    why_en="A loop has to know when to stop; otherwise people would be given the same task again and again.",
)
def loop_wrong(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk(*ACTIVITIES):
        loop = element.loop
        if loop is None:
            continue
        if element.multi is not None:
            yield element.id, {"zh": "不能同时是多实例；请只留一种。", "en": "It cannot be a multi-instance too; keep one of the two."}
        if not loop.condition and not loop.maximum:
            yield element.id, {"zh": "没有条件也没有上限；请写明其中一项。", "en": "It has neither condition nor maximum; write one of them."}
        if loop.maximum and not (loop.maximum.isascii() and loop.maximum.isdigit() and int(loop.maximum) > 0):
            yield element.id, {"zh": f"上限不是正整数，请改正：{loop.maximum[:40]}", "en": f"The maximum is no positive whole number, correct it: {loop.maximum[:40]}"}


RULES: tuple[Rule, ...] = (
    event_refused, nested_start, event_subprocess, event_gateway, link_lost, cancel_misplaced, compensation_lost,
    condition_empty, condition_of_time, loop_wrong,
)
