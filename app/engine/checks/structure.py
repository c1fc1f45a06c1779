"""Rules about the shape of a drawing: what is executed, what is connected, what has a name and a place."""

from __future__ import annotations

from app.engine.capabilities import ELEMENTS, EVENTS, INSTEAD
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing
from app.engine.reader import ACTIVITIES, EVENTS as KINDS_OF_EVENTS, GATEWAYS

MAX_ELEMENTS = 3_000
MAX_FLOWS = 6_000
MAX_NESTING = 60


@rule("no-process", "error", zh="文件中没有可执行的流程。", en="There is no executable process in this file.")
def no_process(drawing: Drawing, context: Context) -> Found:
    if not any(process.executable for process in drawing.processes):
        yield None, {}


@rule("process-empty", "error", zh="流程“{element}”中没有任何元素。", en="Process “{element}” is empty.")
def process_empty(drawing: Drawing, context: Context) -> Found:
    return [(process.id, {}) for process in drawing.processes if process.executable and not process.scope.elements]


@rule(
    "too-large", "error", zh="图中有 {elements} 个元素、{flows} 条顺序流，上限为 {most} 和 {most_flows}；请拆分为多个流程。",
    en="The drawing has {elements} elements and {flows} flows, more than {most} or {most_flows}; split it into several processes.",
)
def too_large(drawing: Drawing, context: Context) -> Found:
    scopes = [scope for _, scope in drawing.scopes()]
    elements, flows = sum(len(scope.elements) for scope in scopes), sum(len(scope.flows) for scope in scopes)
    if elements > MAX_ELEMENTS or flows > MAX_FLOWS:
        yield None, {
            "elements": str(elements), "flows": str(flows), "most": str(MAX_ELEMENTS), "most_flows": str(MAX_FLOWS),
        }


@rule("duplicate-id", "error", zh="标识“{element}”在文件中出现多次。", en="The id “{element}” occurs more than once.")
def duplicate_id(drawing: Drawing, context: Context) -> Found:
    return [(identity, {}) for identity in sorted(set(drawing.duplicates))]


@rule(
    "flow-dangling", "error", zh="顺序流“{element}”的起点或终点不在同一层；请重新连接。",
    en="Flow “{element}” begins or ends outside its own scope; connect it again.",
)
def flow_dangling(drawing: Drawing, context: Context) -> Found:
    return [(identity, {}) for identity in drawing.dangling]


@rule("element-unknown", "error", zh="<{tag}> 不是本系统认识的 BPMN 元素。", en="<{tag}> is not a BPMN element known here.")
def element_unknown(drawing: Drawing, context: Context) -> Found:
    return [(element, {"tag": tag}) for element, tag in drawing.unknown]


@rule(
    "reference-missing", "error", zh="“{element}”引用的“{missing}”在文件中不存在。",
    en="“{element}” refers to “{missing}”, which is not in the file.",
)
def reference_missing(drawing: Drawing, context: Context) -> Found:
    return [(element, {"missing": missing}) for element, missing in drawing.references]


@rule("element-refused", "error", zh="“{element}”：{zh}", en="“{element}”: {en}")
def element_refused(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        kind = "eventSubProcess" if element.triggered_by_event else element.kind
        capability = ELEMENTS[kind]
        if not capability.supported:
            yield element.id, {"zh": capability.zh, "en": capability.en}
        if element.standard_loop:
            yield element.id, {
                "zh": "标准循环不执行：请用网关画出循环，或用多实例。",
                "en": "Standard loops are not executed: draw the loop with a gateway, or use a multi-instance.",
            }
        if element.compensates:
            yield element.id, {"zh": INSTEAD["compensate"][0], "en": INSTEAD["compensate"][1]}


@rule(
    "event-refused", "error", zh="“{element}”处的 {event} 事件不执行。{zh}",
    en="The {event} event at “{element}” is not executed. {en}",
)
def event_refused(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk(*KINDS_OF_EVENTS):
        kinds = [event.kind for event in element.events] or ["none"]
        if len(kinds) > 1:
            yield element.id, {
                "event": "+".join(kinds), "zh": "一个事件只能有一个定义。", "en": "An event may have one definition only.",
            }
        for kind in kinds:
            if element.kind not in EVENTS.get(kind, frozenset()):
                zh, en = INSTEAD.get(kind, ("请选择一种事件类型。", "Choose a type for the event."))
                yield element.id, {"event": kind, "zh": zh, "en": en}


@rule(
    "nested-start", "error", zh="子流程内的开始事件“{element}”不能带事件定义。",
    en="The start event “{element}” inside a subprocess must be plain.",
)
def nested_start(drawing: Drawing, context: Context) -> Found:
    for process, scope, element in drawing.walk("startEvent"):
        if scope is not process.scope and element.events:
            yield element.id, {}


@rule(
    "boundary-lost", "error", zh="边界事件“{element}”没有附着在同一层的活动上。",
    en="Boundary event “{element}” is not attached to an activity of its scope.",
)
def boundary_lost(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("boundaryEvent"):
        host = scope.elements.get(element.attached_to or "")
        if host is None or host.kind not in ACTIVITIES:
            yield element.id, {}


@rule(
    "flow-direction", "error", zh="“{element}”的顺序流方向不对：开始事件和边界事件没有流入，结束事件没有流出。",
    en="Flows at “{element}” go the wrong way: none may enter a start or boundary event, none may leave an end event.",
)
def flow_direction(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("startEvent", "boundaryEvent", "endEvent"):
        if scope.outgoing(element.id) if element.kind == "endEvent" else scope.incoming(element.id):
            yield element.id, {}


@rule(
    "unreachable", "error", zh="“{element}”永远不会到达：没有顺序流通向它。",
    en="“{element}” can never be reached: no flow leads to it.",
)
def unreachable(drawing: Drawing, context: Context) -> Found:
    for _, scope in drawing.scopes():
        if not any(element.kind == "startEvent" for element in scope.elements.values()):
            continue
        reached = {element.id for element in scope.elements.values() if element.kind == "startEvent"}
        waiting = list(reached)
        while waiting:
            current = waiting.pop()
            following = {flow.target for flow in scope.outgoing(current)} | {each.id for each in scope.attached(current)}
            waiting += following - reached
            reached |= following
        yield from ((identity, {}) for identity in scope.elements if identity not in reached)


@rule(
    "no-start", "error", zh="流程“{element}”没有可以启动它的开始事件。",
    en="Nothing can start process “{element}”: give it a plain or message start event.",
)
def no_start(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        starts = [element for element in process.scope.elements.values() if element.kind == "startEvent"]
        if process.executable and starts and not any(
            element.event is None or element.event.kind == "message" for element in starts
        ):
            yield process.id, {}


@rule(
    "event-gateway", "error", zh="事件网关“{element}”之后只能是消息或计时的捕获事件、接收任务，且各只有一个流入。",
    en="After event-based gateway “{element}” only message or timer catch events and receive tasks may follow, each with one incoming flow.",
)
def event_gateway(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("eventBasedGateway"):
        targets = [scope.elements[flow.target] for flow in scope.outgoing(element.id)]
        fits = all(
            target.kind in {"receiveTask", "intermediateCatchEvent"} and len(scope.incoming(target.id)) == 1
            for target in targets
        )
        if not targets or not fits:
            yield element.id, {}


@rule(
    "flow-missing", "error", zh="“{element}”没有流出的顺序流，判断之后无路可走。",
    en="No flow leaves “{element}”: nothing follows its decision.",
)
def flow_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway", "inclusiveGateway"):
        if not scope.outgoing(element.id):
            yield element.id, {}


@rule(
    "nested-too-deep", "error", zh="子流程嵌套超过 {limit} 层。", en="Subprocesses are nested more than {limit} levels deep.",
)
def nested_too_deep(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        level, scopes = 0, [process.scope]
        while scopes:
            level += 1
            scopes = [element.scope for scope in scopes for element in scope.elements.values() if element.scope]
        if level > MAX_NESTING:
            yield process.id, {"limit": str(MAX_NESTING)}


@rule("name-missing", "warning", zh="“{element}”没有名称，人们看不懂它。", en="“{element}” has no name for people to read.")
def name_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        splits = element.kind in GATEWAYS and len(scope.outgoing(element.id)) > 1 and element.kind != "parallelGateway"
        if not element.name and (element.kind in ACTIVITIES or splits):
            yield element.id, {}


@rule("layout-missing", "warning", zh="“{element}”在图上没有位置。", en="“{element}” has no place in the picture.")
def layout_missing(drawing: Drawing, context: Context) -> Found:
    if drawing.shapes:
        return [(element.id, {}) for _, _, element in drawing.walk() if element.id not in drawing.shapes]
    return [(None, {"element": drawing.file})]


@rule(
    "foreign-vocabulary", "warning", zh="“{element}”上的其他厂商扩展会保留，但没有作用：{names}。",
    en="Extensions of other vendors at “{element}” are kept but have no effect: {names}.",
)
def foreign_vocabulary(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if element.foreign:
            names = ", ".join(sorted({name.rsplit("}", 1)[-1] for name in element.foreign}))
            yield element.id, {"names": names}


RULES: tuple[Rule, ...] = (
    too_large, no_process, process_empty, duplicate_id, flow_dangling, element_unknown, reference_missing,
    element_refused, event_refused, nested_start, boundary_lost, flow_direction, unreachable, no_start, event_gateway,
    flow_missing, nested_too_deep, name_missing, layout_missing, foreign_vocabulary,
)
