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
    "scopeKey", "exclude", "due", "recordKey", "correlationKey", "payload", "businessKey", "region", "unit", "title",
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
        if reminder.on:
            yield "reminder", reminder.on
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
    "expression-foreign", "error", zh="“{element}”的 {where} 是 {language} 表达式，不会执行；请改写为 FEEL：{text}",
    en="{where} at “{element}” is written in {language}, which is not executed; write it in FEEL: {text}",
)
def expression_foreign(drawing: Drawing, context: Context) -> Found:
    for element, where, text in _texts(drawing):
        language = language_of(text)
        if language and not _compiles(text, context):
            yield element, {"where": where, "language": language, "text": text[:120]}


@rule(
    "feel-syntax", "error", zh="“{element}”的 {where} 不是正确的 FEEL：{problem}",
    en="{where} at “{element}” is not valid FEEL: {problem_en}",
)
def feel_syntax(drawing: Drawing, context: Context) -> Found:
    for element, where, text in _texts(drawing):
        try:
            formula(text, context.functions)
        except feel.FeelError as error:
            if not language_of(text):
                yield element, {"where": where, "problem": error.text("zh")[:300], "problem_en": error.text("en")[:300]}


def _compiles(text: str, context: Context) -> bool:
    try:
        formula(text, context.functions)
    except feel.FeelError:
        return False
    return True


@rule(
    "script-language", "error", zh="脚本任务“{element}”的语言是 {language}；只执行 FEEL（写成一个上下文）。",
    en="The script of “{element}” is {language}; only FEEL is executed, as one context.",
)
def script_language(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("scriptTask"):
        if element.script_format.lower() not in {"", "feel"}:
            yield element.id, {"language": element.script_format[:60]}


@rule("script-missing", "error", zh="脚本任务“{element}”没有脚本。", en="Script task “{element}” has no script.")
def script_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("scriptTask") if not element.script]


@rule(
    "timer-text", "error", zh="“{element}”的计时器没有写明或无法理解：{text}",
    en="The timer at “{element}” is missing or cannot be understood: {text}",
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
    "due-text", "error", zh="“{element}”的期限不是日期、时间或以“=”开头的 FEEL：{text}",
    en="The due rule of “{element}” is neither a date, a moment nor FEEL after “=”: {text}",
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
    "condition-missing", "error", zh="排他网关“{element}”有多个没有条件的流出，只有第一条会走；请写条件或设默认流。",
    en="Exclusive gateway “{element}” has several flows without a condition, only the first is ever taken; write conditions or set a default.",
)
def condition_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway"):
        if sum(not flow.condition and flow.id != element.default for flow in scope.outgoing(element.id)) > 1:
            yield element.id, {}


@rule(
    "default-missing", "warning", zh="“{element}”没有默认流：条件都不成立时会停在这里成为异常。",
    en="“{element}” has no default flow: when no condition holds, it stops here as an incident.",
)
def default_missing(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk("exclusiveGateway", "inclusiveGateway"):
        flows = scope.outgoing(element.id)
        if len(flows) > 1 and all(flow.condition for flow in flows) and element.default is None:
            yield element.id, {}


@rule(
    "default-wrong", "error", zh="“{element}”的默认流“{flow}”不是它的流出。",
    en="The default flow “{flow}” of “{element}” does not leave it.",
)
def default_wrong(drawing: Drawing, context: Context) -> Found:
    for _, scope, element in drawing.walk():
        if element.default and element.default not in {flow.id for flow in scope.outgoing(element.id)}:
            yield element.id, {"flow": element.default}


@rule(
    "items-missing", "error", zh="多实例“{element}”没有集合（loopDataInputRef）或数量（loopCardinality）。",
    en="Multi-instance “{element}” has neither a collection (loopDataInputRef) nor a number (loopCardinality).",
)
def items_missing(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if element.multi and not (element.multi.collection or element.multi.cardinality):
            yield element.id, {}


@rule(
    "outputs-not-collected", "warning", zh="多实例“{element}”没有声明输出集合，各项写入同名变量时后者覆盖前者。",
    en="Multi-instance “{element}” declares no output collection: where items write the same name, the last one wins.",
)
def outputs_not_collected(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        if element.multi and not element.multi.output_collection and element.kind not in {"sendTask", "task"}:
            yield element.id, {}


RULES: tuple[Rule, ...] = (
    expression_foreign, feel_syntax, script_language, script_missing, timer_text, due_text, condition_missing, default_missing,
    default_wrong, items_missing, outputs_not_collected,
)
