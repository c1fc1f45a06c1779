"""Rules about the shape of a drawing: what is executed, what is connected, what has a name and a place."""

from __future__ import annotations

from app.engine.capabilities import ELEMENTS, EVENTS
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing
from app.engine.reader import ACTIVITIES, GATEWAYS

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
        capability = ELEMENTS["eventSubProcess" if element.triggered_by_event else element.kind]
        if not capability.supported:
            yield element.id, {"zh": capability.zh, "en": capability.en}


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
    "flow-direction", "error", zh="“{element}”的顺序流方向不对：开始事件和边界事件没有流入，结束事件没有流出，事件子流程和补偿活动不连顺序流。",
    en="Flows at “{element}” go the wrong way: none may enter a start or boundary event or leave an end event, none may touch an event subprocess or a compensating activity.",
)
def flow_direction(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("startEvent", "boundaryEvent", "endEvent"):
        if scope.outgoing(element.id) if element.kind == "endEvent" else scope.incoming(element.id):
            yield element.id, {}
    for _, scope, element in drawing.walk(*ACTIVITIES):
        if (element.triggered_by_event or element.compensates) and (scope.outgoing(element.id) or scope.incoming(element.id)):
            yield element.id, {}


@rule(
    "unreachable", "error", zh="“{element}”永远不会到达：没有顺序流通向它。",
    en="“{element}” can never be reached: no flow leads to it.",
)
def unreachable(drawing: Drawing, context: Context) -> Found:
    for _, scope in drawing.scopes():
        if not scope.starts():
            continue
        reached = {each.id for each in scope.elements.values() if each.kind == "startEvent" or each.triggered_by_event}
        reached |= {each.undone_by for each in scope.elements.values() if each.undone_by}
        waiting = list(reached)
        while waiting:
            current = waiting.pop()
            following = {flow.target for flow in scope.outgoing(current)} | {each.id for each in scope.attached(current)}
            waiting += following - reached
            reached |= following
        yield from ((identity, {}) for identity in scope.elements if identity not in reached)


@rule(
    "no-start", "error", zh="流程“{element}”没有可以启动它的开始事件。",
    en="Nothing can start process “{element}”: give it a start event without a trigger, or for a message, signal or timer.",
)
def no_start(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        starts = process.scope.starts()
        if process.executable and starts and not any(
            element.event is None or "startEvent" in EVENTS.get(element.event.kind, ()) for element in starts
        ):
            yield process.id, {}


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
    element_refused, boundary_lost, flow_direction, unreachable, no_start, flow_missing, nested_too_deep, name_missing, layout_missing, foreign_vocabulary,
)
