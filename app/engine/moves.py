"""Moving tokens against the drawing's flows: send back, withdraw, jump, restart.

Every move ends some tokens and lets one enter its target in the scope where the target is drawn. Tokens elsewhere, in other
parallel branches, items and called processes, live on. What tokens have written stays written.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.gateways import Join
from app.engine.elements.items import Items
from app.engine.elements.scopes import Subprocess
from app.engine.errors import EngineError, NotWaiting
from app.engine.execution import Execution, Token
from app.engine.model import Element, Process, Scope
from app.engine.places import Reach, after, reach_to, way_to

WATCHING = {"watches", "listens"}             # boundary events and event subprocesses that wait beside what goes on


class NoSuchPlace(EngineError):
    """There is no element “{element}” in the drawing that this runs on."""

    code = "no-such-place"
    zh = "所运行的流程图中没有元素“{element}”。"


class NotBefore(EngineError):
    """“{element}” does not come before this on a way that could be gone again: it lies elsewhere, or in one branch of a join that has passed."""

    code = "not-before"
    zh = "“{element}”不在此环节之前可以重走的路径上：位于别处，或在已汇合的并行分支之内。"


class NotEnterable(EngineError):
    """“{element}” cannot be entered: it only begins by an event, or lies inside a multi-instance, a loop or an event subprocess that is not running there."""

    code = "not-enterable"
    zh = "不能进入“{element}”：它只能由事件触发，或位于未在运行的多实例、循环或事件子流程内部。"


class TooLate(EngineError):
    """It cannot be withdrawn any more: the process has gone on from there."""

    status = 409
    code = "too-late"
    zh = "已不能撤回：流程已经继续往下走。"


def jump(execution: Execution, token_id: UUID, target: str, alone: bool) -> None:
    """A token leaves where it is and stands at the target, in the same process.

    Ended: the token and everything inside it; where the target is drawn further out, the whole subprocess, item and
    multi-instance that the token stands in; behind an event-based gateway also its other events. All else lives on, unless
    `alone`: then every other token of the target's scope ends too. Subprocesses on the way in begin without their start.
    """
    token = movable(execution, token_id)
    scope, way = _landing(token, target)
    mine = _child(scope, token)
    leaving = [mine, *(_race(mine) if not alone else _moving(scope))]
    enter(scope, way)
    _end(execution, leaving)


def send_back(execution: Execution, token_id: UUID, target: str) -> None:
    """The element where a token stands is done again from an earlier one.

    Ended: in the scope of the target, every token that stands where a token sent from the target alone can arrive, with
    everything inside (what will be done again is not kept twice). Tokens in other parallel branches, which the target does
    not lead to, live on; so do other items and the scopes around. Raises NotBefore when the target does not lead here.
    """
    token = movable(execution, token_id)
    scope, way = _landing(token, target)
    mine = _child(scope, token)
    reach = reach_to(_drawn(scope, token), way[0].id, mine.element)
    if target == token.element or reach is None:
        raise NotBefore(element=way[-1].name or target)
    leaving = _overtaken(scope, reach)
    enter(scope, way)
    _end(execution, leaving)


def withdraw(execution: Execution, process_id: str, element: str, scopes: Sequence[str], item: int | None) -> None:
    """A completed user task is open again and what its completion set in motion is ended, as with `send_back`.

    `scopes` are the tokens around it at that time, from the inside out. An item of a multi-instance that still runs counts as
    not done and begins again; its result is forgotten. Raises TooLate when nothing is left that came after it, or its item's
    multi-instance is complete.
    """
    scope = next((found for each in scopes if (found := execution.tasks.get(UUID(each))) is not None and found.live), None)
    if scope is None:
        raise TooLate()
    if item is not None and scope.id.hex == scopes[0]:
        return _item_again(scope, item)
    process = _process(execution, process_id)
    way = _way_from(scope, process, element)
    if item is not None or not way:
        raise TooLate()
    leaving = _overtaken(scope, after(_scope_of(scope, process), way[0].id))
    if not leaving:
        raise TooLate()
    enter(scope, way)
    _end(execution, leaving)


def restart(execution: Execution, target: str) -> None:
    """A finished instance runs again from an element of its own process, with the variables it ended with.

    Nothing else of it comes back; its event subprocesses wait again.
    """
    root = execution.task_tree
    way = way_to(_process(execution, execution.spec.name).scope, target)
    if not way:
        raise NoSuchPlace(element=target)
    execution.finished, root._state = None, TaskState.STARTED
    for left in list(root.children):
        execution.discard(left, TaskState.CANCELLED)
    execution.listen(root, map(root.task_spec._wf_spec.task_specs.__getitem__, root.task_spec.listeners))
    enter(root, way)


# -- where it goes -----------------------------------------------------------------------------------------------------


def movable(execution: Execution, token_id: UUID) -> Token:
    """A living token that moves through the drawing; raises NotWaiting for what is gone or only watches."""
    token = execution.tasks.get(token_id)
    if token is None or not token.live or token.parent is None or WATCHING & token.internal_data.keys():
        raise NotWaiting()
    return token


def enter(scope: Token, way: Sequence[Element]) -> Token:
    """A new token at the end of a way inside a scope; subprocesses on the way begin, but not at their start."""
    if way[-1].aside or way[-1].kind == "startEvent" and way[-1].event is not None and len(way) > 1:
        raise NotEnterable(element=way[-1].name or way[-1].id)
    specs = scope.workflow.surroundings.library.process(_process_inside(scope)).spec.task_specs
    for element in way[:-1]:
        spec = specs[element.id]
        if type(spec) is not Subprocess:
            raise NotEnterable(element=way[-1].name or way[-1].id)
        scope = scope.spawn(spec)
        spec.enter(scope)
        spec.open(scope)
    return scope.spawn(specs[way[-1].id])


def _process_inside(scope: Token) -> str:
    """The process that tokens inside a scope move in."""
    if scope.task_spec.holds_variables and scope.parent is not None:
        return scope.internal_data.get("called", scope.task_spec.element.called)
    return scope.task_spec._wf_spec.name


def _process(execution: Execution, process_id: str) -> Process:
    return execution.surroundings.library.process(process_id).process


def _landing(token: Token, target: str) -> tuple[Token, tuple[Element, ...]]:
    """The innermost living scope around a token that the target is drawn in, and the way inwards from there."""
    process = _process(token.workflow, token.task_spec._wf_spec.name)
    for scope in token.scopes():
        way = _way_from(scope, process, target)
        if way:
            return scope, way
        if scope.task_spec.holds_variables:
            break
    raise NoSuchPlace(element=target)


def _way_from(scope: Token, process: Process, target: str) -> tuple[Element, ...]:
    """The way from a living scope inwards to an element; empty where the element is not drawn in it."""
    way = way_to(process.scope, target)
    if scope.task_spec.holds_variables:
        return way if _process_inside(scope) == process.id else ()
    if scope.task_spec._wf_spec.name != process.id or not isinstance(scope.task_spec, Subprocess):
        return ()
    around = [element.id for element in way[:-1]]
    return way[around.index(scope.element) + 1:] if scope.element in around else ()


def _drawn(scope: Token, token: Token) -> Scope:
    return _scope_of(scope, _process(token.workflow, token.task_spec._wf_spec.name))


def _scope_of(scope: Token, process: Process) -> Scope:
    """The drawing of what a living scope contains directly."""
    if scope.task_spec.holds_variables:
        return process.scope
    return way_to(process.scope, scope.element)[-1].scope or process.scope


def _child(scope: Token, token: Token) -> Token:
    """The token directly in a scope that another one is, or lies in."""
    return next(each for each in (token, *token.scopes()) if each.parent is scope)


# -- what ends ---------------------------------------------------------------------------------------------------------


def _moving(scope: Token) -> list[Token]:
    return [token for token in scope.tokens() if not WATCHING & token.internal_data.keys()]


def _race(token: Token) -> list[Token]:
    race = token.internal_data.get("race")
    return [other for other in _moving(token.parent) if race and other.internal_data.get("race") == race]


def _overtaken(scope: Token, reach: Reach) -> list[Token]:
    """Tokens of a scope that stand within reach; at a join those that came over a flow within reach."""
    def within(token: Token) -> bool:
        if isinstance(token.task_spec, Join) and token._state == TaskState.WAITING:
            return token.internal_data.get("flow") in reach.flows
        return token.element in reach.elements
    return [token for token in _moving(scope) if within(token)]


def _end(execution: Execution, tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.live and token.id in execution.tasks:
            execution.cancel_token(token)


def _item_again(body: Token, counter: int) -> None:
    """An item that was done is under way again; in a sequence the one after it waits for it."""
    spec = body.task_spec
    if not isinstance(spec, Items) or spec.multi.collection is None and spec.multi.cardinality is None:
        raise TooLate()
    known = spec.prepare(body)
    later = [token for token in body.tokens() if token.internal_data["counter"] > counter] if spec.multi.sequential else []
    if counter > len(known) or any(token.internal_data["counter"] != counter + 1 for token in later):
        raise TooLate()
    for token in later:
        body.held["rest"].insert(0, token.held["locals"].get(spec.multi.item))
    body.internal_data["done"] -= 1
    body.held["outputs"].pop(str(counter), None)
    spec._start(body, known[counter - 1], counter)
    _end(body.workflow, later)
