"""A reference token game: BPMN 2.0.2, chapter 13, played plainly, to hold the engine against.

A position is a tree of scopes with tokens; `settle` takes moves from a first-in first-out list until nothing moves.
Nothing of the engine is used, only FEEL.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app import feel
from tests.reference.activities import Activities
from tests.reference.board import Frame, Incident, Scope, Token, Wait
from tests.reference.events import Events
from tests.reference.gateways import Gateways

ENDLESS = 20_000
MOST_ECHOES = 40            # signals that bring about signals


class Endless(Exception):
    """Tokens move and move; where the engine stops them is its own affair."""


class Storm(Endless):
    """A signal that brings itself about again, without end: each time in a step of its own, so that nothing stands still."""


class Game(Activities, Events, Gateways):
    """One instance: begin it, tell it what happens, look at what it waits for."""

    def __init__(self, drawings: dict[str, Any], process: str, now: datetime, variables: Mapping[str, Any]) -> None:
        self.drawings, self.now = drawings, now
        self.moves: deque[Token] = deque()
        self.signals: list[tuple[str, dict[str, Any]]] = []
        self.age = 0
        self.echoes = 0
        self.status = "active"
        self.stopped: list[Token] = []           # at joins, when nothing could arrive any more
        drawing = drawings[process]
        self.root = Scope("process", drawing, Frame("process", values=dict(variables)))
        self.open_scope(self.root, drawing)
        self.settle()
        self.send_signals()

    # -- what can be told ------------------------------------------------------------------------------------------------

    def complete(self, token: Token, answers: Mapping[str, Any]) -> bool:
        """A person answers; False when a deadline has passed."""
        self.fire_due()
        if not self.on_board(token) or token.state != "open":
            self.send_signals()
            return False
        self.write(token, answers)
        self.finish(token)
        return self._told()

    def report(self, token: Token, result: Mapping[str, Any]) -> bool:
        """A worker reports a result."""
        self.fire_due()
        if not self.on_board(token) or token.state != "job":
            self.send_signals()
            return False
        self.write(token, result)
        self.finish(token)
        return self._told()

    def fail(self, token: Token, code: str) -> bool:
        """A worker reports an error of the drawing: boundary events of the task itself take it first."""
        self.fire_due()
        if not self.on_board(token) or token.state != "job":
            self.send_signals()
            return False
        catcher = self.catcher(token.watches, token.scope, "error", code)
        if catcher is None:
            token.state, token.again = "incident", "job"
        else:
            self.happen(catcher)
        return self._told()

    def deliver(self, wait: Wait, payload: Mapping[str, Any]) -> bool:
        """A message or signal reaches somebody who waits for it."""
        self.fire_due()
        if not self.is_waiting(wait):
            self.send_signals()
            return False
        self.happen(wait, payload)
        return self._told()

    def signal(self, name: str, payload: Mapping[str, Any]) -> None:
        """A signal reaches everybody who waits at this moment."""
        for wait in [wait for wait in self.waiting() if wait.event.get("kind") == "signal" and wait.name == name]:
            self.deliver(wait, payload)

    def pass_time(self, now: datetime) -> None:
        """It is later; what is due fires."""
        self.now = now
        self.fire_due()
        self.send_signals()

    def set(self, values: Mapping[str, Any]) -> None:
        """An operator changes variables of the process."""
        self.fire_due()
        self.root.variables.values.update(values)
        self._told()

    def retry(self, token: Token) -> bool:
        """An operator lets a token try again what was an incident."""
        self.fire_due()
        if not self.on_board(token) or token.state != "incident":
            self.send_signals()
            return False
        token.state = token.again
        if token.state == "coming":
            self.moves.append(token)
        elif token.state == "busy":
            self.finish(token)
        return self._told()

    # -- what can be seen ------------------------------------------------------------------------------------------------

    def tasks(self, state: str = "open") -> list[Token]:
        """Open tasks, or jobs, or incidents."""
        found = [token for token in self.root.everything() if token.state == state]
        return sorted(found, key=lambda token: (token.node["id"], token.place()))

    def waiting(self) -> list[Wait]:
        """Everything that is waited for."""
        return list(self.root.waits()) if self.status == "active" else []

    def is_waiting(self, wait: Wait) -> bool:
        return any(wait is other for other in self.waiting())

    @property
    def variables(self) -> dict[str, Any]:
        return self.root.variables.values

    # -- the rules of moving -----------------------------------------------------------------------------------------------

    def _told(self) -> bool:
        self.settle()
        self.send_signals()
        return True

    def send_signals(self) -> None:
        """Signals leave when all has settled."""
        thrown, self.signals = self.signals, []
        self.echoes += bool(thrown)
        if self.echoes > MOST_ECHOES:
            raise Storm
        for name, payload in thrown:
            self.signal(name, payload)
        self.echoes -= bool(thrown)

    def fire_due(self) -> None:
        """Deadlines in the order of their moments; of several at once the outermost."""
        while due := [wait for wait in self.waiting() if wait.due is not None and wait.due <= self.now]:
            first = min(due, key=self._turn)
            self.next_moment(first)
            self.happen(first)
            self.settle()

    def _turn(self, wait: Wait) -> tuple[Any, ...]:
        scope = wait.scope if wait.scope is not None else wait.token.scope
        return wait.due, scope.depth, wait.node["id"], scope.host.numbers() if scope.host is not None else ()

    def settle(self) -> None:
        """Tokens move until every one waits; then inclusive joins, then conditions, one at a time."""
        steps = 0
        while self.status == "active":
            while self.moves and self.status == "active":
                token = self.moves.popleft()
                steps += 1
                if steps > ENDLESS:
                    raise Endless
                if self.on_board(token) and token.state == "coming":
                    self.step(token)
            if self.status != "active" or not (self.open_inclusive_join() or self.look_at_conditions()):
                break
        self.moves.clear()
        if self.status == "active" and not self.stuck and not self._can_go_on():
            self.stopped = [token for token in self.root.everything() if token.state == "join"]

    @property
    def stuck(self) -> bool:
        """Whether a join has been found to wait for ever; that stays so until something takes it away."""
        return any(token.state == "join" and self.on_board(token) for token in self.stopped)

    def _can_go_on(self) -> bool:
        return any(
            token.state in {"open", "job", "event", "incident"} or any(self.outside(each) for each in token.watches)
            for token in self.root.everything()
        )

    @staticmethod
    def outside(wait: Wait) -> bool:
        """Whether the world outside can trigger it."""
        return wait.event["kind"] not in {"error", "escalation", "cancel"}

    def step(self, token: Token) -> None:
        """A token does what its node says."""
        try:
            self.arrive(token)
        except Incident:
            token.state, token.again = "incident", "coming"

    def arrive(self, token: Token) -> None:
        kind = token.node["kind"]
        if kind.endswith("Gateway"):
            self.at_gateway(token)
        elif kind.endswith("Event"):
            self.at_event(token)
        else:
            self.at_activity(token)

    def on_board(self, token: Token) -> bool:
        """Whether a token and everything around it is still there."""
        while token.alive:
            if token.scope.host is None:
                return True
            if token.scope.host.inside is not token.scope:
                return False
            token = token.scope.host
        return False

    def put(self, scope: Scope, node: dict[str, Any], **what: Any) -> Token:
        """A new token, which moves when its turn comes."""
        token = Token(node, scope, **what)
        scope.tokens.append(token)
        self.moves.append(token)
        return token

    def go_on(self, token: Token, flows: list[dict[str, Any]]) -> None:
        """A token leaves over flows, or ends where there are none."""
        self.remove(token)
        for flow in flows:
            self.put(token.scope, flow["to"], flow=flow["id"])
        self.close_if_empty(token.scope)

    def remove(self, token: Token) -> None:
        """A token and everything inside is gone."""
        token.scope.tokens.remove(token)
        token.watches, token.wait, token.inside = [], None, None

    def clear(self, scope: Scope, but: Token | None = None) -> None:
        """Everything else in a scope ends, waiting event subprocesses too."""
        scope.armed.clear()
        for token in [token for token in scope.tokens if token is not but]:
            self.remove(token)

    def chosen(self, token: Token) -> list[dict[str, Any]]:
        """All flows without a condition and those that hold, else the default (13.3.4, 13.4.3)."""
        flows, default = token.node["out"], token.node["default"]
        rest = [flow for flow in flows if flow["id"] != default]
        taken = [flow for flow in rest if flow["when"] is None]
        holding = [flow for flow in rest if flow["when"] is not None and self.holds(flow["when"], token)]
        if not holding and (not taken or len(taken) < len(rest)):
            holding = [flow for flow in flows if flow["id"] == default]
        taken = taken + holding
        if flows and not taken:
            raise Incident
        return taken

    # -- values ------------------------------------------------------------------------------------------------------------

    def value(self, text: str, place: Token | Frame, **more: Any) -> Any:
        """What an expression says, seen from a token or frame."""
        frame = place.variables if isinstance(place, Token) else place
        return feel.compile(text.removeprefix("=")).evaluate({**frame.seen(), **more}, feel.Environment(self.now))

    def holds(self, text: str, place: Token | Frame, **more: Any) -> bool:
        return self.value(text, place, **more) is True

    def write(self, token: Token, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            token.variables.write(name, value)

    @staticmethod
    def length(value: Any) -> timedelta:
        """P2D, PT3H and the like."""
        if isinstance(value, timedelta):
            return value
        number, unit = int(value.strip("PTDH")), value[-1]
        return timedelta(days=number) if unit == "D" else timedelta(hours=number)
