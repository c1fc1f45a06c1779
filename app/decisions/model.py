"""A decision model: decisions, what they need, and the order in which they are answered (DMN 1.5, chapters 6 and 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.decisions.errors import DecisionError
from app.decisions.table import DecisionTable
from app.decisions.types import fitting
from app.errors import Finding
from app.feel.compiler import Code
from app.feel.nodes.calls import user_function
from app.feel.nodes.types import Check
from app.feel.run import Environment, Run, Scope
from app.feel.values import Value


@dataclass(frozen=True)
class Outcome:
    """The answer of a decision, the rules that gave it (counted from 1), and what its table looked at."""

    value: Value
    matched: tuple[int, ...] = ()
    inputs: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """One question. ``logic`` is None for a decision that is only drawn."""

    id: str
    name: str
    variable: str  # the name under which others use the answer
    logic: DecisionTable | Code | None
    requires: tuple[str, ...]  # ids of other decisions
    check: Check | None = None


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions may call by its name."""

    name: str
    parameters: tuple[str, ...]
    checks: tuple[Check | None, ...]
    body: Code


@dataclass(frozen=True)
class Service:
    """A decision service: some decisions as one function, in which others are given instead of answered."""

    name: str
    parameters: tuple[str, ...]
    checks: tuple[Check | None, ...]
    given: Mapping[str, str]  # ids of decisions that are given, and their parameters
    outputs: tuple[str, ...]  # ids of the decisions that are answered


@dataclass(frozen=True)
class DecisionModel:
    """All that one file holds."""

    name: str
    decisions: Mapping[str, Decision]
    knowledge: tuple[Knowledge, ...]
    services: tuple[Service, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def decision(self, id_or_name: str) -> BoundDecision:
        """The decision of this id, or else of this name. Raises DecisionError if there is none."""
        for decision in (self.decisions.get(id_or_name), *self.decisions.values()):
            if decision and id_or_name in (decision.id, decision.name):
                return BoundDecision(self, decision)
        raise DecisionError(id_or_name, "there is no such decision", "没有这个决策")

    def findings(self) -> list[Finding]:
        """What a reader of the file should know although it can be used."""
        return list(self.warnings)


@dataclass(frozen=True)
class BoundDecision:
    """A decision with the model around it, ready to be asked."""

    model: DecisionModel
    decision: Decision

    def evaluate(self, variables: Mapping[str, Value], environment: Environment) -> Outcome:
        """The answer; the decisions it requires are answered first, each once.

        Raises DecisionError when a table contradicts itself, FeelBudgetExceeded.
        """
        run = Run(environment)
        functions = _functions(self.model, run)
        return _answer(self.model, self.decision, {**functions, **variables}, run, {})


def _functions(model: DecisionModel, run: Run) -> dict[str, Value]:
    """Business knowledge models and decision services as functions that see each other and nothing else."""
    functions: dict[str, Value] = {}
    scope = Scope(functions, None, run)
    for each in model.knowledge:
        types = ("Any",) * len(each.parameters)
        functions[each.name] = user_function(each.parameters, types, list(each.checks), each.body, 10, scope)
    for service in model.services:
        functions[service.name] = user_function(
            service.parameters, ("Any",) * len(service.parameters), list(service.checks), _served(model, service), 10, scope
        )
    return functions


def _served(model: DecisionModel, service: Service) -> Code:
    """What a service answers: one decision's value, or a context of several."""

    def code(scope: Scope) -> Value:
        given = {name: scope.values[name] for name in service.parameters}
        known = {id_: Outcome(given[parameter]) for id_, parameter in service.given.items()}
        variables = {**(scope.outer.values if scope.outer else {}), **given}
        decisions = [model.decisions[id_] for id_ in service.outputs]
        answers = {each.variable: _answer(model, each, variables, scope.run, known).value for each in decisions}
        return next(iter(answers.values())) if len(answers) == 1 else answers

    return code


def _answer(
    model: DecisionModel, decision: Decision, variables: dict[str, Value], run: Run, known: dict[str, Outcome]
) -> Outcome:
    if decision.id in known:
        return known[decision.id]
    run.enter()
    answers = {}
    for required in decision.requires:
        needed = model.decisions[required]
        answers[needed.variable] = _answer(model, needed, variables, run, known).value
    outcome = known[decision.id] = _own_answer(decision, Scope({**variables, **answers}, None, run))
    run.leave()
    return outcome


def _own_answer(decision: Decision, scope: Scope) -> Outcome:
    if decision.logic is None:
        raise DecisionError(decision.name, "it has no logic", "没有定义逻辑")
    if not isinstance(decision.logic, DecisionTable):
        return Outcome(fitting(scope.run, decision.check, decision.logic(scope)))
    outcome = decision.logic.evaluate(scope)
    return Outcome(fitting(scope.run, decision.check, outcome.value), outcome.matched, outcome.inputs)
