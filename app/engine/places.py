"""Where an element lies in a drawing, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.model import Element, Scope

JOINS = {"parallelGateway", "inclusiveGateway"}
TOGETHER = {"parallelGateway"}                # those that never go on with fewer


def way_to(scope: Scope, element_id: str) -> tuple[Element, ...]:
    """The subprocesses around an element from the outside in, and itself as the last; empty where it is not inside."""
    if element_id in scope.elements:
        return (scope.elements[element_id],)
    for element in scope.elements.values():
        inner = way_to(element.scope, element_id) if element.scope else ()
        if inner:
            return (element, *inner)
    return ()


@dataclass(frozen=True)
class Reach:
    """Elements and flows of one scope that a token can reach."""

    elements: frozenset[str]
    flows: frozenset[str]


def after(scope: Scope, *starts: str, joins: frozenset[str] | set[str] = frozenset(JOINS)) -> Reach:
    """What tokens at these elements alone can set in motion in their scope, boundary events included; themselves too.

    A join that needs other tokens as well is reached and not passed, so that parallel branches are not counted in.
    `joins` are the kinds of gateways that need a token of every flow.
    """
    elements, flows, waiting = set(starts), set(), list(starts)
    while waiting:
        current = waiting.pop()
        onward = [each.id for each in scope.attached(current) if not each.undone_by]
        for flow in scope.outgoing(current):
            flows.add(flow.id)
            if _passes(scope, flow.target, flows, joins):
                onward.append(flow.target)
        waiting.extend(each for each in onward if each not in elements)
        elements.update(onward)
    return Reach(frozenset(elements), frozenset(flows))


def _passes(scope: Scope, target: str, flows: set[str], joins: frozenset[str] | set[str]) -> bool:
    return scope.elements[target].kind not in joins or all(flow.id in flows for flow in scope.incoming(target))


def reach_to(scope: Scope, start: str, end: str) -> Reach | None:
    """What comes after an element, when another does. Inclusive joins wait for nobody else where they have to be passed."""
    for joins in (JOINS, TOGETHER):
        reach = after(scope, start, joins=joins)
        if end in reach.elements:
            return reach
    return None


def comes_before(process: Scope, element_id: str, other_id: str) -> bool:
    """Whether an element can be done again when something stands at the other one, as the drawing goes."""
    way, end = way_to(process, element_id), way_to(process, other_id)
    shared = sum(1 for each, other in zip(way, end, strict=False) if each is other)
    if not way or not end or element_id == other_id or shared in (len(way), len(end)):
        return False
    closed = any(each.multi or each.loop or each.triggered_by_event for each in way[shared:-1])
    scope = (way[shared - 1].scope or process) if shared else process
    return not closed and reach_to(scope, way[shared].id, end[shared].id) is not None


def inside(element: Element) -> Iterator[Element]:
    """An element and everything drawn in it."""
    yield element
    if element.scope:
        yield from (each for _, each in element.scope.walk())
