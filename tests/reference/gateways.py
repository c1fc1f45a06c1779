"""Gateways of the reference game (BPMN 2.0.2, 13.4)."""

from __future__ import annotations

from typing import Any

from tests.reference.board import Incident, Scope, Token


class Gateways:
    """Splits and joins."""

    def at_gateway(self, token: Token) -> None:
        """What a token does there."""
        getattr(self, f"_{token.node['kind'].removesuffix('Gateway')}")(token)

    def _exclusive(self, token: Token) -> None:
        flows, default = token.node["out"], token.node["default"]
        for flow in flows:
            if flow["id"] != default and (flow["when"] is None or self.holds(flow["when"], token)):
                return self.go_on(token, [flow])
        taken = [flow for flow in flows if flow["id"] == default]
        if not taken:
            raise Incident
        self.go_on(token, taken)

    def _parallel(self, token: Token) -> None:
        """One token of every incoming flow is consumed."""
        if len(token.node["in"]) < 2 or token.started:
            return self.go_on(token, token.node["out"])
        token.state = "join"
        first = self._first_of_each(token.node, token.scope)
        if len(first) == len(token.node["in"]):
            self._merge(first)

    def _inclusive(self, token: Token) -> None:
        if len(token.node["in"]) < 2 or token.started:
            return self.go_on(token, self.chosen(token))
        token.state = "join"

    def _merge(self, first: dict[str, Token]) -> None:
        """One goes on in its turn, the others are consumed."""
        winner, *others = first.values()
        for other in others:
            self.remove(other)
        winner.state, winner.started = "coming", True
        self.moves.append(winner)

    def _first_of_each(self, node: dict[str, Any], scope: Scope) -> dict[str, Token]:
        found: dict[str, Token] = {}
        for token in scope.tokens:
            if token.node is node and token.state == "join":
                found.setdefault(token.flow, token)
        return found

    def open_inclusive_join(self) -> bool:
        """The first join that nothing can reach any more; all else has settled."""
        waiting = [token for token in self.root.everything() if token.state == "join" and token.node["kind"] == "inclusiveGateway"]
        for token in sorted(waiting, key=lambda token: (token.node["id"], token.place())):
            first = self._first_of_each(token.node, token.scope)
            if not self._awaited(token.node, token.scope, set(first)):
                self._merge(first)
                return True
        return False

    def _awaited(self, gateway: dict[str, Any], scope: Scope, filled: set[str]) -> bool:
        """Whether a token elsewhere can reach an empty incoming flow and no filled one (13.4.3)."""
        places = [token.node for token in scope.tokens if token.node is not gateway]
        places += [wait.node for token in scope.tokens for wait in token.watches]
        for place in places:
            reached = self._reached(place, gateway, scope)
            if reached - filled and not reached & filled:
                return True
        return False

    def _reached(self, place: dict[str, Any], gateway: dict[str, Any], scope: Scope) -> set[str]:
        """Incoming flows of a gateway to which there is a way that does not pass through it."""
        found: set[str] = set()
        known: list[dict[str, Any]] = []
        ways = [place]
        while ways:
            node = ways.pop()
            if any(node is other for other in known):
                continue
            known.append(node)
            for flow in node["out"]:
                if flow["to"] is gateway:
                    found.add(flow["id"])
                else:
                    ways.append(flow["to"])
            ways += node["watchers"]
            if node["kind"] == "intermediateThrowEvent" and node["event"].get("kind") == "link":
                ways.append(self.other_end(node, scope))
        return found

    def _eventBased(self, token: Token) -> None:
        """The first event wins; all begin to wait at once."""
        rivals = [
            Token(flow["to"], token.scope, flow=flow["id"], state="event") for flow in token.node["out"]
        ]
        for rival in rivals:
            rival.wait = self.arm(rival.node, rival)
            rival.rivals = rivals
        self.remove(token)
        token.scope.tokens += rivals
