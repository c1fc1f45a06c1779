"""A decision table, ready to be evaluated: cells compiled, empty ones left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.decisions.hit_policies import MANY, Hit, aggregated, chosen
from app.feel.language import Expression, UnaryTests
from app.feel.run import Scope
from app.feel.values import Value


@dataclass(frozen=True)
class Input:
    """A column that looks at something."""

    label: str
    expression: Expression
    allowed: UnaryTests | None = None
    type: str = ""


@dataclass(frozen=True)
class Output:
    """A column that says something. ``allowed``: its output values, most important first."""

    name: str
    allowed: Expression | None
    default: Expression | None


@dataclass(frozen=True)
class Rule:
    """A row: the cells that test something with the number of their column, and one entry for each output."""

    number: int
    tests: tuple[tuple[int, UnaryTests], ...]
    entries: tuple[Expression, ...]
    id: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # annotations: name and text


@dataclass(frozen=True)
class RuleHit:
    """A rule that counted, for the explanation."""

    number: int
    id: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableOutcome:
    """What a table answered, which rules made it do so, and what they looked at."""

    value: Value
    matched: tuple[int, ...]
    inputs: dict[str, Value]
    rules: tuple[RuleHit, ...] = ()


@dataclass(frozen=True)
class DecisionTable:
    """The whole table. ``policy`` is the letter of its hit policy."""

    name: str
    policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def evaluate(self, scope: Scope) -> TableOutcome:
        """The answer for what the scope holds. Raises DecisionError, FeelBudgetExceeded."""
        values = [column.expression.evaluate_in(scope) for column in self.inputs]
        scope.run.spend(len(self.rules))
        hits = [
            Hit(rule.number, tuple([entry.evaluate_in(scope) for entry in rule.entries]))
            for rule in self._matching(values, scope)
        ]
        hits = chosen(self.policy, hits, self._priorities(scope), self.name, scope.run)
        return TableOutcome(
            self._value(hits, scope),
            tuple(hit.rule for hit in hits),
            {column.label: value for column, value in zip(self.inputs, values, strict=True)},
            tuple(self._told(hit.rule) for hit in hits),
        )

    def _told(self, number: int) -> RuleHit:
        rule = self.rules[number - 1]
        return RuleHit(number, rule.id, rule.notes)

    def _matching(self, values: list[Value], scope: Scope) -> list[Rule]:
        """With the hit policy FIRST, nothing behind the first match is looked at."""
        found = []
        for rule in self.rules:
            for column, tests in rule.tests:
                if not tests.matches_in(values[column], scope):
                    break
            else:
                found.append(rule)
                if self.policy == "F":
                    break
        return found

    def _priorities(self, scope: Scope) -> Sequence[list[Value]]:
        return [output.allowed.evaluate_in(scope) if output.allowed else [] for output in self.outputs]

    def _value(self, hits: list[Hit], scope: Scope) -> Value:
        if not hits and any(output.default for output in self.outputs):
            defaults = [output.default.evaluate_in(scope) if output.default else None for output in self.outputs]
            return self._shaped(defaults)
        if self.policy not in MANY:
            return self._shaped(hits[0].outputs) if hits else None
        answers = [self._shaped(hit.outputs) for hit in hits]
        if self.policy == "C" and self.aggregation:
            return aggregated(self.aggregation, answers, scope.run)
        return answers

    def _shaped(self, outputs: Sequence[Value]) -> Value:
        """One output: its value; several: a context."""
        if len(self.outputs) == 1:
            return outputs[0]
        return {output.name: value for output, value in zip(self.outputs, outputs, strict=True)}
