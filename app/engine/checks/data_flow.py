"""Rules about data: what is read before anything can have set it, and what two branches write at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app import feel
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.expressions import formula
from app.engine.model import Drawing, Element, Process, Scope

FROM_THE_START = frozenset({"started_by", "starter_unit"})
OF_ITEMS = frozenset({"loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
OF_ANSWERS = frozenset({"answers", "actor"})
FORKS = {"parallelGateway", "inclusiveGateway"}
READ = ("scopeKey", "exclude", "due", "recordKey", "state", "correlationKey", "payload", "called")


@dataclass(frozen=True)
class Use:
    """What an element reads and writes; `writes` None means that nobody can know."""

    reads: Mapping[str, str]               # name → where it is read
    writes: frozenset[str] | None


def use_of(process: Process, scope: Scope, element: Element, context: Context) -> Use:
    """Reads and writes of one element with the flows that leave it."""
    reads = dict(_reads(scope, element, context))
    for name in _local(process, element):
        reads.pop(name, None)
    return Use(reads, _writes(process, element, context))


def _local(process: Process, element: Element) -> Iterator[str]:
    if element.multi:
        yield from filter(None, [element.multi.item, element.multi.output_collection])
    if element.multi or element.loop:
        yield from OF_ITEMS
    if element.outputs is not None or "state" in element.settings:
        yield from OF_ANSWERS


def _reads(scope: Scope, element: Element, context: Context) -> Iterator[tuple[str, str]]:
    texts = [(name, element.settings[name]) for name in READ if element.settings.get(name, "").startswith("=")]
    texts += [(name, value) for name, value in element.inputs or () if value.startswith("=")]
    if element.script:
        texts.append(("script", element.script))
    if element.event is not None and (element.event.kind == "conditional" or element.event.text.startswith("=")):
        texts.append(("condition" if element.event.kind == "conditional" else "timer", element.event.text))
    if element.multi:
        texts += [(where, text) for where in ("collection", "cardinality") if (text := getattr(element.multi, where))]
    if element.loop is not None and element.loop.condition and element.loop.test_before:
        texts.append(("loopCondition", element.loop.condition))
    for where, text in texts:
        yield from ((name, where) for name in _names(text, context))
    written = _written_names(element)
    for flow in scope.outgoing(element.id):
        yield from ((name, f"condition {flow.name or flow.id}") for name in _names(flow.condition, context) if name not in written)


def _written_names(element: Element) -> frozenset[str]:
    """Names that an element certainly sets before its flows are asked."""
    names = {name for name, _ in element.outputs or ()} | set(_script_names(element) or ())
    return frozenset(names | ({element.settings["result"]} if element.settings.get("result") else set()))


def _names(text: str, context: Context) -> frozenset[str]:
    try:
        return formula(text, context.functions).names if text else frozenset()
    except feel.FeelError:
        return frozenset()                       # said by the rule `feel-syntax`


def _writes(process: Process, element: Element, context: Context) -> frozenset[str] | None:
    if element.scope is not None:
        return _writes_inside(process, element.scope, context) if not element.multi else _collected(element)
    if element.multi and element.multi.output_collection:
        return _collected(element)
    if element.settings.get("result"):
        return frozenset({element.settings["result"]})
    if element.outputs is not None:
        return frozenset(name for name, _ in element.outputs)
    return _result_names(process, element, context)


def _collected(element: Element) -> frozenset[str] | None:
    name = element.multi.output_collection if element.multi else None
    return frozenset({name}) if name else None


def _writes_inside(process: Process, scope: Scope, context: Context) -> frozenset[str] | None:
    found: set[str] = set()
    for element in scope.elements.values():
        written = _writes(process, element, context)
        if written is None:
            return None
        found |= written
    return frozenset(found)


def _result_names(process: Process, element: Element, context: Context) -> frozenset[str] | None:
    kind = element.kind
    if kind == "userTask":
        form = element.settings.get("form") or f"{process.id}/{element.id}"
        return (context.form_fields or {}).get(form)
    if kind == "serviceTask":
        name, known = element.settings.get("operation", ""), context.gives or {}
        return known.get(f"{process.id}.{name}", known.get(name))
    if kind == "scriptTask":
        return _script_names(element)
    if kind in {"businessRuleTask", "callActivity", "receiveTask"} or element.event_of("message", "signal"):
        return None if kind not in {"endEvent", "intermediateThrowEvent"} else frozenset()
    return frozenset()


def _script_names(element: Element) -> frozenset[str] | None:
    """Entries of a script's context, as far as they can be read without running it."""
    if not element.script:
        return frozenset()
    try:
        return feel.entry_names(element.script)
    except feel.FeelError:
        return frozenset()


def _given(process: Process, context: Context) -> frozenset[str] | None:
    """Names that are there when the process starts; None when anything may be."""
    if context.form_fields is None or any(start.event is not None for start in process.scope.starts()):
        return None                              # a message brings what it likes
    callers = (context.passed or {}).get(process.id, frozenset())
    if callers is None:
        return None
    found = set(FROM_THE_START) | callers | set(process.data_inputs or ())
    for start in process.scope.starts():
        fields = context.form_fields.get(start.settings.get("form", ""), frozenset())
        found |= fields or frozenset()
    return frozenset(found)


@rule(
    "variable-never-set", "warning",
    zh="“{element}”的 {where} 读取变量“{name}”，但在此之前没有表单、操作、脚本或决策设置它，读到的总是空值；请检查名称，或先设置它。",
    en="{where} at “{element}” reads the variable “{name}”, but no form, operation, script or decision sets it before, so it is always null; check the name or set it first.",
    why_zh="空值不会报错，只会让条件不成立、计算没有结果。",
    why_en="Null raises no error: conditions just do not hold, and sums come to nothing.",
)
def variable_never_set(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        given = _given(process, context)
        if given is None or not process.executable:
            continue
        graph = _Graph(process, context)
        for element, use in graph.uses.items():
            for name, where in use.reads.items():
                if name not in given and name not in graph.owned and not graph.may_be_set_before(element, name):
                    yield element, {"name": name, "where": where}


class _Graph:
    """All elements of a process as one graph: a subprocess leads to its inside and its inside back to it."""

    def __init__(self, process: Process, context: Context) -> None:
        self.uses: dict[str, Use] = {}
        self.next: dict[str, set[str]] = {}
        self.owned = {name for _, element in process.scope.walk() for name in element.owned}
        for scope, element in process.scope.walk():
            use = use_of(process, scope, element, context)
            inside = element.scope is not None
            self.uses[element.id] = Use(use.reads, frozenset() if inside and not element.multi else use.writes)
            goals = {flow.target for flow in scope.outgoing(element.id)} | {each.id for each in scope.attached(element.id)}
            if element.scope is not None:
                goals |= set(element.scope.elements)
                for inner in element.scope.elements:
                    self.next.setdefault(inner, set()).add(element.id)
            self.next.setdefault(element.id, set()).update(goals)
        self.entries = {
            each.id for each in process.scope.elements.values()
            if each.kind == "startEvent" or each.aside or not process.scope.incoming(each.id)
        }

    def may_be_set_before(self, reader: str, name: str) -> bool:
        """Whether some writer can be reached without passing the reader first; the reader itself may write in an earlier turn."""
        reached = self._reachable(self.entries - {reader}, without=reader)
        writers = {each for each, use in self.uses.items() if use.writes is None or name in use.writes}
        return bool(writers & reached)

    def _reachable(self, starts: Iterable[str], without: str) -> set[str]:
        found, waiting = set(starts), list(starts)
        while waiting:
            for following in self.next[waiting.pop()] - {without}:
                if following not in found:
                    found.add(following)
                    waiting.append(following)
        return found


@rule(
    "branches-write-one-name", "warning",
    zh="“{element}”之后的并行分支都写变量“{name}”（{writers}），后写的覆盖先写的；请用不同的名称。",
    en="Parallel branches after “{element}” write the same variable “{name}” ({writers}): the last one wins; use different names.",
    why_zh="哪一个后写取决于谁办得慢，结果时对时错，很难查出原因。",
    why_en="Who is slower decides the result, so it is right one day and wrong the next, and hard to find.",
)
def branches_write_one_name(drawing: Drawing, context: Context) -> Found:
    for process, scope in drawing.scopes():
        for element in scope.elements.values():
            flows = [flow for flow in scope.outgoing(element.id) if element.kind in FORKS or not flow.condition]
            if len(flows) > 1 and element.kind not in {"exclusiveGateway", "eventBasedGateway"}:
                for name, writers in _clashes(process, scope, element.id, [flow.target for flow in flows], context):
                    yield element.id, {"name": name, "writers": ", ".join(writers)}


def _clashes(
    process: Process, scope: Scope, fork: str, branches: list[str], context: Context,
) -> Iterator[tuple[str, list[str]]]:
    reached = [_after(scope, branch, fork) for branch in branches]
    written: dict[str, dict[int, str]] = {}
    for number, inside in enumerate(reached):
        alone = inside.difference(*(other for place, other in enumerate(reached) if place != number))
        for each in sorted(alone):
            for name in _writes(process, scope.elements[each], context) or ():
                written.setdefault(name, {})[number] = each
    yield from ((name, sorted(set(by.values()))) for name, by in sorted(written.items()) if len(by) > 1)


def _after(scope: Scope, start: str, without: str) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        current = waiting.pop()
        if current not in found and current != without:
            found.add(current)
            waiting += [flow.target for flow in scope.outgoing(current)] + [each.id for each in scope.attached(current)]
    return found


@rule(
    "deadline-without-path", "warning",
    zh="期限“{element}”到了之后没有画出去向；请画出到期之后做什么。",
    en="Nothing follows the deadline “{element}”; draw what happens after it.",
    why_zh="到期时任务被收回，分支就此结束，没有人接着办。",
    why_en="When it passes, the task is taken away and the branch ends there: nobody carries on.",
)
def deadline_without_path(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("boundaryEvent"):
        if element.event_of("timer") and element.interrupting and not scope.outgoing(element.id):
            yield element.id, {}


@rule(
    "message-unsent", "warning",
    zh="“{element}”等待的{kind}“{name}”没有任何图发出；请画出由谁发出，若由外部系统发来，请注明（jiebang:external）并确认名称。",
    en="No drawing sends the {kind_en} “{name}” that “{element}” waits for; draw who sends it, or if another system does, say so (jiebang:external) and make sure of the name.",
    why_zh="没有人发出它，令牌会一直等下去，由它启动的流程也不会开始。",
    why_en="If nobody sends it, the token waits for ever, or what it should start never begins.",
)
def message_unsent(drawing: Drawing, context: Context) -> Found:
    if context.thrown is not None:
        here = context.thrown | thrown_in(drawing)
        for _, _, element in drawing.walk("receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent"):
            event = element.event_of("message", "signal")
            kind, name = (event.kind, event.name or element.id) if event else ("message", element.message or element.id)
            external = element.settings.get("external") == "true"
            if (event or element.kind == "receiveTask") and not external and (kind, name) not in here:
                yield element.id, {"name": name, "kind": {"message": "消息", "signal": "信号"}[kind], "kind_en": kind}


def thrown_in(drawing: Drawing) -> frozenset[tuple[str, str]]:
    """Messages and signals that a drawing throws: kind and name."""
    found = set()
    for _, _, element in drawing.walk("sendTask", "endEvent", "intermediateThrowEvent"):
        event = element.event_of("message", "signal")
        if event is not None:
            found.add((event.kind, event.name or element.id))
        elif element.kind == "sendTask":
            found.add(("message", element.message or element.id))
    return frozenset(found)


@rule(
    "called-without-start", "error",
    zh="“{element}”调用的流程“{called}”没有不带触发条件的开始事件；请在那个流程里画一个。",
    en="The process “{called}” called by “{element}” has no start event without a trigger; draw one there.",
    why_zh="调用从这样的开始事件进入，没有它，被调用的流程不知道从哪里开始。",
    why_en="A call enters by such a start event; without one the called process cannot begin.",
)
def called_without_start(drawing: Drawing, context: Context) -> Found:
    if context.callable is not None:
        known = set(context.processes or ())
        for _, _, element in drawing.walk("callActivity"):
            if element.called in known - context.callable:
                yield element.id, {"called": element.called}


RULES: tuple[Rule, ...] = (
    variable_never_set, branches_write_one_name, deadline_without_path, message_unsent, called_without_start,
)
