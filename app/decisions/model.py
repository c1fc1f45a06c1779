"""A decision model: decisions, what they need, and the functions they may call (DMN 1.5, chapters 6 and 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.decisions.answering import Answering, Outcome
from app.decisions.errors import DecisionError
from app.decisions.table import DecisionTable
from app.errors import Finding
from app.feel.compiler import Code
from app.feel.nodes.types import Check
from app.feel.run import Environment, Run
from app.feel.values import Value

__all__ = ["BoundDecision", "Decision", "DecisionModel", "Import", "InputData", "Knowledge", "Outcome", "Service"]


@dataclass(frozen=True)
class Decision:
    """One question. ``logic`` is None for a decision that is only drawn."""

    id: str
    name: str
    variable: str  # the name under which others use the answer
    logic: DecisionTable | Code | None
    requires: tuple[str, ...]  # ids of other decisions of this file
    check: Check | None = None
    imported: tuple[tuple[str, str], ...] = ()  # decisions of imported models: name of the import, id
    needs: tuple[str, ...] = ()  # ids of business knowledge models and services of this file
    names: frozenset[str] = frozenset()  # the variables that its expressions mention
    hidden: frozenset[str] = frozenset()  # what the file holds and the decision does not require


@dataclass(frozen=True)
class InputData:
    """A value that comes from outside."""

    name: str
    check: Check | None = None
    read: Callable[[Value], Value] | None = None  # makes a value of plain JSON


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions may call by its name."""

    name: str
    parameters: tuple[str, ...]
    checks: tuple[Check | None, ...]
    body: Code
    check: Check | None = None
    id: str = ""


@dataclass(frozen=True)
class Service:
    """A decision service: some decisions as one function, in which others are given instead of answered."""

    id: str
    name: str
    parameters: tuple[str, ...]
    checks: tuple[Check | None, ...]
    given: Mapping[str, str]  # ids of decisions that are given, and their parameters
    outputs: tuple[str, ...]  # ids of the decisions that are answered
    check: Check | None = None


@dataclass(frozen=True)
class Import:
    """Another model whose elements are seen under a name; under an empty name they are seen as one's own."""

    name: str
    model: DecisionModel


@dataclass(frozen=True)
class DecisionModel:
    """All that one file holds. ``problems`` says why some of its decisions cannot be asked, by their ids."""

    name: str
    decisions: Mapping[str, Decision]
    knowledge: tuple[Knowledge, ...]
    services: tuple[Service, ...] = ()
    warnings: tuple[Finding, ...] = ()
    namespace: str = ""
    inputs: tuple[InputData, ...] = ()
    imports: tuple[Import, ...] = ()
    problems: Mapping[str, Finding] = field(default_factory=dict)

    def decision(self, id_or_name: str) -> BoundDecision:
        """The decision of this id or name, or else the service or knowledge model. Raises DecisionError if there is none."""
        for decision in (self.decisions.get(id_or_name), *self.decisions.values()):
            if decision and id_or_name in (decision.id, decision.name):
                return BoundDecision(self, decision)
        functions: tuple[Service | Knowledge, ...] = (*self.services, *self.knowledge)
        for function in functions:
            if id_or_name and id_or_name in (function.id, function.name):
                return BoundDecision(self, function)
        raise DecisionError(id_or_name, "there is no such decision", "没有这个决策")

    def findings(self) -> list[Finding]:
        """What a reader of the file should know although it can be used."""
        return list(self.warnings)

    def read(self, variables: Mapping[str, Value]) -> dict[str, Value]:
        """Variables out of plain JSON: texts become dates, times and durations where input data asks for them."""
        found = dict(variables)
        for data in self.inputs:
            if data.read and data.name in found:
                found[data.name] = data.read(found[data.name])
        for each in self.imports:
            inner = found.get(each.name)
            if each.name and isinstance(inner, dict):
                found[each.name] = each.model.read(inner)
            else:
                found = each.model.read(found)
        return found

    def imported(self, name: str, id_: str) -> tuple[DecisionModel, Decision] | None:
        """A decision of an imported model."""
        for each in self.imports:
            if each.name == name and id_ in each.model.decisions:
                return each.model, each.model.decisions[id_]
        return None

    def element_names(self) -> Iterator[str]:
        """Names under which expressions may see what the file and its imports hold."""
        yield from (decision.variable for decision in self.decisions.values())
        yield from self.given_names()
        for each in self.imports:
            yield from each.model.element_names()

    def given_names(self) -> Iterator[str]:
        """Names of what is there before anything is answered: input data, functions, imports."""
        yield from (each.name for each in self.inputs)
        yield from (each.name for each in self.knowledge)
        yield from (each.name for each in self.services)
        yield from (each.name for each in self.imports)


@dataclass(frozen=True)
class BoundDecision:
    """A decision, or something that takes its parameters from the variables, with the model around it."""

    model: DecisionModel
    decision: Decision | Service | Knowledge

    def evaluate(self, variables: Mapping[str, Value], environment: Environment) -> Outcome:
        """The answer; the decisions it requires are answered first, each once.

        Raises DecisionError when a table contradicts itself or a decision cannot be read, FeelBudgetExceeded.
        """
        answering = Answering(Run(environment))
        if isinstance(self.decision, Decision):
            return answering.asked(self.model, self.decision, variables)
        return answering.called(self.model, self.decision, variables)
