"""Tokens on SpiffWorkflow's task tree: a token's parent is the scope it moves in, never the element it came from.

Children of the root belong to the process, children of an activity to its subprocess, called process or items. A token
that has moved on leaves the tree at once, so the tree holds what is alive and costs what is alive, however long the
history is.
"""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from app import feel
from app.calendar import WorkingCalendar
from app.engine import expressions
from app.engine.surroundings import Surroundings
from app.engine.waiting import Fact, Message
from app.errors import Refused

if TYPE_CHECKING:
    from app.engine.elements.base import Node

MAX_STEPS = 20_000        # automatic steps of one command; more is a loop without a wait
MAX_TOKENS = 5_000        # living tokens of one instance
MAX_DEPTH = 100           # scopes within scopes; more is a process that calls itself for ever

LIVE = TaskState.NOT_FINISHED_MASK


class Token(Task):
    """A SpiffWorkflow task that is a token, without the library's cost of logging every change of state."""

    workflow: "Execution"

    def _set_state(self, value: int) -> None:
        self._state = value

    def complete(self) -> None:
        """The library marks it completed before it leaves; here it is completed by leaving, which may fail."""
        self.task_spec._on_complete(self)

    @property
    def element(self) -> str:
        """The id of the element it stands at, as the designer wrote it."""
        return self.task_spec.element.id

    @property
    def environment(self) -> feel.Environment:
        """What FEEL sees beside variables."""
        return self.workflow.environment

    @property
    def functions(self) -> frozenset[str]:
        """Names that expressions may call beside the built-ins."""
        return self.workflow.functions

    @property
    def live(self) -> bool:
        """Whether it has not finished."""
        return bool(self._state & LIVE)

    def spawn(self, spec: TaskSpec, **internal: Any) -> "Token":
        """A new token in the scope that this token is, ready to enter an element."""
        token = Token(self.workflow, spec, self, TaskState.FUTURE)
        token.internal_data = internal
        self.workflow.queue.append(token)
        return token

    def tokens(self) -> list["Token"]:
        """Living tokens directly inside."""
        tasks = self.workflow.tasks
        return [task for child in self._children if (task := tasks[child])._state & LIVE]

    def layers(self) -> list[dict[str, Any]]:
        """Variables it sees, the innermost scope first: items of multi-instances, then a called process or the process."""
        found = [self.internal_data["locals"]] if "locals" in self.internal_data else []
        for scope in self.scopes():
            if scope.task_spec.holds_variables:
                found.append(scope.data)
                break
            if "locals" in scope.internal_data:
                found.append(scope.internal_data["locals"])
        return found or [self.data]

    def scopes(self) -> Iterator["Token"]:
        """The scopes around it, from the inside out to the process."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    def variables(self) -> Mapping[str, Any]:
        """Variables it reads."""
        layers = self.layers()
        return layers[0] if len(layers) == 1 else ChainMap(*layers)

    def write(self, values: Mapping[str, Any]) -> None:
        """Sets variables in its own scope, all or none; raises FeelValueError for what cannot be stored."""
        feel.encode(dict(values))
        self.layers()[0].update(values)

    def attached(self) -> list["Token"]:
        """Boundary events that watch over it."""
        if self.parent is None:
            return []
        mine = self.id.hex
        return [token for token in self.parent.tokens() if token.internal_data.get("watches") == mine]

    def descendants(self) -> Iterator["Token"]:
        """Every token inside, the outer ones first."""
        waiting = deque(self.children)
        while waiting:
            token = waiting.popleft()
            yield token
            waiting.extend(token.children)


class Execution(Workflow):
    """The tokens of one instance."""

    def __init__(self, spec: WorkflowSpec, surroundings: Surroundings, prune: bool = True) -> None:
        super().__init__(spec, deserializing=True)
        self.surroundings = surroundings
        self.environment = feel.Environment(surroundings.clock.now(), self.calendar, surroundings.functions)
        self.functions = surroundings.function_names
        self.now: datetime = self.environment.now
        self.asked_calendar = False             # whether working days have been looked up, see `dates.noted`
        self.prune = prune
        self.queue: deque[Token] = deque()
        self.facts: list[Fact] = []
        self.messages: list[Message] = []
        self.joins: set[UUID] = set()           # inclusive joins that wait; looked at when all else has settled
        self.actor: str | None = None
        self.finished: str | None = None        # completed | cancelled
        self.steps = 0

    def begin(self) -> Token:
        """Puts the root token in place."""
        self.task_tree = Token(self, self.spec.start, state=TaskState.STARTED)
        return self.task_tree

    def calendar(self) -> WorkingCalendar:
        """The working days of the region that the instance belongs to at this moment."""
        self.asked_calendar = True
        return self.surroundings.calendar(self.heading("region"))

    def heading(self, name: str) -> str | None:
        """Business key, region, unit or title as the process says it is computed; None while it cannot be."""
        place = expressions.Values(self.task_tree.data, self.surroundings.environment(), self.functions)
        return expressions.heading(self.spec.settings.get(name), place)

    # -- what happened -----------------------------------------------------------------------------------------------

    def record(self, kind: str, token: Token | None, **data: Any) -> None:
        """Adds a line of history."""
        element = token.element if token is not None else self.spec.name
        self.facts.append(Fact(kind, element, token.id if token else None, self.now, self.actor, data))

    def send(self, message: Message) -> None:
        """Hands a message over to whoever routes it."""
        self.messages.append(message)

    # -- moving ------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Moves tokens until every one of them waits."""
        while self.finished is None:
            while self.queue:
                token = self.queue.popleft()
                if token.id in self.tasks and token.live:
                    self._step(token)
            if self.finished or not self._settle():
                return
        self.queue.clear()

    def _step(self, token: Token) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS or (self.prune and len(self.tasks) > MAX_TOKENS):
            return self.stop(token, "loop-without-wait", f"more than {MAX_STEPS} steps or {MAX_TOKENS} tokens at once")
        self.guard(token, lambda: self._advance(token))

    def _advance(self, token: Token) -> None:
        spec: Node = token.task_spec
        if token._state == TaskState.FUTURE:
            spec._update(token)
        if token._state == TaskState.READY and not spec.manual:
            token.run()

    def guard(self, token: Token, action: Callable[[], None]) -> None:
        """The border of a step: whatever goes wrong inside becomes an incident at this token."""
        try:
            action()
        except Refused as error:
            self.stop(token, error.code, str(error), zh=error.text("zh"))
        except RecursionError:
            self.stop(token, "too-deep", "a value or an expression is nested too deeply")
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, MemoryError) as error:
            self.stop(token, "unexpected", f"{type(error).__name__}: {error}")

    def stop(self, token: Token, code: str, message: str, zh: str = "") -> None:
        """The token stays where it is, as an incident; its neighbours go on."""
        token.internal_data["incident"] = {"code": code, "message": message[:2000], "zh": (zh or message)[:2000]}
        self.record("incident", token, code=code, message=message[:2000])

    def _settle(self) -> bool:
        """Lets inclusive joins fire that nothing more can reach; says whether one did."""
        for token_id in list(self.joins):
            token = self.tasks.get(token_id)
            if token is None or not token.live:
                self.joins.discard(token_id)
            elif token.task_spec.try_join(token):
                return True
        return False

    def depart(self, token: Token, targets: Iterable[tuple[str, TaskSpec]]) -> None:
        """The token is done here; new ones arrive over these flows in the same scope."""
        scope = token.parent
        self.disarm(token)
        self.discard(token, TaskState.COMPLETED)
        for flow, spec in targets:
            scope.spawn(spec, flow=flow)
        self.close_if_empty(scope)

    def disarm(self, token: Token) -> None:
        """Takes away the boundary events of an activity that has ended."""
        for watcher in token.attached():
            self.discard(watcher, TaskState.CANCELLED)

    def discard(self, token: Token, state: int) -> None:
        """Finishes a token and, unless history is kept for a comparison, forgets it."""
        if self.prune:
            self._remove_task(token.id)
            token._state = state
            return
        for inner in [token, *token.descendants()]:
            if inner.live:
                inner._state = state

    def cancel_token(self, token: Token) -> None:
        """Ends a token and everything inside it, without going on from there."""
        for inner in [token, *token.descendants()]:
            if inner.live and inner.task_spec.told_when_cancelled:
                self.record("cancelled", inner)
        self.disarm(token)
        self.discard(token, TaskState.CANCELLED)

    def close_if_empty(self, scope: Token) -> None:
        """A scope without tokens is complete; what goes wrong then is the scope's incident, for its tokens are gone."""
        if scope.live and not scope.tokens():
            self.guard(scope, lambda: scope.task_spec.close(scope))

    # -- errors and escalations --------------------------------------------------------------------------------------

    def throw(self, token: Token, kind: str, code: str | None, data: Mapping[str, Any] | None = None) -> bool:
        """Offers an error or escalation to the boundary events around a token, from the inside out."""
        for current in (token, *token.scopes()):
            watchers = [watcher for watcher in current.attached() if watcher.task_spec.takes(kind, code)]
            exact = [watcher for watcher in watchers if watcher.task_spec.event.name] or watchers
            if exact:
                exact[0].task_spec.fire(exact[0], {"code": code, **(data or {})})
                return True
        return False
