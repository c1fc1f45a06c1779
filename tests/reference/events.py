"""Events of the reference game: waiting, happening, throwing, undoing (BPMN 2.0.2, 13.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.clock import SHANGHAI
from tests.reference.board import Incident, Scope, Token, Wait


class Events:
    """What happens and what is thrown."""

    def at_event(self, token: Token) -> None:
        """What a token does at an event."""
        kind, event = token.node["kind"], token.node["event"].get("kind")
        if kind == "intermediateCatchEvent" and event not in {None, "link"}:
            token.wait, token.state = self.arm(token.node, token), "event"
        elif kind in {"intermediateThrowEvent", "endEvent"} and event is not None:
            getattr(self, f"_throw_{event}")(token, token.node["event"])
        else:
            self.go_on(token, self.chosen(token))

    # -- waiting -------------------------------------------------------------------------------------------------------------

    def arm(self, node: dict[str, Any], token: Token | None = None, scope: Scope | None = None) -> Wait:
        """It begins to wait."""
        self.age += 1
        wait, event = Wait(node, token, scope, age=self.age), node["event"]
        if event.get("kind") == "timer":
            self._set_clock(wait, event)
        return wait

    def _set_clock(self, wait: Wait, event: dict[str, Any]) -> None:
        text = event["text"]
        if event["timer"] == "cycle":
            times, text = text.split("/")
            wait.left = int(times[1:]) if times[1:] else None
            wait.every = self.length(text)
            wait.due = self.now + wait.every
            return
        value = self.value(text, self._place(wait)) if text.startswith("=") else text
        if event["timer"] == "duration":
            wait.due = self.now + self.length(value)
        else:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            wait.due = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)

    @staticmethod
    def _place(wait: Wait) -> Any:
        return wait.scope.variables if wait.scope is not None else wait.token.variables

    def next_moment(self, wait: Wait) -> None:
        """A cycle looks ahead, missed turns are one; any other timer is over."""
        due, wait.due = wait.due, None
        while wait.every is not None and wait.left != 0 and due <= self.now:
            due += wait.every
            wait.left = None if wait.left is None else wait.left - 1
        if wait.every is not None and wait.left != 0:
            wait.due = due
            return
        for near in (wait.token.watches if wait.token else [], wait.scope.armed if wait.scope else []):
            if wait in near:
                near.remove(wait)

    def look_at_conditions(self) -> bool:
        """A condition fires when it becomes true; says whether one did."""
        waits = [wait for wait in self.waiting() if wait.event.get("kind") == "conditional"]
        for wait in sorted(waits, key=lambda wait: wait.age):
            before, wait.held = wait.held, self.holds(wait.event["text"], self._place(wait))
            if wait.held and not before:
                self.happen(wait)
                return True
        return False

    # -- happening -----------------------------------------------------------------------------------------------------------

    def happen(self, wait: Wait, payload: Mapping[str, Any] | None = None) -> None:
        """What was waited for is there."""
        if wait.scope is not None:
            self._start_handler(wait, payload or {})
        elif wait.token.wait is wait:
            token = wait.token
            self.write(token, payload or {})
            for rival in token.rivals:
                if rival is not token:
                    self.remove(rival)
            self._caught(token)
        else:
            self._at_boundary(wait, payload or {})

    def _caught(self, token: Token) -> None:
        if token.node["kind"] == "receiveTask":
            return self.finish(token)
        self.go_on(token, self.chosen(token))

    def _start_handler(self, wait: Wait, payload: Mapping[str, Any]) -> None:
        for name, value in payload.items():
            wait.scope.variables.write(name, value)
        if wait.interrupts:
            self.clear(wait.scope)
        self.put(wait.scope, wait.node["handler"])

    def _at_boundary(self, wait: Wait, payload: Mapping[str, Any]) -> None:
        token = wait.token
        for name, value in payload.items():
            token.scope.variables.write(name, value)
        for flow in wait.node["out"]:
            self.put(token.scope, flow["to"], flow=flow["id"])
        if wait.interrupts:
            self.remove(token)
            self.close_if_empty(token.scope)

    def catcher(self, near: list[Wait], scope: Scope | None, kind: str, code: str | None) -> Wait | None:
        """From the inside out, at each level event subprocesses, then boundary events; an exact code first."""
        levels = [near]
        while scope is not None:
            levels += [scope.armed, scope.host.watches if scope.host else []]
            scope = scope.host.scope if scope.host else None
        for level in levels:
            takers = [wait for wait in level if wait.event["kind"] == kind and wait.event["name"] in {None, code}]
            exact = [wait for wait in takers if wait.event["name"] is not None]
            if takers:
                return (exact or takers)[0]
        return None

    # -- throwing ------------------------------------------------------------------------------------------------------------

    def _throw_link(self, token: Token, event: dict[str, Any]) -> None:
        self.remove(token)
        self.put(token.scope, self.other_end(token.node, token.scope))

    @staticmethod
    def other_end(node: dict[str, Any], scope: Scope) -> dict[str, Any]:
        """The catching link of the same name in the same scope."""
        return next(
            each for each in scope.drawing["nodes"].values()
            if each["kind"] == "intermediateCatchEvent" and each["event"].get("kind") == "link"
            and each["event"]["name"] == node["event"]["name"]
        )

    def _throw_message(self, token: Token, event: dict[str, Any]) -> None:
        self.go_on(token, self.chosen(token))

    def _throw_signal(self, token: Token, event: dict[str, Any]) -> None:
        self.signals.append((event["name"], {}))
        self.go_on(token, self.chosen(token))

    def _throw_error(self, token: Token, event: dict[str, Any]) -> None:
        catcher = self.catcher([], token.scope, "error", event["name"])
        if catcher is None:
            raise Incident
        self.remove(token)
        self.happen(catcher)

    def _throw_escalation(self, token: Token, event: dict[str, Any]) -> None:
        catcher = self.catcher([], token.scope, "escalation", event["name"])
        if catcher is not None:
            self.happen(catcher)
        if self.on_board(token):
            self.go_on(token, self.chosen(token))

    def _throw_terminate(self, token: Token, event: dict[str, Any]) -> None:
        self.clear(token.scope, but=token)
        self.go_on(token, [])

    # -- undoing -------------------------------------------------------------------------------------------------------------

    def _throw_cancel(self, token: Token, event: dict[str, Any]) -> None:
        self.clear(token.scope, but=token)
        self._undo(token, token.scope, None)

    def _throw_compensate(self, token: Token, event: dict[str, Any]) -> None:
        scope = token.scope
        while scope.host is not None and scope.host.node["triggered"]:
            scope = scope.host.scope
        if event["wait"]:
            return self._undo(token, scope, event["activity"])
        beside = Token(token.node, token.scope, apart=True)
        token.scope.tokens.append(beside)
        self._undo(beside, scope, event["activity"])
        self.go_on(token, self.chosen(token))

    def _undo(self, token: Token, scope: Scope, activity: str | None) -> None:
        chosen = [entry for entry in scope.done if activity in {None, entry["of"]}]
        scope.done = [entry for entry in scope.done if entry not in chosen]
        token.undoing = list(self._handlers(chosen))
        token.state, token.inside = "busy", Scope("undoing", None, token.scope.variables, token)
        self.undo_next(token)

    def _handlers(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The last completed first."""
        found: list[dict[str, Any]] = []
        for entry in reversed(entries):
            found += [entry["by"]] if "by" in entry else self._handlers(entry["inside"])
        return found

    def undo_next(self, token: Token) -> None:
        """The next compensating activity; after the last the event is done."""
        if token.undoing:
            self.put(token.inside, token.undoing.pop(0))
        elif token.apart:
            self.go_on(token, [])
        elif token.node["event"]["kind"] == "cancel":
            scope = token.scope
            self.remove(token)
            self.happen(self.catcher([], scope, "cancel", None))
        else:
            self.go_on(token, self.chosen(token))
