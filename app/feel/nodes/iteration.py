"""for, some, every."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from lark import Tree

from app.feel.compiler import Code, Compiler, node, parts
from app.feel.operators import less
from app.feel.run import Scope
from app.feel.values import Range, Value

Domain = tuple[str, Code]


class _Count(Range):
    """``a..b`` behind ``in``, which, other than a range, may run backwards."""


class NoList(Exception):
    """There is nothing to go through."""


@node("for_")
def _for(compiler: Compiler, tree: Tree) -> Code:
    """``partial`` is the list of the results so far."""
    *iterator_trees, body_tree = parts(tree)
    mentioned_before = compiler.mentioned["partial"]
    with compiler.binding({"partial"}):
        domains, body, cost = _compiled(compiler, iterator_trees, body_tree)
    uses_partial = compiler.mentioned["partial"] > mentioned_before

    def code(scope: Scope) -> Value:
        results: list[Value] = []
        base: dict[str, Value] = {}
        try:
            for inner in bindings(Scope(base, scope, scope.run), domains):
                scope.run.spend(cost)
                if uses_partial:
                    scope.run.spend(len(results))
                    base["partial"] = list(results)
                results.append(body(inner))
        except NoList:
            return None
        return results

    return code


@node("quantified")
def _quantified(compiler: Compiler, tree: Tree) -> Code:
    """``some`` is an "or" over all elements, ``every`` an "and"."""
    word, *iterator_trees, condition_tree = parts(tree)
    decides = word == "some"
    domains, condition, cost = _compiled(compiler, iterator_trees, condition_tree)

    def code(scope: Scope) -> bool | None:
        answer: bool | None = not decides
        try:
            for inner in bindings(scope, domains):
                scope.run.spend(cost)
                value = condition(inner)
                if value is decides:
                    return decides
                if value is not (not decides):
                    answer = None
        except NoList:
            return None
        return answer

    return code


def _compiled(compiler: Compiler, iterators: list[Tree], body: Tree) -> tuple[list[Domain], Code, int]:
    """Later iterators see the variables of earlier ones."""
    if not iterators:
        return [], *compiler.measured(body)
    name, *limits = parts(iterators[0])
    domain = (str(name), _domain([compiler.code(limit) for limit in limits]))
    with compiler.binding({str(name)}):
        domains, code, cost = _compiled(compiler, iterators[1:], body)
    return [domain, *domains], code, cost


def _domain(limits: list[Code]) -> Code:
    if len(limits) == 1:
        return limits[0]
    start, end = limits
    return lambda scope: _Count(start(scope), end(scope), True, True)


def bindings(scope: Scope, domains: list[Domain]) -> Iterator[Scope]:
    """The scopes in which a body is evaluated: every combination of elements, the last name changing fastest.

    Raises NoList when something to go through is none.
    """
    (name, domain), *rest = domains
    for value in _elements(domain(scope)):
        inner = Scope({name: value}, scope, scope.run)
        if rest:
            scope.run.spend(1)
            yield from bindings(inner, rest)
        else:
            yield inner


def _elements(value: Value) -> Iterator[Value]:
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, _Count):
        return _counted(value)
    if isinstance(value, Range):
        if less(value.end, value.start):
            raise NoList
        return _counted(value)
    if value is None:
        raise NoList
    return iter([value])


def _counted(limits: Range) -> Iterator[Value]:
    """The whole numbers or days from start to end, backwards if the end comes first."""
    start, end = limits.start, limits.end
    if type(start) is not type(end) or not isinstance(start, Decimal | date) or isinstance(start, datetime):
        raise NoList
    backwards = less(end, start)
    step: Any = Decimal(1) if isinstance(start, Decimal) else timedelta(days=1)
    value: Any = start
    if not limits.start_included:
        value = value - step if backwards else value + step
    while value > end if backwards else value < end:
        yield value
        value = value - step if backwards else value + step
    if value == end and limits.end_included:
        yield value
