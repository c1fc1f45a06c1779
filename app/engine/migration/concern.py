"""Whether other definitions concern an instance: what it can still reach, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.engine.execution import Execution, Token
from app.engine.migration.obstacles import drawn, handlers, holds, inside_of
from app.engine.model import Element, Process, Scope
from app.engine.places import JOINS, after, inside
from app.engine.surroundings import Library


def concerned(execution: Execution, library: Library, same: Callable[[str, Element], bool]) -> bool:
    """Whether something that the instance can still reach is drawn, or means, something else."""
    old = execution.surroundings.library
    for process in {token.task_spec._wf_spec.name for token in execution.tasks.values() if token.live}:
        if dict(old.process(process).process.settings) != dict(library.process(process).process.settings):
            return True
    for scope in execution.tasks.values():
        if scope.live and holds(scope):
            name = inside_of(scope)
            if _differs(scope, old.process(name).process, library.process(name).process, same):
                return True
    return False


def _differs(scope: Token, old: Process, new: Process, same: Callable[[str, Element], bool]) -> bool:
    here, there = drawn(scope, old), drawn(scope, new)
    if here is None or there is None:
        return True
    starts = [token.element for token in scope.tokens()] + [each.id for each in here.event_subprocesses()]
    starts += [each for each in handlers(scope.internal_data) if each in here.elements]
    reach = after(here, *starts, joins=frozenset())
    standing = {token.element for token in scope.tokens() if holds(token)}
    if _flows(here, reach.elements) != _flows(there, reach.elements):
        return True
    for element in reach.elements:
        was, now = here.elements[element], there.elements.get(element)
        if now is None or [each.id for each in here.attached(element)] != [each.id for each in there.attached(element)]:
            return True
        if element in standing:                      # what lies inside is judged with its own tokens
            was, now = replace(was, scope=None), replace(now, scope=None)
        if was != now or old.lanes.get(element) != new.lanes.get(element) or not all(same(new.id, each) for each in inside(now)):
            return True
    return {each.id for each in here.event_subprocesses()} != {each.id for each in there.event_subprocesses()}


def _flows(scope: Scope, elements: frozenset[str]) -> set[tuple[str, str, str]]:
    """What leads away from elements, and what else arrives at joins among them; ids of flows say nothing."""
    return {
        (flow.source, flow.target, flow.condition) for flow in scope.flows.values()
        if flow.source in elements or flow.target in elements and scope.elements[flow.target].kind in JOINS
    }
