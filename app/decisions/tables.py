"""Reads a decision table from its XML (DMN 1.5, chapter 8)."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from app.decisions.hit_policies import AGGREGATIONS, POLICIES
from app.decisions.reader import Reader
from app.decisions.table import DecisionTable, Input, Output, Rule
from app.decisions.xml_names import child, children, text_of
from app.feel.language import Expression

Place = tuple[str, str]
Read = Callable[[str, Place], Expression]


def read_table(reader: Reader, element: etree._Element, read: Read) -> DecisionTable | None:
    """The table; what is wrong with it is noted in the reader. None if it has no known hit policy."""
    given = element.get("hitPolicy", "UNIQUE").strip().upper()
    policy = POLICIES.get(given, given if given in POLICIES.values() else None)
    if policy is None:
        reader.error("hit-policy", f"unknown hit policy {given}", f"未知的命中策略 {given}")
        return None
    inputs = tuple(_input(reader, each, read, n) for n, each in enumerate(children(element, "input"), 1))
    outputs = tuple(_output(reader, each, read, n) for n, each in enumerate(children(element, "output"), 1))
    names = [each.get("name", "") for each in children(element, "annotation")]
    rules = tuple(
        _rule(reader, each, read, n, inputs, outputs, names) for n, each in enumerate(children(element, "rule"), 1)
    )
    _check_outputs(reader, policy, outputs)
    table = DecisionTable(reader.place[0], policy, _aggregation(reader, element, policy), inputs, outputs, rules)
    reader.tables.append((reader, table))
    return table


def _input(reader: Reader, element: etree._Element, read: Read, n: int) -> Input:
    expression = child(element, "inputExpression")
    text = text_of(expression)
    label = element.get("label") or text or str(n)
    if not text:
        reader.error("input-empty", f"input column {n} has no expression", f"第 {n} 个输入列没有表达式")
    place = (f"input column {label}", f"输入列“{label}”")
    allowed = text_of(child(element, "inputValues"))
    kind = ("" if expression is None else expression.get("typeRef", "")) or reader.kinds.get(text, "")
    return Input(label, read(text, place), reader.tests(allowed, place) if allowed else None, kind)


def _output(reader: Reader, element: etree._Element, read: Read, n: int) -> Output:
    name = element.get("name") or element.get("label") or ""
    place = (f"output column {name or n}", f"输出列“{name or n}”")
    allowed, default = text_of(child(element, "outputValues")), text_of(child(element, "defaultOutputEntry"))
    return Output(name, read(f"[{allowed}]", place) if allowed else None, read(default, place) if default else None)


def _rule(
    reader: Reader, element: etree._Element, read: Read, n: int, inputs: tuple[Input, ...], outputs: tuple[Output, ...],
    annotations: list[str],
) -> Rule:
    cells, entries = children(element, "inputEntry"), children(element, "outputEntry")
    if len(cells) != len(inputs) or len(entries) != len(outputs):
        reader.error("rule-cells", f"rule {n} has not one cell for each column", f"规则 {n} 的单元格数与列数不符")
        return Rule(n, (), ())
    tests = []
    for column, cell in enumerate(cells):
        text = text_of(cell)
        if text not in ("", "-"):
            tests.append((column, reader.tests(text, _cell(n, inputs[column].label))))
    values = tuple(
        read(text_of(entry) or "null", _cell(n, output.name or "output"))
        for entry, output in zip(entries, outputs, strict=True)
    )
    return Rule(n, tuple(tests), values, element.get("id", ""), _notes(element, annotations))


def _notes(element: etree._Element, names: list[str]) -> tuple[tuple[str, str], ...]:
    """What the author wrote beside the rule."""
    texts = [text_of(each) for each in children(element, "annotationEntry")]
    named = [(names[place] if place < len(names) else "", text) for place, text in enumerate(texts) if text]
    description = text_of(element, "description")
    return tuple([*named, ("", description)] if description else named)


def _cell(rule: int, column: str) -> Place:
    return f"rule {rule}, column {column}", f"规则 {rule}，列“{column}”"


def _check_outputs(reader: Reader, policy: str, outputs: tuple[Output, ...]) -> None:
    if not outputs:
        reader.error("output-missing", "the table has no output", "决策表没有输出列")
    if len(outputs) > 1 and len({output.name for output in outputs} - {""}) < len(outputs):
        reader.error("output-name", "several outputs need different names", "多个输出列需要不同的名称")
    if policy in "PO" and not any(output.allowed for output in outputs):
        reader.error(
            "output-values", "this hit policy needs output values in order of priority", "该命中策略需要按优先级列出输出值"
        )


def _aggregation(reader: Reader, element: etree._Element, policy: str) -> str | None:
    aggregation = element.get("aggregation", "").upper()
    if policy != "C" or not aggregation:
        return None
    if aggregation not in AGGREGATIONS:
        reader.error("aggregation", f"unknown aggregation {aggregation}", f"未知的汇总方式 {aggregation}")
    return aggregation
