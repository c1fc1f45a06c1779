"""Answers decisions in the order in which they need each other, each once, and remembers how (DMN 1.5, 10.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.decisions.errors import DecisionError
from app.decisions.table import DecisionTable, RuleHit
from app.decisions.types import fitting
from app.feel.compiler import Code
from app.feel.nodes.calls import user_function
from app.feel.run import Run, Scope
from app.feel.values import Function, Value

if TYPE_CHECKING:
    from app.decisions.model import Decision, DecisionModel, Knowledge, Service

_STEPS_OF_A_CALL = 10


@dataclass(frozen=True)
class Outcome:
    """The answer of a decision, the rules that gave it (counted from 1), and what it looked at.

    ``decisions`` are the answers it rests on, each once, in the order in which they were given, its own last.
    """

    value: Value
    matched: tuple[int, ...] = ()
    inputs: dict[str, Value] = field(default_factory=dict)
    id: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    rules: tuple[RuleHit, ...] = field(default=(), compare=False)
    decisions: tuple[Outcome, ...] = field(default=(), compare=False)

    def explained(self) -> list[dict[str, Any]]:
        """What a fact keeps of each answer: decision, name, inputs, rules (number, id, annotations) and outputs."""
        return [
            {
                "decision": each.id, "name": each.name, "inputs": plain(each.inputs), "outputs": plain(each.value),
                "rules": [{"number": hit.number, "id": hit.id, "notes": [{"name": name, "text": text} for name, text in hit.notes]} for hit in each.rules],
            }
            for each in self.decisions
        ]


def plain(value: Value) -> Value:
    """The value as it can be kept: functions cannot, their parameters are."""
    if isinstance(value, Function):
        return f"function({', '.join(value.parameters)})"
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


class Answering:
    """One question to a model, with everything that is answered on the way to it."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def asked(self, model: DecisionModel, decision: Decision, variables: Mapping[str, Value]) -> Outcome:
        """The answer of a decision."""
        known: dict[tuple[str, str], Outcome] = {}
        outcome = self._answer(model, decision, self._world(model, variables), known)
        return replace(outcome, decisions=tuple(known.values()))

    def called(self, model: DecisionModel, callee: Service | Knowledge, variables: Mapping[str, Value]) -> Outcome:
        """The answer of a decision service or knowledge model, its parameters taken by their names from the variables."""
        if callee.id in model.problems:
            problem = model.problems[callee.id]
            raise DecisionError(callee.name, problem.en, problem.zh)
        function = self._world(model, {})[callee.name]
        value = function.call(self.run, [variables.get(name) for name in callee.parameters])
        return Outcome(value, inputs={name: variables.get(name) for name in callee.parameters}, id=callee.id, name=callee.name)

    def _world(self, model: DecisionModel, variables: Mapping[str, Value]) -> dict[str, Value]:
        """What the decisions of a model see before anything is answered: its functions and its inputs, made to fit."""
        world = {**self._functions(model), **variables}
        for data in model.inputs:
            if data.check and data.name in variables:
                world[data.name] = fitting(self.run, data.check, variables[data.name])
        for each in model.imports:
            inner = self._world(each.model, _inside(each.name, variables))
            own = {name: inner[name] for name in _own_names(each.model) if name in inner}
            world = {**own, **world} if not each.name else {**world, each.name: own}
        return world

    def _functions(self, model: DecisionModel) -> dict[str, Value]:
        """Business knowledge models and decision services as functions that see each other and nothing else."""
        functions: dict[str, Value] = {}
        scope = Scope(functions, None, self.run)
        for each in model.knowledge:
            body = _fitted(each.body, each.check)
            functions[each.name] = _function(each.parameters, each.checks, body, scope)
        for service in model.services:
            body = _fitted(self._service(model, service), service.check)
            functions[service.name] = _function(service.parameters, service.checks, body, scope)
        for imported in model.imports:
            inner = self._functions(imported.model)
            if imported.name:
                functions[imported.name] = inner
            else:
                functions.update({name: value for name, value in inner.items() if name not in functions})
        return functions

    def _service(self, model: DecisionModel, service: Service) -> Code:
        """What a service answers: one decision's value, or a context of several."""

        def code(scope: Scope) -> Value:
            given = {name: scope.values[name] for name in service.parameters}
            known = {(model.namespace, id_): Outcome(given[parameter]) for id_, parameter in service.given.items()}
            world = {**(scope.outer.values if scope.outer else {}), **given}
            decisions = [model.decisions[id_] for id_ in service.outputs]
            answers = {each.variable: self._answer(model, each, world, known).value for each in decisions}
            return next(iter(answers.values())) if len(answers) == 1 else answers

        return code

    def _answer(
        self, model: DecisionModel, decision: Decision, world: dict[str, Value], known: dict[tuple[str, str], Outcome]
    ) -> Outcome:
        key = (model.namespace, decision.id)
        if key in known:
            return known[key]
        self.run.enter()
        answers = {name: value for name, value in world.items() if name not in decision.hidden} if decision.hidden else dict(world)
        for required in decision.requires:
            needed = model.decisions[required]
            answers[needed.variable] = self._answer(model, needed, world, known).value
        for name, id_ in decision.imported:
            self._answer_imported(model, name, id_, answers, known)
        outcome = known[key] = _own_answer(model, decision, Scope(answers, None, self.run))
        self.run.leave()
        return outcome

    def _answer_imported(
        self, model: DecisionModel, name: str, id_: str, answers: dict[str, Value], known: dict[tuple[str, str], Outcome]
    ) -> None:
        found = model.imported(name, id_)
        if found is None:
            return
        imported, decision = found
        value = self._answer(imported, decision, self._world(imported, _inside(name, answers)), known).value
        if name:
            answers[name] = {**answers[name], decision.variable: value}
        else:
            answers[decision.variable] = value


def _own_answer(model: DecisionModel, decision: Decision, scope: Scope) -> Outcome:
    for blocking in (decision.id, *decision.needs):
        if blocking in model.problems:
            problem = model.problems[blocking]
            raise DecisionError(decision.name, problem.en, problem.zh)
    if decision.logic is None:
        raise DecisionError(decision.name, "it has no logic", "没有定义逻辑")
    if isinstance(decision.logic, DecisionTable):
        outcome = decision.logic.evaluate(scope)
        value, matched, inputs, rules = outcome.value, outcome.matched, outcome.inputs, outcome.rules
    else:
        value, matched, rules = decision.logic(scope), (), ()
        inputs = {name: scope.values[name] for name in sorted(decision.names) if name in scope.values}
    return Outcome(fitting(scope.run, decision.check, value), matched, inputs, decision.id, decision.name, rules)


def _function(parameters: tuple[str, ...], checks: tuple[Any, ...], body: Code, scope: Scope) -> Function:
    return user_function(parameters, ("Any",) * len(parameters), list(checks), body, _STEPS_OF_A_CALL, scope)


def _fitted(body: Code, check: Any) -> Code:
    return body if check is None else lambda scope: fitting(scope.run, check, body(scope))


def _inside(name: str, variables: Mapping[str, Value]) -> Mapping[str, Value]:
    """What an imported model may be given: the values under its name, and those beside."""
    inner = variables.get(name)
    return {**variables, **inner} if name and isinstance(inner, dict) else variables


def _own_names(model: DecisionModel) -> list[str]:
    return [name for name in model.given_names() if name]
