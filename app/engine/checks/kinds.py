"""Rules about kinds of values: what forms and scripts make known, and conditions that can never be true by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app import feel
from app.engine.checks.data_flow import FROM_THE_START, use_of
from app.engine.checks.expressions import element_texts
from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing, Element, Process


def known_kinds(process: Process, context: Context) -> dict[str, str]:
    """Kinds of variables on which everything that sets them agrees; nothing about those that something unknown may set."""
    found: dict[str, str | None] = dict.fromkeys((context.passed or {}).get(process.id) or (), None)
    found |= dict.fromkeys([*FROM_THE_START, *(process.data_inputs or ())], None)
    for scope, element in process.scope.walk():
        told = dict(_told(process, element, context))
        written = use_of(process, scope, element, context).writes
        for name in {*told, *(written or ())}:
            kind = told.get(name)
            found[name] = kind if found.get(name, kind) == kind else None
        if element.multi:
            found |= dict.fromkeys(filter(None, [element.multi.item, element.multi.output_collection]), None)
    return {name: kind for name, kind in found.items() if kind is not None}


def _told(process: Process, element: Element, context: Context) -> Iterator[tuple[str, str]]:
    if element.multi or element.loop or element.settings.get("result"):
        return
    if element.kind in {"userTask", "startEvent"} and element.outputs is None:
        form = element.settings.get("form") or f"{process.id}/{element.id}"
        yield from (context.form_kinds or {}).get(form, {}).items()
    if element.kind == "scriptTask" and element.script and element.outputs is None:
        try:
            kinds = feel.entry_kinds(element.script, {})
        except feel.FeelError:
            return
        yield from ((name, kind) for name, kind in kinds.items() if kind is not None and kind != "null")


@rule(
    "feel-kinds", "warning",
    zh="“{element}”的 {where}：{problem}，结果总是空值或不成立；请检查变量和写法：{text}",
    en="{where} at “{element}” {problem_en}: the result is always null or not true; check the variables and how it is written: {text}",
    why_zh="这样的错误不会报警，流程只是悄悄走上另一条路。",
    why_en="No error tells of it: the process just takes another path and nobody notices.",
)
def feel_kinds(drawing: Drawing, context: Context) -> Found:
    for process in drawing.processes:
        known = known_kinds(process, context) if process.executable else {}
        for element, where, text, is_condition in _texts(process):
            for clash in _clashes(text, known, context.functions_at(where), is_condition):
                yield element, {"where": where, "problem": clash.zh, "problem_en": clash.en, "text": text[:120]}


def _texts(process: Process) -> Iterator[tuple[str, str, str, bool]]:
    for scope, element in process.scope.walk():
        yield from ((element.id, where, text, where in {"condition", "loopCondition"}) for where, text in element_texts(element))
        for flow in scope.outgoing(element.id):
            if flow.condition:
                yield flow.id, "condition", flow.condition, True


def _clashes(text: str, known: Mapping[str, str], functions: frozenset[str], is_condition: bool) -> list[feel.Clash]:
    try:
        kind, clashes = feel.kind_and_clashes(text, known, functions)
    except feel.FeelError:
        return []                                # said by the rule `feel-syntax`
    if is_condition and kind not in {None, "boolean"}:
        clashes.append(feel.Clash(f"is a {kind}, neither true nor false", f"是{feel.KIND_ZH.get(kind or '', kind)}，不是真假"))
    return clashes


RULES: tuple[Rule, ...] = (feel_kinds,)
