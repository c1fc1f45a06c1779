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
from app.engine import expressions, kept
from app.engine.surroundings import Surroundings
from app.engine.waiting import Fact, Message
from app.errors import Refused

if TYPE_CHECKING:
    from app.engine.elements.base import Node

MAX_STEPS = 20_000        # automatic steps of one command; more is a loop without a wait
MAX_TOKENS = 5_000        # living tokens of one instance
MAX_HEARD = 1_000         # messages and signals that one instance takes in a minute; more is a conversation with itself
MAX_DEPTH = 100           # scopes within scopes; more is a process that calls itself for ever

LIVE = TaskState.NOT_FINISHED_MASK


class Token(Task):
    """A SpiffWorkflow task that is a token, without the library's cost of logging every change of state."""

    workflow: "Execution"
    data = kept.values()        # variables of the process, at its root and where it is called
    held = kept.groups()        # what belongs to an activity: own, counted and locals it sees, outputs and rest of its items

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
        """Living tokens directly inside, those of waiting boundary events and event subprocesses among them."""
        tasks = self.workflow.tasks
        return [task for child in self._children if (task := tasks[child])._state & LIVE]

    def listeners(self) -> list["Token"]:
        """Starts of event subprocesses that wait inside this scope."""
        return [token for token in self.tokens() if "listens" in token.internal_data]

    def layers(self) -> list[dict[str, Any]]:
        """Variables it sees, the innermost first: what is local to it, to subprocesses and items, then the process's."""
        found = self._own_layers()
        for scope in self.scopes():
            if scope.task_spec.holds_variables:      # a called process does not see what is local to its call
                found.append(scope.data)
                break
            found += scope._own_layers()
        return found or [self.data]

    def _own_layers(self) -> list[dict[str, Any]]:
        held = self.held
        return [held[name] for name in ("own", "counted", "locals") if name in held]

    def scopes(self) -> Iterator["Token"]:
        """The scopes around it, from the inside out to the process."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    def numbers(self) -> list[int]:
        """Which items and turns it is in, from the outside in; 0 where a scope is neither."""
        return [scope.internal_data.get("counter", 0) for scope in (*reversed(list(self.scopes())), self)]

    def variables(self) -> Mapping[str, Any]:
        """Variables it reads."""
        layers = self.layers()
        return layers[0] if len(layers) == 1 else ChainMap(*layers)

    def write(self, values: Mapping[str, Any]) -> None:
        """Sets variables where they live, all or none; raises FeelValueError for what cannot be stored."""
        feel.encode(dict(values))
        for name, value in values.items():
            self._home(name)[name] = value

    def _home(self, name: str) -> dict[str, Any]:
        """The nearest item, subprocess that declares the name, called process or process."""
        if "locals" in self.held:
            return self.held["locals"]
        if name in self.held.get("counted", ()):
            return self.held["counted"]
        for scope in self.scopes():
            if scope.task_spec.holds_variables:
                return scope.data
            held = scope.held
            for near in ("own", "counted"):
                if name in held.get(near, ()):
                    return held[near]
            if "locals" in held:
                return held["locals"]
        return self.data

    def attached(self) -> list["Token"]:
        """Boundary events that watch over it."""
        if self.parent is None:
            return []
        mine = self.id.hex
        return [token for token in self.parent.tokens() if token.internal_data.get("watches") == mine]

    def rivals(self) -> list["Token"]:
        """Behind an event-based gateway the tokens at its events, this one among them: they stand for one token."""
        race = self.internal_data.get("race")
        if race is None or self.parent is None:
            return []
        return [token for token in self.parent.tokens() if token.internal_data.get("race") == race]

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
        self.unsettled: set[UUID] = set()       # inclusive joins and conditions: looked at when all else has come to rest
        self.asked: int | None = None           # the last of them that began to wait, None until one does
        self.actor: str | None = None
        self.finished: str | None = None        # completed | cancelled
        self.suspended: dict[str, Any] | None = None     # since when, see `app.engine.holding`
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
        """Moves tokens until every one of them waits; those of a suspended instance stay where they have arrived."""
        while self.finished is None and self.suspended is None:
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

    def guard(self, token: Token, action: Callable[[], Any]) -> Any:
        """The border of a step: whatever goes wrong inside becomes an incident at this token; the answer is None then."""
        try:
            return action()
        except Refused as error:
            self.stop(token, error.code, str(error), zh=error.text("zh"))
        except RecursionError:
            self.stop(token, "too-deep", "a value or an expression is nested too deeply")
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, MemoryError) as error:
            self.stop(token, "unexpected", f"{type(error).__name__}: {error}")
        return None

    def stop(self, token: Token, code: str, message: str, zh: str = "") -> None:
        """The token stays where it is, as an incident; its neighbours go on."""
        token.internal_data["incident"] = {"code": code, "message": message[:2000], "zh": (zh or message)[:2000]}
        self.record("incident", token, code=code, message=message[:2000])

    def ask_later(self, token: Token) -> None:
        """A join or condition waits to be looked at, after those that wait already."""
        if self.asked is None:
            waiting = (self.tasks[each].internal_data.get("asked", 0) for each in self.unsettled if each in self.tasks)
            self.asked = max(waiting, default=0)
        self.asked += 1
        token.internal_data["asked"] = self.asked
        self.unsettled.add(token.id)

    def _settle(self) -> bool:
        """Looks at inclusive joins that nothing more can reach, then at conditions; says whether one moved on."""
        self.unsettled = {each for each in self.unsettled if each in self.tasks and self.tasks[each].live}
        for token in sorted(map(self.tasks.__getitem__, self.unsettled), key=_turn):
            before, moved = len(self.queue), False
            if "incident" not in token.internal_data:
                moved = self.guard(token, lambda: token.task_spec.settle(token))
            if moved or len(self.queue) > before or self.finished:
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
        for inner in [token, *token.descendants()]:
            if inner.live:
                inner._state = state
        if self.prune:
            self._remove_task(token.id)

    def cancel_token(self, token: Token) -> None:
        """Ends a token and everything inside it, without going on from there."""
        for inner in [token, *token.descendants()]:
            if inner.live and inner.task_spec.told_when_cancelled:
                self.record("cancelled", inner)
        self.disarm(token)
        self.discard(token, TaskState.CANCELLED)

    def close_if_empty(self, scope: Token) -> None:
        """A scope without tokens is complete; what goes wrong then is the scope's incident, for its tokens are gone."""
        if not scope.live:
            return
        inside = scope.tokens()
        if all("listens" in token.internal_data for token in inside):
            for listener in inside:
                self.discard(listener, TaskState.CANCELLED)
            self.guard(scope, lambda: scope.task_spec.close(scope))

    def cancel_inside(self, scope: Token, but: Token | None = None) -> None:
        """Ends every token of a scope, but for one."""
        for token in scope.tokens():
            if token is not but and token.live:
                self.cancel_token(token)

    def listen(self, scope: Token, starts: Iterable[TaskSpec]) -> None:
        """The event subprocesses of a scope begin to wait; all is evaluated before any of them does."""
        listeners = [scope.spawn(spec, listens=True) for spec in starts]
        try:
            armed = [listener.task_spec.arm(listener) for listener in listeners]
        except Exception:
            for listener in listeners:
                self.discard(listener, TaskState.CANCELLED)
            raise
        for listener, values in zip(listeners, armed, strict=True):
            listener.internal_data.update(values)
            listener.task_spec.rest(listener)

    # -- errors, escalations, cancelled transactions -----------------------------------------------------------------

    def catcher(self, token: Token, kind: str, code: str | None) -> Token | None:
        """Who takes what is thrown at a token: from the inside out, at each level event subprocesses, then boundary events."""
        for current in (token, *token.scopes()):
            for near in (current.listeners(), current.attached()):
                takers = [watcher for watcher in near if watcher.task_spec.takes(kind, code)]
                exact = [watcher for watcher in takers if watcher.task_spec.event.name] or takers
                if exact:
                    return exact[0]
        return None

    def throw(self, token: Token, kind: str, code: str | None, data: Mapping[str, Any] | None = None) -> bool:
        """Offers an error, escalation or cancellation to whoever takes it; says whether somebody did."""
        taker = self.catcher(token, kind, code)
        if taker is not None:
            taker.task_spec.fire(taker, {"code": code, **(data or {})})
        return taker is not None


def _turn(token: Token) -> tuple[int, int, str, list[int], int]:
    """Joins by element and items, then conditions in the order in which they began to wait: whether stored in between or not."""
    settles, asked = token.task_spec.settles, token.internal_data.get("asked", 0)
    return settles, asked if settles > 1 else 0, token.element, token.numbers(), asked
