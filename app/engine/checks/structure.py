"""Rules about the shape of a drawing: what is executed, what is connected, what has a name and a place."""

from __future__ import annotations

from app.engine.capabilities import ELEMENTS, EVENTS, WHY_ELEMENT
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing
from app.engine.reader import ACTIVITIES, GATEWAYS

MAX_ELEMENTS = 3_000
MAX_FLOWS = 6_000
MAX_NESTING = 60


@rule(
    "no-process", "error",
    zh="文件中没有可执行的流程；请画一个流程，或把已有的设为可执行（isExecutable）。",
    en="There is no executable process in this file; draw one, or mark one as executable (isExecutable).",
    why_zh="不可执行的流程只是一张图，谁也无法发起。",
    why_en="A process that is not executable is only a picture: nobody can start it.",
)
def no_process(drawing: Drawing, context: Context) -> Found:
    if not any(process.executable for process in drawing.processes):
        yield None, {}


@rule(
    "process-empty", "error",
    zh="流程“{element}”中没有任何元素；请至少画出开始事件和结束事件。",
    en="Process “{element}” is empty; draw at least a start and an end event.",
    why_zh="没有元素就没有地方开始，发起之后什么也不会发生。",
    why_en="There is nowhere to begin, so nothing would happen after it is started.",
)
def process_empty(drawing: Drawing, context: Context) -> Found:
    return [(process.id, {}) for process in drawing.processes if process.executable and not process.scope.elements]


@rule(
    "too-large", "error",
    zh="图中有 {elements} 个元素、{flows} 条顺序流，上限为 {most} 和 {most_flows}；请拆分为多个流程。",
    en="The drawing has {elements} elements and {flows} flows, more than {most} or {most_flows}; split it into several processes.",
    why_zh="更大的图没有人看得过来，检查和每一步运行也会拖慢其他事项。",
    why_en="Nobody can survey a larger drawing, and checking and running it would slow everybody else down.",
)
def too_large(drawing: Drawing, context: Context) -> Found:
    scopes = [scope for _, scope in drawing.scopes()]
    elements, flows = sum(len(scope.elements) for scope in scopes), sum(len(scope.flows) for scope in scopes)
    if elements > MAX_ELEMENTS or flows > MAX_FLOWS:
        yield None, {
            "elements": str(elements), "flows": str(flows), "most": str(MAX_ELEMENTS), "most_flows": str(MAX_FLOWS),
        }


@rule(
    "duplicate-id", "error",
    zh="标识“{element}”在文件中出现多次；请给每个元素不同的标识。",
    en="The id “{element}” occurs more than once; give each element an id of its own.",
    why_zh="任务、记录和引用都按标识找元素，重复时说不清指的是哪一个。",
    why_en="Tasks, history and references find an element by its id; with two of them nobody can tell which is meant.",
)
def duplicate_id(drawing: Drawing, context: Context) -> Found:
    return [(identity, {}) for identity in sorted(set(drawing.duplicates))]


@rule(
    "flow-dangling", "error",
    zh="顺序流“{element}”的起点或终点不在同一层；请重新连接。",
    en="Flow “{element}” begins or ends outside its own scope; connect it again.",
    why_zh="令牌只在同一层内移动，走上这条流就无处可去。",
    why_en="A token moves only inside its own scope; on this flow it would have nowhere to go.",
)
def flow_dangling(drawing: Drawing, context: Context) -> Found:
    return [(identity, {}) for identity in drawing.dangling]


@rule(
    "element-unknown", "error",
    zh="<{tag}> 不是本系统认识的 BPMN 元素；请删除它，或用流程的元素画出同样的意思。",
    en="<{tag}> is not a BPMN element known here; remove it, or say the same with elements of a process.",
    why_zh="不认识的元素若被默默略过，流程走的就不是图上画的路。",
    why_en="If it were skipped in silence, the process would not do what the drawing shows.",
)
def element_unknown(drawing: Drawing, context: Context) -> Found:
    return [(element, {"tag": tag}) for element, tag in drawing.unknown]


@rule(
    "reference-missing", "error",
    zh="“{element}”引用的“{missing}”在文件中不存在；请补上它，或改正引用。",
    en="“{element}” refers to “{missing}”, which is not in the file; add it, or correct the reference.",
    why_zh="走到这里时要用到被引用的内容，例如消息的名称，找不到就无法继续。",
    why_en="What is referred to, the name of a message for example, is needed when the process gets here.",
)
def reference_missing(drawing: Drawing, context: Context) -> Found:
    return [(element, {"missing": missing}) for element, missing in drawing.references]


@rule(
    "element-refused", "error",
    zh="“{element}”：{zh}",
    en="“{element}”: {en}",
    why_zh=WHY_ELEMENT[0],
    why_en=WHY_ELEMENT[1],
)
def element_refused(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        capability = ELEMENTS["eventSubProcess" if element.triggered_by_event else element.kind]
        if not capability.supported:
            yield element.id, {"zh": capability.zh, "en": capability.en}


@rule(
    "boundary-lost", "error",
    zh="边界事件“{element}”没有附着在同一层的活动上；请把它放到一个活动的边上。",
    en="Boundary event “{element}” is not attached to an activity of its scope; put it on the border of one.",
    why_zh="边界事件只在所附着的活动进行时等待，没有活动就永远不会触发。",
    why_en="A boundary event waits only while its activity is under way; without one it never happens.",
)
def boundary_lost(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("boundaryEvent"):
        host = scope.elements.get(element.attached_to or "")
        if host is None or host.kind not in ACTIVITIES:
            yield element.id, {}


@rule(
    "flow-direction", "error",
    zh="“{element}”的顺序流方向不对，请删除或改向：开始事件和边界事件没有流入，结束事件没有流出，事件子流程和补偿活动不连顺序流。",
    en="Flows at “{element}” go the wrong way, remove or turn them: none may enter a start or boundary event or leave an end event, none may touch an event subprocess or a compensating activity.",
    why_zh="这些元素由事件触发，或是路的尽头；连上的顺序流看似一条路，令牌却不会这样走。",
    why_en="An event triggers these elements, or the path ends there: the flow looks like a way to go, but no token takes it.",
)
def flow_direction(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("startEvent", "boundaryEvent", "endEvent"):
        if scope.outgoing(element.id) if element.kind == "endEvent" else scope.incoming(element.id):
            yield element.id, {}
    for _, scope, element in drawing.walk(*ACTIVITIES):
        if (element.triggered_by_event or element.compensates) and (scope.outgoing(element.id) or scope.incoming(element.id)):
            yield element.id, {}


@rule(
    "unreachable", "error",
    zh="“{element}”永远不会到达：没有顺序流通向它；请连上，或删除它。",
    en="“{element}” can never be reached: no flow leads to it; connect it, or remove it.",
    why_zh="看图的人会以为有这一步，实际上从来没有人办理。",
    why_en="People who read the drawing would count on a step that is never done.",
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
    "no-start", "error",
    zh="流程“{element}”没有可以启动它的开始事件；请画一个不带触发条件的，或消息、信号、计时的开始事件。",
    en="Nothing can start process “{element}”: give it a start event without a trigger, or for a message, signal or timer.",
    why_zh="人、消息、信号和时间都发起不了它，流程永远不会运行。",
    why_en="No person, message, signal or time can begin it, so it would never run.",
)
def no_start(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        starts = process.scope.starts()
        if process.executable and starts and not any(
            element.event is None or "startEvent" in EVENTS.get(element.event.kind, ()) for element in starts
        ):
            yield process.id, {}


@rule(
    "flow-missing", "error",
    zh="“{element}”没有流出的顺序流；请画出判断之后的去向。",
    en="No flow leaves “{element}”; draw where its decision leads.",
    why_zh="令牌到了这里无路可走，后面的人谁也接不到。",
    why_en="The token arrives here and has nowhere to go, so nobody carries on.",
)
def flow_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway", "inclusiveGateway"):
        if not scope.outgoing(element.id):
            yield element.id, {}


@rule(
    "nested-too-deep", "error",
    zh="子流程嵌套超过 {limit} 层；请把里层画成单独的流程，用调用活动调用。",
    en="Subprocesses are nested more than {limit} levels deep; draw the inner ones as a process of their own and call it.",
    why_zh="嵌套这么深的图没有人看得懂，执行时也会超出引擎的承受能力。",
    why_en="Nobody can follow a drawing that deep, and running it would be more than the engine can bear.",
)
def nested_too_deep(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        level, scopes = 0, [process.scope]
        while scopes:
            level += 1
            scopes = [element.scope for scope in scopes for element in scope.elements.values() if element.scope]
        if level > MAX_NESTING:
            yield process.id, {"limit": str(MAX_NESTING)}


@rule(
    "name-missing", "warning",
    zh="“{element}”没有名称；请写一个人们看得懂的名称（任务写做什么，网关写问什么）。",
    en="“{element}” has no name; give it one for people to read (a task says what to do, a gateway what is asked).",
    why_zh="任务清单、办理记录和进度图都显示名称，没有名称就只剩内部标识。",
    why_en="Task lists, history and pictures show the name; without one people see an internal id.",
)
def name_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        splits = element.kind in GATEWAYS and len(scope.outgoing(element.id)) > 1 and element.kind != "parallelGateway"
        if not element.name and (element.kind in ACTIVITIES or splits):
            yield element.id, {}


@rule(
    "layout-missing", "warning",
    zh="“{element}”在图上没有位置；请用建模工具给它补上图形（BPMN DI）。",
    en="“{element}” has no place in the picture; give it a shape with a modelling tool (BPMN DI).",
    why_zh="没有位置的元素，在设计器和进度图上都看不见。",
    why_en="What has no place is invisible in the studio and in the picture of how far things have come.",
)
def layout_missing(drawing: Drawing, context: Context) -> Found:
    if drawing.shapes:
        return [(element.id, {}) for _, _, element in drawing.walk() if element.id not in drawing.shapes]
    return [(None, {"element": drawing.file})]


@rule(
    "foreign-vocabulary", "warning",
    zh="“{element}”上的其他厂商扩展会保留，但没有作用：{names}；请改用本系统的设置，或删除。",
    en="Extensions of other vendors at “{element}” are kept but have no effect: {names}; use the settings of this system instead, or remove them.",
    why_zh="它们在别处规定的事，例如由谁办理，在这里不会发生。",
    why_en="What they arrange elsewhere, such as who does a task, does not happen here.",
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
