"""Random drawings from a seed: blocks within blocks, every kind with its weight; the same seed gives the same drawing."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.dsl.drawing import Drawing, condition, error, escalation, message, signal, timer
from tests.reference.random_scopes import Scopes

WEIGHTS = {
    "task": 6, "script": 6, "then": 8, "exclusive": 4, "parallel": 4, "repeat": 2, "subprocess": 4, "deadline": 3,
    "inclusive": 3, "conditional": 2, "implicit": 2, "job": 2, "each": 3, "turns": 2, "call": 2, "wait": 2, "race": 2, "link": 1,
    "ending": 5, "signal": 1, "escalate": 1, "handler": 3, "undoable": 3, "undo": 3, "transaction": 2,
}
TIMERS = [("duration", "P2D"), ("duration", "P5D"), ("cycle", "R3/P1D"), ("date", "2024-09-05T09:00:00+08:00")]
LEAVES = {"task": 6, "script": 4}


class Builder(Scopes):
    """Draws blocks between two elements; `size` is how many blocks there may be."""

    def __init__(self, seed: int, size: int = 14, weights: dict[str, int] = WEIGHTS) -> None:
        self.random, self.size, self.weights = random.Random(seed), size, weights
        self.number = 0
        self.roots = Drawing()
        self.others: list[Drawing] = []
        self.declared: set[tuple[str, str]] = set()
        self.handling = 0                        # event subprocesses around: what they throw must not trigger them anew
        self.undoable: dict[int, list[str]] = {}
        self.handlers: dict[int, set[str]] = {}
        self.kept: list[Drawing] = []            # alive, so that ids stay their own

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def block(self, d: Drawing, entry: str, depth: int) -> str:
        """A block behind an element; its last element."""
        self.size -= 1
        weights = LEAVES if depth <= 0 or self.size <= 0 else self.weights
        kind = self.random.choices(list(weights), list(weights.values()))[0]
        draw: Callable[[Drawing, str, int], str] = getattr(self, f"_{kind}")
        return draw(d, entry, depth - 1)

    def number_test(self) -> str:
        """A condition over what people answer and scripts write."""
        name = self.random.choice(["a", "b", "a", "b", f"v{self.random.randint(1, max(1, self.number))}"])
        return f"{name} != null and {name} {self.random.choice(['>', '<', '='])} {self.random.randint(0, 3)}"

    # -- tasks and gateways ------------------------------------------------------------------------------------------------

    def _task(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("task")
        d.user(name).flow(f"{entry} > {name}")
        return name

    def _script(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("script")
        value = f"v{self.number}"
        d.script(name, f"{{{value}: if {value} = null then 1 else {value} + 1, seen: append(seen, {self.number})}}").flow(f"{entry} > {name}")
        return name

    def _then(self, d: Drawing, entry: str, depth: int) -> str:
        return self.block(d, self.block(d, entry, depth), depth)

    def _exclusive(self, d: Drawing, entry: str, depth: int) -> str:
        split, join = self.name("split"), self.name("join")
        default = f"d_{split}"
        d.add("exclusiveGateway", split, default=default).add("exclusiveGateway", join).flow(f"{entry} > {split}")
        for number in range(self.random.randint(1, 2)):
            yes = self.name("yes")
            d.add("task", yes).flow(f"{split} > {yes}", when=self.number_test())
            d.flow(f"{self.block(d, yes, depth)} > {join}")
        d.flow(f"{split} > {join}", id=default)
        return join

    def _parallel(self, d: Drawing, entry: str, depth: int) -> str:
        split, join = self.name("split"), self.name("join")
        d.add("parallelGateway", split).add("parallelGateway", join).flow(f"{entry} > {split}")
        for _ in range(self.random.randint(2, 3)):
            side = self.name("side")
            d.add("task", side).flow(f"{split} > {side}")
            d.flow(f"{self.block(d, side, depth)} > {join}")
        return join

    def _repeat(self, d: Drawing, entry: str, depth: int) -> str:
        again, count, check, out = (self.name(each) for each in ("again", "count", "check", "out"))
        d.add("exclusiveGateway", again).flow(f"{entry} > {again}")
        last = self.block(d, again, depth)
        d.script(count, f"{{{count}: if {count} = null then 1 else {count} + 1}}")
        d.add("exclusiveGateway", check, default=f"d_{check}").add("task", out).flow(f"{last} > {count} > {check}")
        d.flow(f"{check} > {again}", when=f"modulo({count}, 3) > 0").flow(f"{check} > {out}", id=f"d_{check}")
        return out

    # -- scopes ------------------------------------------------------------------------------------------------------------

    def inside(self, depth: int) -> Drawing:
        """What a subprocess holds, now and then without start and end."""
        d = Drawing("x")
        self.kept.append(d)
        if "call" in self.weights and self.random.random() < 0.15:
            name = f"v{self.random.randint(1, self.number + 3)}"
            d.body.append(f'<dataObject id="{self.name("data")}" name="{name}"/>')
        first, last = self.name("in"), self.name("out")
        bare = self.random.random() < 0.2
        d.add("task", first) if bare else d.start(first)
        end = self.block(d, first, depth)
        if not bare:
            d.end(last).flow(f"{end} > {last}")
        return d

    def _subprocess(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("sub")
        d.add("subProcess", name, self.inside(depth).inside()).flow(f"{entry} > {name}")
        return self.watched(d, name, depth)

    def _deadline(self, d: Drawing, entry: str, depth: int) -> str:
        return self.watched(d, self._task(d, entry, depth), depth, 1.0)

    def watched(self, d: Drawing, name: str, depth: int, chance: float = 0.5) -> str:
        """Perhaps a boundary event of any kind; what it starts ends by itself or joins nothing."""
        while self.random.random() < chance:
            chance *= 0.6
            trigger = self.trigger(["timer", "timer", *self.outside, *self.thrown])
            event, end = self.name("event"), self.name("end")
            d.boundary(event, name, trigger, "errorEvent" in trigger or self.random.random() < 0.5).end(end)
            d.flow(f"{self.block(d, event, min(depth, 1))} > {end}")
        return name

    def trigger(self, kinds: list[str]) -> str:
        """An event definition."""
        kind = self.random.choice([each for each in kinds if each])
        if kind == "timer":
            return timer(*self.random.choice(TIMERS))
        if kind == "message":
            name = self.name("message")
            self.roots.message(name)
            return message(name)
        if kind == "condition":
            return condition(self.number_test())
        name = self.random.choice({"signal": ["S1", "S2"], "error": ["E1", "E2", ""], "escalation": ["X1", "X2", ""]}[kind])
        if not name:
            return {"error": error(), "escalation": escalation()}[kind]
        self.declare(kind, name)
        return {"signal": signal, "error": error, "escalation": escalation}[kind](name)

    def declare(self, kind: str, name: str) -> None:
        if (kind, name) not in self.declared:
            self.declared.add((kind, name))
            getattr(self.roots, kind)(name)

    outside = property(lambda self: ["message", "signal", "condition"] if "wait" in self.weights else [])
    thrown = property(lambda self: ["error", "escalation"] if "ending" in self.weights else [])

    def drawing(self, depth: int) -> bytes:
        """The whole file."""
        d = Drawing().start().end("finish")
        last = "start"
        while self.size > 0:
            last = self.block(d, last, depth)
        d.flow(f"{last} > finish")
        d.roots = self.roots.roots
        return d.xml(*self.others)


def drawing_of(seed: int, size: int = 14, depth: int = 4, weights: dict[str, int] = WEIGHTS) -> bytes:
    """The file of a seed."""
    return Builder(seed, size, weights).drawing(depth)
