"""Rules about what is written in FEEL, and about timers, loops and default flows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app import feel
from app.engine import timers
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.errors import EngineError
from app.engine.expressions import formula
from app.engine.model import Drawing, Element

FOREIGN = [
    ("JUEL", re.compile(r"[$#]\{")),
    ("JavaScript", re.compile(r"===|!==|&&|\|\||\bfunction\s*\w*\s*\([^)]*\)\s*\{|=>|\bvar\s|\blet\s")),
    ("Python", re.compile(r"\b(import|lambda|def|elif)\s|__\w+__|\bis None\b|\bNone\b")),
    ("Groovy", re.compile(r"\bexecution\.(get|set)Variable")),
]
SETTINGS = (
    "scopeKey", "exclude", "due", "recordKey", "correlationKey", "payload", "state", "businessKey", "region", "unit", "title",
    "available", "called",
)


def _texts(drawing: Drawing) -> Iterator[tuple[str, str, str]]:
    """Every FEEL text: element id, where it stands, the text."""
    for process in drawing.processes:
        for name in SETTINGS:
            if process.settings.get(name, "").startswith("="):
                yield process.id, name, process.settings[name]
    for _, scope in drawing.scopes():
        yield from ((flow.id, "condition", flow.condition) for flow in scope.flows.values() if flow.condition)
    for _, _, element in drawing.walk():
        yield from ((element.id, where, text) for where, text in element_texts(element))


def element_texts(element: Element) -> Iterator[tuple[str, str]]:
    """Every FEEL text of an element itself: where it stands, the text."""
    for name in SETTINGS:
        if element.settings.get(name, "").startswith("="):
            yield name, element.settings[name]
    for reminder in element.reminders:
        if text := reminder.on or reminder.counted:
            yield "reminder", text
    for name, value in (element.inputs or ()) + (element.outputs or ()):
        if value.startswith("="):
            yield name, value
    if element.event and element.event.kind == "conditional" and element.event.text:
        yield "condition", element.event.text
    elif element.event and element.event.text.startswith("="):
        yield "timer", element.event.text
    if element.loop and element.loop.condition:
        yield "loopCondition", element.loop.condition
    if element.kind == "scriptTask" and element.script and element.script_format.lower() in {"", "feel"}:
        yield "script", element.script
    if element.multi:
        for where in ("collection", "cardinality", "completion"):
            if text := getattr(element.multi, where):
                yield where, text


def language_of(text: str) -> str | None:
    """The other language that a text seems to be written in."""
    return next((name for name, pattern in FOREIGN if pattern.search(text)), None)


@rule(
    "expression-foreign", "error",
    zh="“{element}”的 {where} 是 {language} 表达式，不会执行；请改写为 FEEL：{text}",
    en="{where} at “{element}” is written in {language}, which is not executed; write it in FEEL: {text}",
    why_zh="这里只认 FEEL；走到这一步时，别的写法算不出任何结果。",
    why_en="Only FEEL means something here; when the process gets here, nothing else can be worked out.",
)
def expression_foreign(drawing: Drawing, context: Context) -> Found:
    for element, where, text in _texts(drawing):
        language = language_of(text)
        if language and not _compiles(text, context, where):
            yield element, {"where": where, "language": language, "text": text[:120]}


@rule(
    "feel-syntax", "error",
    zh="“{element}”的 {where} 不是正确的 FEEL，请改正：{problem}",
    en="{where} at “{element}” is not valid FEEL, correct it: {problem_en}",
    why_zh="写错的表达式算不出结果，流程走到这里会停下成为异常。",
    why_en="It cannot be worked out, so the process would stop here as an incident.",
)
def feel_syntax(drawing: Drawing, context: Context) -> Found:
    for element, where, text in _texts(drawing):
        try:
            formula(text, context.functions_at(where))
        except feel.FeelError as error:
            if not language_of(text):
                yield element, {"where": where, "problem": error.text("zh")[:300], "problem_en": error.text("en")[:300]}


def _compiles(text: str, context: Context, where: str) -> bool:
    try:
        formula(text, context.functions_at(where))
    except feel.FeelError:
        return False
    return True


@rule(
    "data-key-missing", "error",
    zh="“{element}”的 {where} 用到“{key}”，而 {function} 没有这一条目；请改正名称，或先在数据文件里添加。",
    en="{where} at “{element}” names “{key}”, which {function} does not know; correct the name, or add it to the data file first.",
    why_zh="没有这一条目，算出来是空值：期限、比例都不再起作用。",
    why_en="Without the entry the value is null: deadlines and limits no longer hold.",
)
def data_key_missing(drawing: Drawing, context: Context) -> Found:
    for element, where, text in _texts(drawing):
        for function, known in context.keys.items():
            for key in re.findall(rf'(?<![\w"]){re.escape(function)}\(\s*"([^"]+)"', text):
                if key not in known:
                    yield element, {"where": where, "key": key, "function": function}


@rule(
    "script-language", "error",
    zh="脚本任务“{element}”的语言是 {language}；只执行 FEEL，请改写成一个上下文。",
    en="The script of “{element}” is {language}; only FEEL is executed, write it as one context.",
    why_zh="FEEL 只计算数值，碰不到服务器；别的语言的脚本在上面什么都能做。",
    why_en="FEEL only works out values; a script of another language could do anything to the server.",
)
def script_language(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("scriptTask"):
        if element.script_format.lower() not in {"", "feel"}:
            yield element.id, {"language": element.script_format[:60]}


@rule(
    "script-missing", "error",
    zh="脚本任务“{element}”没有脚本；请写一个 FEEL 上下文，或改成别的任务。",
    en="Script task “{element}” has no script; write a context in FEEL, or make it another kind of task.",
    why_zh="没有脚本就不会设置任何变量，后面用到它们的地方读到的都是空值。",
    why_en="Without one no variable is set, and whatever reads them later finds null.",
)
def script_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("scriptTask") if not element.script]


@rule(
    "timer-text", "error",
    zh="“{element}”的计时器没有写明或无法理解，请写成时刻、时长（P10D）、循环（R3/P1D）或以“=”开头的 FEEL：{text}",
    en="The timer at “{element}” is missing or cannot be understood; write a moment, a duration (P10D), a cycle (R3/P1D) or FEEL after “=”: {text}",
    why_zh="看不懂的计时器永远不会到时：期限过了，什么也不会发生。",
    why_en="A timer that cannot be read never comes due: the deadline passes and nothing happens.",
)
def timer_text(drawing: Drawing, context: Context) -> Found:
    read = {"date": timers.moment, "duration": timers.period, "cycle": timers.cycle}
    for _, _, element in drawing.walk():
        for event in element.events:
            if event.kind != "timer" or event.text.startswith("="):
                continue
            try:
                read[event.timer or "?"](event.text)
            except (EngineError, KeyError):
                yield element.id, {"text": event.text[:80]}


@rule(
    "due-text", "error",
    zh="“{element}”的期限不是日期、时间或以“=”开头的 FEEL，请改成其中一种：{text}",
    en="The due rule of “{element}” is neither a date, a moment nor FEEL after “=”, write one of these: {text}",
    why_zh="期限算不出来，任务就没有期限，不会提醒，也看不出超期。",
    why_en="Without a due time nobody is reminded of the task or sees that it is late.",
)
def due_text(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("userTask", "manualTask"):
        text = element.settings.get("due")
        if text is not None and not text.startswith("="):
            try:
                timers.moment(text)
            except EngineError:
                yield element.id, {"text": text[:80]}


@rule(
    "condition-missing", "error",
    zh="排他网关“{element}”有多个没有条件的流出；请写条件，或把其中一条设为默认流。",
    en="Exclusive gateway “{element}” has several flows without a condition; write conditions, or make one of them the default.",
    why_zh="没有条件的流总是成立：只有第一条会走，其余的路永远没有人走。",
    why_en="A flow without a condition always holds: the first is taken each time, the others never.",
)
def condition_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway"):
        if sum(not flow.condition and flow.id != element.default for flow in scope.outgoing(element.id)) > 1:
            yield element.id, {}


@rule(
    "default-missing", "warning",
    zh="“{element}”没有默认流；请把一条流出设为默认流。",
    en="“{element}” has no default flow; make one of its flows the default.",
    why_zh="条件都不成立时，流程会停在这里成为异常，等人来处理。",
    why_en="When no condition holds, the process stops here as an incident until somebody steps in.",
)
def default_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway", "inclusiveGateway"):
        flows = scope.outgoing(element.id)
        if len(flows) > 1 and all(flow.condition for flow in flows) and element.default is None:
            yield element.id, {}


@rule(
    "default-wrong", "error",
    zh="“{element}”的默认流“{flow}”不是它的流出；请重新选择默认流。",
    en="The default flow “{flow}” of “{element}” does not leave it; choose the default again.",
    why_zh="条件都不成立时要走默认流；它不从这里出去，流程就没有去路。",
    why_en="It is taken when no condition holds; if it does not leave here, there is no way on.",
)
def default_wrong(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        if element.default and element.default not in {flow.id for flow in scope.outgoing(element.id)}:
            yield element.id, {"flow": element.default}


@rule(
    "items-missing", "error",
    zh="多实例“{element}”没有集合（loopDataInputRef）或数量（loopCardinality）；请写明其中一项。",
    en="Multi-instance “{element}” has neither a collection (loopDataInputRef) nor a number (loopCardinality); write one of them.",
    why_zh="不知道要办几份，就一份也派不出去。",
    why_en="Nobody knows how many there are to be, so none can be handed out.",
)
def items_missing(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if element.multi and not (element.multi.collection or element.multi.cardinality):
            yield element.id, {}


@rule(
    "outputs-not-collected", "warning",
    zh="多实例“{element}”没有声明输出集合；请声明一个（loopDataOutputRef），或确认各项不写同名变量。",
    en="Multi-instance “{element}” declares no output collection; declare one (loopDataOutputRef), or make sure that items do not write the same name.",
    why_zh="各项写入同名变量时后者覆盖前者，例如几位专家的意见只留下一份。",
    why_en="Where items write the same name, the last one wins: of several reviews only one is kept.",
)
def outputs_not_collected(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if element.multi and not element.multi.output_collection and element.kind not in {"sendTask", "task"}:
            yield element.id, {}


RULES: tuple[Rule, ...] = (
    expression_foreign, feel_syntax, data_key_missing, script_language, script_missing, timer_text, due_text, condition_missing, default_missing,
    default_wrong, items_missing, outputs_not_collected,
)
