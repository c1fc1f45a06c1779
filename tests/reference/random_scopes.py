"""The less plain blocks of random drawings: splits, items, waiting, throwing, handlers, undoing."""

from __future__ import annotations

import random

from tests.dsl.drawing import CANCEL, TERMINATE, Drawing, compensate, error, escalation, items, link, loop, signal


class Scopes:
    """Blocks that need a scope, an event or several tokens."""

    random: random.Random
    handling: int

    # -- splits --------------------------------------------------------------------------------------------------------------

    def _inclusive(self, d: Drawing, entry: str, depth: int) -> str:
        split, join = self.name("split"), self.name("join")
        default = f"d_{split}"
        d.add("inclusiveGateway", split, default=default).add("inclusiveGateway", join).flow(f"{entry} > {split}")
        for _ in range(self.random.randint(2, 3)):
            side = self.name("side")
            d.add("task", side).flow(f"{split} > {side}", when=self.number_test() if self.random.random() < 0.8 else None)
            d.flow(f"{self.block(d, side, depth)} > {join}")
        d.flow(f"{split} > {join}", id=default)
        return join

    def _conditional(self, d: Drawing, entry: str, depth: int) -> str:
        """Flows with conditions out of a task; now and then without a default."""
        name, join = self.name("task"), self.name("join")
        default = f"d_{name}"
        safe = self.random.random() < 0.9
        d.user(name, **({"default": default} if safe else {})).add("inclusiveGateway", join).flow(f"{entry} > {name}")
        for _ in range(2):
            side = self.name("side")
            d.add("task", side).flow(f"{name} > {side}", when=self.number_test())
            d.flow(f"{self.block(d, side, depth)} > {join}")
        if safe:
            d.flow(f"{name} > {join}", id=default)
        return join

    def _implicit(self, d: Drawing, entry: str, depth: int) -> str:
        """Two flows out of a task; what follows is passed twice, or joined."""
        name, join = self.name("task"), self.name("join")
        kind = self.random.choice(["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
        d.add("task", name).add(kind, join).flow(f"{entry} > {name}")
        for _ in range(2):
            side = self.name("side")
            d.add("task", side).flow(f"{name} > {side}")
            d.flow(f"{self.block(d, side, depth)} > {join}")
        return join

    # -- activities ----------------------------------------------------------------------------------------------------------

    def _job(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("job")
        d.add("serviceTask", name, jiebang__operation="work").flow(f"{entry} > {name}")
        return self.watched(d, name, depth)

    def activity(self, d: Drawing, name: str, characteristics: str, depth: int) -> None:
        """Any activity, several times."""
        kind = self.random.choice(["user", "user", "script", "subprocess", "call"])
        if kind == "user":
            d.user(name, characteristics)
        elif kind == "script":
            d.script(name, f"{{v{self.number}: loopCounter, seen: append(seen, loopCounter)}}", characteristics)
        elif kind == "subprocess":
            d.add("subProcess", name, characteristics + self.inside(min(depth, 1)).inside())
        else:
            d.add("callActivity", name, characteristics, calledElement=self.called(depth))

    def _each(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("items")
        chance = self.random.random
        what = {"count": str(self.random.randint(0, 3))} if chance() < 0.5 else {"collection": "[3, 1, 2]", "item": f"item{self.number}"}
        what |= {"output": f"all_{name}", "output_item": "a"} if chance() < 0.6 else {}
        what |= {"until": self.random.choice(["a = 2", "nrOfCompletedInstances >= 2", "nrOfActiveInstances = 1"])} if chance() < 0.4 else {}
        self.activity(d, name, items(sequential=chance() < 0.4, **what), depth)
        d.flow(f"{entry} > {name}")
        return self.watched(d, name, depth)

    def _turns(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("turns")
        asked = self.random.choice(["a != 2", "loopCounter < 2", ""])
        self.activity(d, name, loop(asked, before=self.random.random() < 0.5, most="3"), depth)
        d.flow(f"{entry} > {name}")
        return self.watched(d, name, depth)

    def called(self, depth: int) -> str:
        """Another process."""
        name = self.name("called")
        other = Drawing(name).start(f"begin_{name}").end(f"stop_{name}")
        self.kept.append(other)
        other.flow(f"{self.block(other, f'begin_{name}', min(depth, 2))} > stop_{name}")
        self.others.append(other)
        return name

    def _call(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("call")
        d.add("callActivity", name, calledElement=self.called(depth)).flow(f"{entry} > {name}")
        return self.watched(d, name, depth)

    # -- events --------------------------------------------------------------------------------------------------------------

    def _wait(self, d: Drawing, entry: str, depth: int) -> str:
        name = self.name("wait")
        d.add("intermediateCatchEvent", name, self.trigger(["message", "signal", "condition", "timer"]).replace("R3/P1D", "2024-09-04").replace("timeCycle", "timeDate"))
        d.flow(f"{entry} > {name}")
        return name

    def _race(self, d: Drawing, entry: str, depth: int) -> str:
        gate, join = self.name("race"), self.name("join")
        d.add("eventBasedGateway", gate).add("exclusiveGateway", join).flow(f"{entry} > {gate}")
        for _ in range(self.random.randint(2, 3)):
            if self.random.random() < 0.2:
                name = self.name("receive")
                self.roots.message(name)
                d.add("receiveTask", name, messageRef=f"r_{name}").flow(f"{gate} > {name}")
            else:
                name = self._wait(d, gate, depth)
            d.flow(f"{self.block(d, name, depth)} > {join}")
        return join

    def _link(self, d: Drawing, entry: str, depth: int) -> str:
        throw, catch, name = self.name("throw"), self.name("catch"), self.name("link")
        d.add("intermediateThrowEvent", throw, link(name)).add("intermediateCatchEvent", catch, link(name)).flow(f"{entry} > {throw}")
        return catch

    def _signal(self, d: Drawing, entry: str, depth: int) -> str:
        if self.handling:
            return entry
        name, which = self.name("throw"), self.random.choice(["S1", "S2"])
        self.declare("signal", which)
        d.add("intermediateThrowEvent", name, signal(which)).flow(f"{entry} > {name}")
        return name

    def _escalate(self, d: Drawing, entry: str, depth: int) -> str:
        if self.handling:
            return entry
        name, which = self.name("throw"), self.random.choice(["X1", "X2"])
        self.declare("escalation", which)
        d.add("intermediateThrowEvent", name, escalation(which)).flow(f"{entry} > {name}")
        return name

    def _ending(self, d: Drawing, entry: str, depth: int) -> str:
        """A way that ends here: the scope, by an error, with an escalation, by undoing, or just itself."""
        split, end, on = self.name("split"), self.name("end"), self.name("on")
        kinds = ["terminate", "error", "undo", "none"] + ([] if self.handling else ["escalation"])
        kind = self.random.choice(kinds)
        which = self.random.choice(["1", "2"])
        inner = {"terminate": TERMINATE, "error": error(f"E{which}"), "escalation": escalation(f"X{which}"), "undo": compensate(), "none": ""}[kind]
        if kind in {"error", "escalation"}:
            self.declare(kind, f"{'E' if kind == 'error' else 'X'}{which}")
        d.add("exclusiveGateway", split, default=f"d_{split}").end(end, inner).add("task", on).flow(f"{entry} > {split}")
        d.flow(f"{split} > {end}", when=self.number_test()).flow(f"{split} > {on}", id=f"d_{split}")
        return on

    def _handler(self, d: Drawing, entry: str, depth: int) -> str:
        """An event subprocess of the scope."""
        trigger = self.trigger(["timer", "message", "signal", "condition", "error", "escalation"])
        known = self.handlers.setdefault(id(d), set())
        if self.handling or trigger in known:
            return entry
        known.add(trigger)
        name, end, inner = self.name("handler"), self.name("end"), Drawing("x")
        self.kept.append(inner)
        self.handling += 1
        last = self.block(inner, f"{name}_start", min(depth, 2))
        self.handling -= 1
        inner.end(end).flow(f"{last} > {end}")
        d.when(name, trigger, inner, "errorEvent" in trigger or self.random.random() < 0.5)
        return entry

    # -- undoing -------------------------------------------------------------------------------------------------------------

    def _undoable(self, d: Drawing, entry: str, depth: int) -> str:
        name, by = self.name("done"), self.name("undo")
        if self.random.random() < 0.3:
            d.add("subProcess", name, self.inside(depth).inside())
        else:
            d.user(name)
        if self.random.random() < 0.4:
            d.user(by, isForCompensation="true")
        else:
            value = f"v{self.number}"
            d.add("scriptTask", by, f"<script>{{{value}: if {value} = null then 1 else {value} + 1, seen: append(seen, {self.number})}}</script>", scriptFormat="feel", isForCompensation="true")
        d.undo(name, by).flow(f"{entry} > {name}")
        self.undoable.setdefault(id(d), []).append(name)
        return name

    def _undo(self, d: Drawing, entry: str, depth: int) -> str:
        for _ in range(self.random.randint(0, 2)):
            entry = self._undoable(d, entry, min(depth, 1))
        name, known = self.name("throw"), self.undoable.get(id(d), [])
        which = self.random.choice(known) if known and self.random.random() < 0.4 else ""
        d.add("intermediateThrowEvent", name, compensate(which, self.random.random() < 0.8)).flow(f"{entry} > {name}")
        return name

    def _transaction(self, d: Drawing, entry: str, depth: int) -> str:
        """Now and then it is cancelled from inside."""
        name, split, cancel, last, first = (self.name(each) for each in ("transaction", "split", "cancel", "out", "in"))
        inner = Drawing("x").start(first)
        self.kept.append(inner)
        middle = self.block(inner, self._undoable(inner, first, depth), depth)
        inner.add("exclusiveGateway", split, default=f"d_{split}").end(cancel, CANCEL).end(last)
        inner.flow(f"{middle} > {split}")
        inner.flow(f"{split} > {cancel}", when=self.number_test()).flow(f"{split} > {last}", id=f"d_{split}")
        d.add("transaction", name, inner.inside()).flow(f"{entry} > {name}")
        event, end = self.name("event"), self.name("end")
        d.boundary(event, name, "<cancelEventDefinition/>").end(end)
        d.flow(f"{self.block(d, event, min(depth, 1))} > {end}")
        return self.watched(d, name, depth)
