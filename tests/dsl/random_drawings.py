"""Random but well-formed drawings for property tests: blocks within blocks, and a person who decides by a list of numbers."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.dsl.drawing import Drawing, items, timer

BLOCKS = st.deferred(lambda: st.one_of(
    st.just(("user",)), st.just(("script",)),
    st.tuples(st.just("either"), BLOCKS, BLOCKS),
    st.tuples(st.just("both"), BLOCKS, BLOCKS),
    st.tuples(st.just("some"), BLOCKS, BLOCKS),
    st.tuples(st.just("loop"), BLOCKS),
    st.tuples(st.just("sub"), BLOCKS, st.sampled_from(["", "deadline", "reminder", "cycle"])),
    st.tuples(st.just("each"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("watched"), st.sampled_from(["deadline", "reminder", "cycle"])),
    st.tuples(st.just("then"), BLOCKS, BLOCKS),
))
TIMERS = {"deadline": ("duration", "P5D", True), "reminder": ("duration", "P2D", False), "cycle": ("cycle", "R3/P1D", False)}


class Builder:
    """Draws a block between two elements; every element gets a number."""

    def __init__(self) -> None:
        self.number = 0

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def draw(self, drawing: Drawing, block: tuple, entry: str) -> str:
        """Adds a block behind an element; returns its last element."""
        return getattr(self, f"_{block[0]}")(drawing, entry, *block[1:])

    def _user(self, drawing: Drawing, entry: str) -> str:
        name = self.name("task")
        drawing.user(name).flow(f"{entry} > {name}")
        return name

    def _script(self, drawing: Drawing, entry: str) -> str:
        name = self.name("script")
        drawing.script(name, "{" + f"{name}: 1" + ", seen: append(seen, " + str(self.number) + ")}").flow(f"{entry} > {name}")
        return name

    def _then(self, drawing: Drawing, entry: str, first: tuple, second: tuple) -> str:
        return self.draw(drawing, second, self.draw(drawing, first, entry))

    def _gateways(self, drawing: Drawing, kind: str, entry: str, **attributes: str) -> tuple[str, str]:
        split, join = self.name("split"), self.name("join")
        drawing.add(kind, split, **attributes).add(kind, join).flow(f"{entry} > {split}")
        return split, join

    def _either(self, drawing: Drawing, entry: str, first: tuple, second: tuple) -> str:
        split, join = self.name("split"), self.name("join")
        yes, no = self.name("yes"), self.name("no")
        drawing.add("exclusiveGateway", split, default=f"d_{split}").add("exclusiveGateway", join).flow(f"{entry} > {split}")
        drawing.add("task", yes).add("task", no)
        drawing.flow(f"{split} > {yes}", when="count(seen) > 2").flow(f"{split} > {no}", id=f"d_{split}")
        drawing.flow(f"{self.draw(drawing, first, yes)} > {join}").flow(f"{self.draw(drawing, second, no)} > {join}")
        return join

    def _both(self, drawing: Drawing, entry: str, first: tuple, second: tuple) -> str:
        split, join = self._gateways(drawing, "parallelGateway", entry)
        for block in (first, second):
            side = self.name("side")
            drawing.add("task", side).flow(f"{split} > {side}")
            drawing.flow(f"{self.draw(drawing, block, side)} > {join}")
        return join

    def _some(self, drawing: Drawing, entry: str, first: tuple, second: tuple) -> str:
        split, join = self.name("split"), self.name("join")
        drawing.add("inclusiveGateway", split, default=f"d_{split}").add("inclusiveGateway", join).flow(f"{entry} > {split}")
        conditions = ["count(seen) > 1", "count(seen) < 4"]
        for block, condition in zip((first, second), conditions):
            side = self.name("side")
            drawing.add("task", side).flow(f"{split} > {side}", when=condition)
            drawing.flow(f"{self.draw(drawing, block, side)} > {join}")
        drawing.flow(f"{split} > {join}", id=f"d_{split}")
        return join

    def _loop(self, drawing: Drawing, entry: str, block: tuple) -> str:
        again, check, count = self.name("again"), self.name("check"), self.name("count")
        drawing.add("exclusiveGateway", again).flow(f"{entry} > {again}")
        last = self.draw(drawing, block, again)
        drawing.script(count, "{" + f"{count}: if {count} = null then 1 else {count} + 1" + "}").add("exclusiveGateway", check, default=f"d_{check}").flow(f"{last} > {count} > {check}")
        out = self.name("out")
        drawing.add("task", out).flow(f"{check} > {again}", when=f"modulo({count}, 3) > 0").flow(f"{check} > {out}", id=f"d_{check}")
        return out

    def _sub(self, drawing: Drawing, entry: str, block: tuple, watch: str) -> str:
        inside, name = Drawing("x"), self.name("sub")
        first, last = self.name("in"), self.name("out")
        inside.start(first).end(last)
        inside.flow(f"{self.draw(inside, block, first)} > {last}")
        drawing.add("subProcess", name, inside.inside()).flow(f"{entry} > {name}")
        return self._watch(drawing, name, watch)

    def _watched(self, drawing: Drawing, entry: str, watch: str) -> str:
        name = self.name("task")
        drawing.user(name).flow(f"{entry} > {name}")
        return self._watch(drawing, name, watch)

    def _watch(self, drawing: Drawing, name: str, watch: str) -> str:
        if not watch:
            return name
        kind, text, interrupting = TIMERS[watch]
        event, handler, end = self.name("event"), self.name("handler"), self.name("end")
        drawing.boundary(event, name, timer(kind, text), interrupting).user(handler).end(end).flow(f"{event} > {handler} > {end}")
        return name

    def _each(self, drawing: Drawing, entry: str, count: int, sequential: bool) -> str:
        name = self.name("items")
        loop = items(count=str(count), output=f"all_{name}", output_item="answer", sequential=sequential)
        drawing.user(name, loop).flow(f"{entry} > {name}")
        return name


def drawing_of(block: tuple) -> bytes:
    """The file of a block."""
    builder, drawing = Builder(), Drawing().start().end("finish")
    drawing.flow(f"{builder.draw(drawing, block, 'start')} > finish")
    return drawing.xml()
