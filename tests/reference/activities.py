"""Activities of the reference game: tasks, subprocesses, calls, items and turns (BPMN 2.0.2, 13.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.reference.board import Frame, Incident, Scope, Token


class Activities:
    """What takes time."""

    def at_activity(self, token: Token) -> None:
        """Boundary events wait before it begins; an item has none of its own."""
        node = token.node
        if token.scope.kind in {"items", "turns"}:
            return self._begin(token)
        items = self._items(token) if node["many"] else None
        token.watches = [self.arm(watcher, token) for watcher in node["watchers"]]
        if node["many"]:
            self._begin_items(token, items)
        elif node["loop"]:
            self._begin_turns(token)
        else:
            self._begin(token)

    def _begin(self, token: Token) -> None:
        node, kind = token.node, token.node["kind"]
        if kind in {"userTask", "manualTask"}:
            token.state = "open"
        elif kind == "serviceTask":
            token.state = "job"
        elif kind == "receiveTask":
            token.state, token.wait = "event", self.arm(node, token)
        elif kind == "callActivity":
            called = self.drawings[node["called"]]
            self._enter(token, "called", called, Frame("process", values=token.variables.seen()))
        elif node["inside"] is not None:
            inside = node["inside"]
            own = Frame("owned", token.variables, dict.fromkeys(inside["owned"])) if inside["owned"] else token.variables
            self._enter(token, "sub", inside, own)
        else:
            if kind == "scriptTask":
                self.write(token, self.value(node["script"] or "{}", token))
            self.finish(token)

    def _enter(self, token: Token, kind: str, drawing: dict[str, Any], variables: Frame) -> None:
        token.state, token.inside = "busy", Scope(kind, drawing, variables, token)
        self.open_scope(token.inside, drawing)

    def open_scope(self, scope: Scope, drawing: dict[str, Any]) -> None:
        """Event subprocesses wait before the first token moves."""
        for handler in drawing["handlers"]:
            start = handler["inside"]["starts"][0]
            wait = self.arm(start, scope=scope)
            wait.node = {**start, "handler": handler}
            scope.armed.append(wait)
        for start in drawing["starts"]:
            self.put(scope, start)
        self.close_if_empty(scope)

    # -- ending ------------------------------------------------------------------------------------------------------------

    def finish(self, token: Token) -> None:
        """An activity has done what it does."""
        if token.scope.kind in {"items", "turns"}:
            return self._finish_one(token)
        try:
            flows = self.chosen(token)
        except Incident:
            token.state, token.again = "incident", "busy"
            return
        self.note(token)
        self.go_on(token, flows)

    def close_if_empty(self, scope: Scope) -> None:
        """A scope without tokens is complete."""
        host = scope.host
        if scope.tokens or (host is not None and (host.inside is not scope or not host.alive)):
            return
        scope.armed.clear()
        if host is None:
            self.status = "completed"
        elif scope.kind == "undoing":
            self.undo_next(host)
        else:
            self._take_out(scope, host)
            self.finish(host)

    @staticmethod
    def _take_out(scope: Scope, host: Token) -> None:
        if scope.kind == "called":
            for name, value in scope.variables.values.items():
                host.variables.write(name, value)
        elif scope.kind == "items" and host.node["many"]["results"]:
            host.variables.write(host.node["many"]["results"], [scope.results[number] for number in sorted(scope.results)])

    def note(self, token: Token) -> None:
        """What has completed can be compensated (13.5.5)."""
        inside = token.inside.done if token.inside is not None and token.inside.kind != "called" else []
        if token.node["undone by"] is not None:
            token.scope.done.append({"of": token.node["id"], "by": token.node["undone by"]})
        elif inside:
            token.scope.done.append({"of": token.node["id"], "inside": inside})

    # -- several items -------------------------------------------------------------------------------------------------------

    def _items(self, token: Token) -> list[Any]:
        many = token.node["many"]
        if many["collection"] is None:
            return [None] * int(self.value(many["count"] or "0", token))
        items = self.value(many["collection"], token)
        if items is None:
            raise Incident
        return items if isinstance(items, list) else [items]

    def _begin_items(self, token: Token, items: list[Any]) -> None:
        token.state = "busy"
        body = token.inside = Scope("items", None, token.variables, token, total=len(items))
        body.rest = list(enumerate(items, 1))
        for _ in range(min(1, len(items)) if token.node["many"]["one by one"] else len(items)):
            self._next_item(body)
        self.close_if_empty(body)

    def _next_item(self, body: Scope) -> None:
        number, item = body.rest.pop(0)
        many = body.host.node["many"]
        local = {"loopCounter": Decimal(number)}
        if many["inputDataItem"] and many["collection"] is not None:
            local[many["inputDataItem"]] = item
        self.put(body, body.host.node, number=number, frame=Frame("item", body.variables, local))

    def _finish_one(self, token: Token) -> None:
        """An item reports to the body; when it is enough, the others are cancelled."""
        body, host = token.scope, token.scope.host
        if body.kind == "turns":
            self.note(token)
            return self._next_turn(token)
        many, local = host.node["many"], token.frame.values
        if many["results"]:
            body.results[token.number] = local.get(many["outputDataItem"] or many["results"])
        else:
            for name, value in local.items():
                if name not in {many["inputDataItem"], "loopCounter"}:
                    host.variables.write(name, value)
        body.complete += 1
        enough = many["until"] and self._is_enough(token, body, many)
        self.note(token)
        if enough:
            body.rest = []
            self.clear(body, but=token)
        elif body.rest:
            self._next_item(body)
        self.remove(token)
        self.close_if_empty(body)

    def _is_enough(self, token: Token, body: Scope, many: dict[str, Any]) -> bool:
        seen: dict[str, Any] = {
            "nrOfInstances": Decimal(body.total), "nrOfCompletedInstances": Decimal(body.complete),
            "nrOfActiveInstances": Decimal(0 if many["one by one"] else len(body.tokens) - 1),
        }
        if many["results"]:
            seen[many["results"]] = [body.results[number] for number in sorted(body.results)]
        return self.holds(many["until"], token, **seen)

    # -- turns -----------------------------------------------------------------------------------------------------------------

    def _begin_turns(self, token: Token) -> None:
        token.state, loop = "busy", token.node["loop"]
        body = token.inside = Scope("turns", None, token.variables, token)
        if not loop["before"] or self._again(token, 0):
            self._turn_number(body, 1)
        self.close_if_empty(body)

    def _turn_number(self, body: Scope, number: int) -> None:
        self.put(body, body.host.node, number=number, frame=Frame("turn", body.variables, {"loopCounter": Decimal(number)}))

    def _again(self, place: Token, turns: int) -> bool:
        loop = place.node["loop"]
        if loop["most"] is not None and turns >= loop["most"]:
            return False
        return loop["while"] is None or self.holds(loop["while"], place, loopCounter=Decimal(turns))

    def _next_turn(self, token: Token) -> None:
        if self._again(token, token.number):
            self._turn_number(token.scope, token.number + 1)
        self.remove(token)
        self.close_if_empty(token.scope)
