"""Why an instance cannot be moved to other definitions by a plan, token by token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import Node, Root
from app.engine.elements.gateways import Join
from app.engine.errors import UnknownDefinition
from app.engine.execution import Execution, Token
from app.engine.migration.plan import DROPPED, NotMovable, Obstacle, Plan
from app.engine.model import Process, Scope
from app.engine.moves import WATCHING
from app.engine.places import TOGETHER, after, way_to
from app.engine.surroundings import Library

def obstacles(execution: Execution, library: Library, plan: Plan) -> Iterator[Obstacle]:
    for token in execution.tasks.values():
        if not token.live:
            continue
        process, within = token.task_spec._wf_spec.name, inside_of(token)
        missing = [each for each in dict.fromkeys((process, within)) if not _has(library, each)]
        if missing:
            yield from (Obstacle("process-gone", each, each) for each in missing)
            continue
        new = library.process(process)
        try:
            spec = image(token, new.spec, plan)
        except NotMovable as error:
            yield error.obstacle
            continue
        if spec is not None:
            yield from _at(token, spec, new.process, plan, library)


def _has(library: Library, process: str) -> bool:
    try:
        library.process(process)
    except UnknownDefinition:
        return False
    return True


def image(token: Token, specs: Any, plan: Plan) -> Node | None:
    """The new spec of a token, None where it is given up; raises NotMovable."""
    old, process = token.task_spec, token.task_spec._wf_spec.name
    if isinstance(old, Root):
        return specs.start
    target = plan.target(process, token.element)
    if target == DROPPED and WATCHING & token.internal_data.keys():
        return None
    found = specs.task_specs.get(old.name.replace(old.element.id, target, 1))
    if found is None or target == DROPPED:
        code = "items-changed" if target in specs.task_specs and "#" in old.name else "element-gone"
        raise NotMovable(Obstacle(code, process, token.element))
    if (old.element.multi, old.element.loop) != (found.element.multi, found.element.loop):
        raise NotMovable(Obstacle("items-changed", process, token.element))
    if _kind(old) != _kind(found):
        raise NotMovable(Obstacle("element-kind", process, token.element))
    return found


def _kind(spec: Node) -> tuple[Any, ...]:
    event = spec.element.event
    return (
        spec.element.kind, type(spec).__name__, event and (event.kind, event.timer),
        spec.element.interrupting if spec.element.attached_to or spec.element.kind == "startEvent" else None,
    )


def _at(token: Token, spec: Node, process: Process, plan: Plan, library: Library) -> Iterator[Obstacle]:
    """What is in the way of one token whose new element is known."""
    name, element = process.id, spec.element.id
    around = [each.id for each in way_to(process.scope, element)[:-2 if "listens" in token.internal_data else -1]]
    if around != _around(token, plan) and not isinstance(spec, Root):
        yield Obstacle("scope-changed", name, token.element)
    watched = token.internal_data.get("watches")
    activity = plan.target(name, _by_id(token, watched).element) if watched else ""
    if activity and way_to(process.scope, activity) and activity != spec.element.attached_to:      # else that is told already
        yield Obstacle("scope-changed", name, token.element)
    yield from (Obstacle("boundary-undecided", inner, each) for inner, each in _undecided(token, spec, plan, library))
    if isinstance(spec, Join) and token._state == TaskState.WAITING and flow_of(token, spec, plan) is None:
        yield Obstacle("flow-gone", name, token.element)
    if token.internal_data.get("race") and not _same_race(token, process, plan):
        yield Obstacle("race-changed", name, token.element)
    within = library.process(inside_of(token)) if holds(token) else None
    if within is not None:
        specs = within.spec.task_specs
        for old in handlers(token.internal_data):
            if plan.target(inside_of(token), old) not in specs:
                yield Obstacle("handler-gone", inside_of(token), old)
        yield from (Obstacle("join-starves", inside_of(token), each) for each in _starving(token, within.process, plan))


def _around(token: Token, plan: Plan) -> list[str]:
    """The new ids of the subprocesses around a token, from the outside in, as far as its own process goes."""
    found: list[str] = []
    for scope in token.scopes():
        if scope.task_spec.holds_variables:
            break
        mapped = plan.target(scope.task_spec._wf_spec.name, scope.element)
        drawn_in = scope.task_spec.element.scope is not None and scope.element != token.element
        if drawn_in and (not found or found[-1] != mapped):      # a body and its item are one element
            found.append(mapped)
    return found[::-1]


def _by_id(token: Token, identity: str) -> Token:
    return next(other for other in token.parent.tokens() if other.id.hex == identity)


def holds(token: Token) -> bool:
    """Whether it is a scope that tokens of a drawing move in."""
    return any(True for _ in token.tokens()) and not hasattr(token.task_spec, "item_spec")


def inside_of(token: Token) -> str:
    if token.task_spec.holds_variables and token.parent is not None:
        return token.internal_data.get("called", token.task_spec.element.called)
    return token.task_spec._wf_spec.name


def new_watches(token: Token, spec: Node, plan: Plan, library: Library) -> Iterator[tuple[str, str, Node]]:
    """Boundary events and event subprocesses that the new drawing has around a running activity and the old one had not."""
    name = token.task_spec._wf_spec.name
    if token._state != TaskState.FUTURE:
        known = {plan.target(name, each) for each in token.task_spec.watchers}
        yield from ((name, each, token) for each in spec.watchers if each not in known)
    inner = inside_of(token)
    holder = library.process(inner).spec.start if token.task_spec.holds_variables else spec
    if token._state == TaskState.STARTED and getattr(holder, "listeners", ()):
        before = token.task_spec
        if token.task_spec.holds_variables and token.parent is not None:
            before = token.workflow.surroundings.library.process(inner).spec.start
        known = {plan.target(inner, each) for each in before.listeners}
        yield from ((inner, each, token) for each in holder.listeners if each not in known)


def _undecided(token: Token, spec: Node, plan: Plan, library: Library) -> Iterator[tuple[str, str]]:
    return ((process, each) for process, each, _ in new_watches(token, spec, plan, library) if plan.arms(process, each) is None)


def flow_of(token: Token, spec: Node, plan: Plan) -> str | None:
    """The new flow over which a token that waits at a join has come: of the same id, else from the same element."""
    came = token.internal_data.get("flow")
    if any(flow.id == came for flow in spec.incoming):
        return came
    source = next((flow.source for flow in token.task_spec.incoming if flow.id == came), None)
    mapped = plan.target(token.task_spec._wf_spec.name, source or "")
    found = [flow.id for flow in spec.incoming if flow.source == mapped]
    return found[0] if len(found) == 1 else None


def _same_race(token: Token, process: Process, plan: Plan) -> bool:
    race = token.internal_data["race"]
    here = {plan.target(process.id, each.element) for each in token.parent.tokens() if each.internal_data.get("race") == race}
    scope = _scope_with(process, next(iter(here)))
    gateways = [flow.source for flow in scope.flows.values() if flow.target in here] if scope else []
    return any(
        scope.elements[gateway].kind == "eventBasedGateway" and {flow.target for flow in scope.outgoing(gateway)} == here
        for gateway in dict.fromkeys(gateways)
    ) if scope else False


def _scope_with(process: Process, element: str) -> Scope | None:
    return next((scope for scope in process.scope.scopes() if element in scope.elements), None)


def handlers(internal: Mapping[str, Any]) -> Iterator[str]:
    yield from internal.get("undoing", ())
    for entry in internal.get("undo", ()):
        yield entry["of"]
        if "by" in entry:
            yield entry["by"]
        yield from handlers({"undo": entry.get("inside") or ()})


def _starving(scope: Token, process: Process, plan: Plan) -> list[str]:
    """Parallel joins that the tokens of a scope can reach, but not on every flow, where the old drawing had no such fault."""
    old = scope.workflow.surroundings.library.process(inside_of(scope)).process
    before = _starved(drawn(scope, old), [(each.element, each.internal_data.get("flow")) for each in _walking(scope)])
    name = process.id
    moved = drawn(scope, process, plan)
    if moved is None or before is None:
        return []
    tokens = []
    for each in _walking(scope):
        target = plan.target(name, each.element)
        if target not in moved.elements:
            return []                                # told already
        flow = each.internal_data.get("flow")
        if flow not in moved.flows:
            source = next((one.source for one in each.task_spec.incoming if one.id == flow), "")
            flow = next((one.id for one in moved.incoming(target) if one.source == plan.target(name, source)), None)
        tokens.append((target, flow))
    known = {plan.target(name, each) for each in before}
    return sorted(each for each in _starved(moved, tokens) or () if each not in known)


def _walking(scope: Token) -> list[Token]:
    return [token for token in scope.tokens() if not WATCHING & token.internal_data.keys()]


def drawn(scope: Token, process: Process, plan: Plan | None = None) -> Scope | None:
    if scope.task_spec.holds_variables:
        return process.scope
    name = plan.target(process.id, scope.element) if plan else scope.element
    way = way_to(process.scope, name)
    return way[-1].scope if way else None


def _starved(scope: Scope | None, tokens: list[tuple[str, str | None]]) -> set[str] | None:
    if scope is None:
        return None
    at_joins: dict[str, set[str]] = {element: set() for element, _ in tokens if scope.elements[element].kind in TOGETHER}
    for element, flow in tokens:
        if element in at_joins and flow:
            at_joins[element].add(flow)
    moving = [element for element, _ in tokens if element not in at_joins or len(scope.incoming(element)) < 2]
    flows = set(after(scope, *moving, joins=TOGETHER).flows)
    flows |= {flow for arrived in at_joins.values() for flow in arrived}
    while True:                                      # what waits at a join goes on with what arrives there
        ready = [each for each in at_joins if each not in moving and all(flow.id in flows for flow in scope.incoming(each))]
        if not ready:
            break
        moving += ready
        flows |= after(scope, *moving, joins=TOGETHER).flows
    return {
        each.id for each in scope.elements.values() if each.kind == "parallelGateway"
        and any(flow.id in flows for flow in scope.incoming(each.id)) and not all(flow.id in flows for flow in scope.incoming(each.id))
    }
