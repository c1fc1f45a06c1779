"""Why a token went where it went: conditions with the values they saw, decisions with the rules that answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import feel
from app.decisions.table import DecisionTable
from app.engine.model import Flow
from app.errors import Refused
from app.library import Library
from app.queries.fact_names import Elements, decision_name, flow_name, flows_of


@dataclass(frozen=True)
class Condition:
    """A flow that could be taken; `taken` is None where an earlier one was taken and nobody asked."""

    flow: str
    text: str                      # empty for a flow without a condition
    values: Mapping[str, Any]
    taken: bool | None
    default: bool


@dataclass(frozen=True)
class Rule:
    """A rule that answered, with what its author wrote beside it."""

    number: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A decision with what it looked at, the rules that matched and what it said."""

    name: str
    inputs: Mapping[str, Any]
    rules: tuple[Rule, ...]
    value: Any


def conditions(library: Library, elements: Elements, element: str | None, data: Mapping[str, Any], language: str) -> list[Condition]:
    """The flows out of an element with their conditions, in the order in which they were asked; none if nothing was asked."""
    if not isinstance(data.get("flows"), list) or "saw" not in data:
        return []
    process_id, kind, _ = elements.get(element or "", ("", "", ""))
    leaving = [flow for flow in flows_of(library, process_id).values() if flow.source == element]
    default = _default(library, process_id, element)
    leaving.sort(key=lambda flow: flow.id == default)
    taken = set(map(str, data["flows"]))
    found, settled = [], False
    for flow in leaving:
        here = flow.id in taken
        asked = here or not settled
        found.append(Condition(
            flow_name(library, elements, process_id, flow.id, language), flow.condition, _seen(library, flow, data["saw"]),
            here if asked else None, flow.id == default,
        ))
        settled = settled or (here and kind == "exclusiveGateway")
    return found


def _default(library: Library, process_id: str, element: str | None) -> str | None:
    for _, each in library.process(process_id).process.scope.walk():
        if each.id == element:
            return each.default
    return None


def _seen(library: Library, flow: Flow, saw: Mapping[str, Any]) -> dict[str, Any]:
    """What of the values this condition looked at."""
    try:
        names = feel.compile(flow.condition, functions=library.functions).names if flow.condition else frozenset()
    except feel.FeelError:
        names = frozenset(saw)
    return {name: value for name, value in saw.items() if name in names}


def answers(library: Library, data: Mapping[str, Any], language: str) -> list[Answer]:
    """The decisions that a fact tells of, those it rests on first."""
    if isinstance(data.get("decisions"), list):
        return [
            Answer(
                _name(library, each, language), each["inputs"],
                tuple(Rule(int(rule["number"]), tuple(note["text"] for note in rule["notes"])) for rule in each["rules"]), each["outputs"],
            )
            for each in data["decisions"]
        ]
    if not data.get("decision"):
        return []
    identity = str(data["decision"])
    rules = tuple(Rule(int(number), _notes(library, identity, int(number))) for number in data.get("matched") or ())
    return [Answer(decision_name(library, identity, language), data.get("inputs") or {}, rules, data.get("outputs"))]


def _name(library: Library, told: Mapping[str, Any], language: str) -> str:
    return decision_name(library, told["decision"], language) if language.startswith("en") else told["name"] or told["decision"]


def _notes(library: Library, identity: str, number: int) -> tuple[str, ...]:
    """Facts of older releases name only the rule; its version of the table has the rest."""
    try:
        logic = library.decision(identity).decisions[identity].logic
    except (Refused, KeyError):
        return ()
    if not isinstance(logic, DecisionTable) or not 0 < number <= len(logic.rules):
        return ()
    return tuple(text for _, text in logic.rules[number - 1].notes)
