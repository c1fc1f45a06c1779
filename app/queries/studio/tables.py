"""Decision tables for reading, and trying them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app import decisions, feel
from app.decisions.model import Decision, DecisionModel
from app.decisions.table import DecisionTable
from app.decisions.xml_names import child, children, text_of
from app.errors import Refused
from app.runtime import Runtime
from app.store.database import Session
from app.xml import parse_untrusted

LONGEST = 2_000


@dataclass(frozen=True)
class Column:
    """A column's head: what it is called, what it looks at or is named, its type."""

    label: str
    text: str
    type: str
    allowed: str = ""


@dataclass(frozen=True)
class Row:
    """A rule."""

    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TableView:
    """A decision to read: a table, or an expression."""

    id: str
    name: str
    policy: str = ""
    aggregation: str = ""
    inputs: tuple[Column, ...] = ()
    outputs: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[Row, ...] = ()
    expression: str = ""


def views(content: bytes) -> list[TableView]:
    """The decisions of a DMN file; raises UnsafeXml."""
    root = parse_untrusted(content)
    return [_view(each) for each in children(root, "decision")]


def _view(element: etree._Element) -> TableView:
    identity, name = element.get("id", ""), element.get("name") or element.get("id", "")
    table = child(element, "decisionTable")
    if table is None:
        inner = child(element, "literalExpression")
        return TableView(identity, name, expression=text_of(inner) if inner is not None else "")
    return TableView(
        identity, name, (table.get("hitPolicy") or "UNIQUE").upper(), (table.get("aggregation") or "").upper(),
        tuple(_input(each) for each in children(table, "input")), tuple(_output(each) for each in children(table, "output")),
        tuple(each.get("name", "") for each in children(table, "annotation")),
        tuple(_rule(number, each) for number, each in enumerate(children(table, "rule"), 1)),
    )


def _input(element: etree._Element) -> Column:
    expression = child(element, "inputExpression")
    text = text_of(expression)
    kind = expression.get("typeRef", "") if expression is not None else ""
    return Column(element.get("label") or text, text, kind, text_of(child(element, "inputValues")))


def _output(element: etree._Element) -> Column:
    name = element.get("name") or ""
    return Column(element.get("label") or name, name, element.get("typeRef", ""), text_of(child(element, "outputValues")))


def _rule(number: int, element: etree._Element) -> Row:
    return Row(
        number, *(tuple(text_of(each) for each in children(element, tag)) for tag in ("inputEntry", "outputEntry", "annotationEntry")),
    )


# -- trying out --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A variable that the decisions of a file look at."""

    name: str
    label: str
    type: str
    answer: str = ""
    problem: tuple[str, str] | None = None      # zh, en


@dataclass(frozen=True)
class Tried:
    """What one decision answered."""

    value: Any = None
    matched: frozenset[int] = frozenset()
    problem: tuple[str, str] | None = None


@dataclass(frozen=True)
class TryOut:
    """The questions with the answers given, and what the decisions said."""

    questions: list[Question]
    results: dict[str, Tried] = field(default_factory=dict)


def try_out(runtime: Runtime, session: Session, content: bytes, answers: Mapping[str, str] | None) -> TryOut | None:
    """Asks every decision of a file; None for a file that cannot be used. What it imports is taken as it is deployed."""
    library = runtime.library(session)
    try:
        model = decisions.load(content, "", library.functions, library.models_beside)
    except Refused:
        return None
    questions = _questions(model, content)
    if answers is None:
        return TryOut(questions)
    environment = feel.Environment(runtime.clock.now(), runtime.calendar, library.callables)
    asked, values = [], {}
    for question in questions:
        text = answers.get(question.name, "").strip()[:LONGEST]
        value, problem = _value(text, question.type, environment)
        values[question.name] = value
        asked.append(Question(question.name, question.label, question.type, text, problem))
    results = {identity: _ask(model, identity, values, environment) for identity in model.decisions}
    return TryOut(asked, results)


def _questions(model: DecisionModel, content: bytes) -> list[Question]:
    """Input data of the file and variables that its tables mention, except what other decisions answer."""
    plain = {column.text: column for view in views(content) for column in view.inputs}
    given = {
        (variable.get("name") if variable is not None else None) or each.get("name", ""): variable.get("typeRef", "") if variable is not None else ""
        for each in children(parse_untrusted(content), "inputData") for variable in [child(each, "variable")]
    }
    names = dict.fromkeys([*given, *(name for decision in model.decisions.values() for name in _names(decision))])
    known = {
        *(decision.variable for decision in model.decisions.values()),
        *(each.name for each in model.knowledge), *(each.name for each in model.services),
    }
    return [
        Question(name, plain[name].label if name in plain else "", given.get(name) or (plain[name].type if name in plain else ""))
        for name in names if name not in known
    ]


def _names(decision: Decision) -> list[str]:
    if not isinstance(decision.logic, DecisionTable):
        return []
    table = decision.logic
    found = [name for column in table.inputs for name in sorted(column.expression.names)]
    for rule in table.rules:
        found += [name for _, tests in rule.tests for name in sorted(tests.names)]
        found += [name for entry in rule.entries for name in sorted(entry.names)]
    return found


def _value(text: str, kind: str, environment: feel.Environment) -> tuple[Any, tuple[str, str] | None]:
    """A text column takes text as it stands, quotes or not; everything else is FEEL."""
    if not text:
        return None, None
    if kind == "string" and not text.startswith('"'):
        return text, None
    try:
        return feel.compile(text, functions=frozenset(environment.functions)).evaluate({}, environment), None
    except feel.FeelError as error:
        return None, (error.text("zh"), error.text("en"))


def _ask(model: DecisionModel, identity: str, values: Mapping[str, Any], environment: feel.Environment) -> Tried:
    try:
        outcome = model.decision(identity).evaluate(values, environment)
    except Refused as error:
        return Tried(None, frozenset(getattr(error, "rules", ())), (error.text("zh"), error.text("en")))
    return Tried(outcome.value, frozenset(outcome.matched))
