"""Columns and rows: where each shape stands.

Columns follow the longest way from the start, flows that lead back left out, after Sugiyama, Tagawa and Toda (1981);
rows keep the longest way onward straight and let shorter ends hang below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from app.layout.graph import Flow, Graph, Shape

GAP_X, GAP_Y, EDGE = 70, 60, 20
FAR, PASSED, NEW_ROW = 10, 15, 3             # a row's costs: away from the wanted one, on a flow's way, opened anew


class Places:
    """Gives every shape of a graph its column, its row and its centre."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.taken: set[tuple[int, int, int]] = set()        # lane, row, column
        self.passed: set[tuple[int, int, int]] = set()
        self.rows = [1] * len(graph.lanes)

    def settle(self) -> None:
        """Columns, then rows, then pixels."""
        self._columns()
        for shape in sorted(self.graph.free(), key=lambda each: (each.column, -self.onward[each.id])):
            self._give_row(shape)
        self._pixels()

    @cached_property
    def forward(self) -> list[tuple[Shape, Shape, Flow]]:
        """Flows that do not lead back, between the shapes that decide their places."""
        back = set(_leading_back(self.graph))
        pairs = [
            (self.graph.anchor(flow.source), self.graph.anchor(flow.target), flow)
            for flow in self.graph.flows if flow.id not in back
        ]
        return [(a, b, flow) for a, b, flow in pairs if a is not b]

    def _columns(self) -> None:
        after, waiting = defaultdict(list), defaultdict(int)
        for a, b, _ in self.forward:
            after[a.id].append(b)
            waiting[b.id] += 1
        ready = [shape for shape in self.graph.free() if not waiting[shape.id]]
        while ready:
            shape = ready.pop(0)
            for following in after[shape.id]:
                following.column = max(following.column, shape.column + 1)
                waiting[following.id] -= 1
                if not waiting[following.id]:
                    ready.append(following)

    @cached_property
    def onward(self) -> dict[str, int]:
        """How long the longest way on is from each shape."""
        lengths: dict[str, int] = {}
        for shape in sorted(self.graph.free(), key=lambda each: -each.column):
            lengths[shape.id] = 1 + max((lengths[b.id] for a, b, _ in self.forward if a is shape), default=0)
        return lengths

    def _give_row(self, shape: Shape) -> None:
        before = [(a, flow) for a, b, flow in self.forward if b is shape]
        wanted = self._wanted(shape, before)
        tries = range(self.rows[shape.lane] + 1)
        shape.row = min(tries, key=lambda row: (self._cost(shape, row, wanted, before), row))
        self.rows[shape.lane] = max(self.rows[shape.lane], shape.row + 1)
        self.taken.add((shape.lane, shape.row, shape.column))
        for a, _ in before:
            if (a.lane, a.row) == (shape.lane, shape.row):
                self.passed |= {(shape.lane, shape.row, column) for column in range(a.column + 1, shape.column)}

    def _wanted(self, shape: Shape, before: list[tuple[Shape, Flow]]) -> int:
        rows = [a.row + self._drop(a, shape, flow) for a, flow in before if a.lane == shape.lane]
        return min(rows, default=0)

    def _drop(self, a: Shape, shape: Shape, flow: Flow) -> int:
        """0 when the shape goes on straight after another, 1 when it hangs below."""
        if flow.source != a.id:
            return 1
        following = [b for source, b, each in self.forward if source is a and each.source == a.id]
        straight = max(following, key=lambda b: (b.lane == a.lane, self.onward[b.id], -following.index(b)))
        return 0 if straight is shape else 1

    def _cost(self, shape: Shape, row: int, wanted: int, before: list[tuple[Shape, Flow]]) -> float:
        cell = (shape.lane, row, shape.column)
        if cell in self.taken:
            return float("inf")
        between = sum(
            (shape.lane, row, column) in self.taken
            for a, _ in before if (a.lane, a.row) == (shape.lane, row) for column in range(a.column + 1, shape.column)
        )
        opened = NEW_ROW if row >= self.rows[shape.lane] else 0
        return FAR * abs(row - wanted) + PASSED * ((cell in self.passed) + between) + opened

    def _pixels(self) -> None:
        free = self.graph.free()
        widths = _greatest(((shape.column, shape.width) for shape in free), 100)
        heights = _greatest((((shape.lane, shape.row), shape.height) for shape in free), 80)
        lefts, x = {}, EDGE * 2
        for column in range(max(widths, default=-1) + 1):
            lefts[column] = x
            x += _round(widths[column]) + GAP_X
        tops, y = {}, EDGE
        for lane, rows in enumerate(self.rows):
            for row in range(rows):
                tops[lane, row] = y
                y += _round(heights[lane, row]) + GAP_Y
            y += EDGE
        for shape in free:
            shape.x = lefts[shape.column] + _round(widths[shape.column]) // 2
            shape.y = tops[shape.lane, shape.row] + _round(heights[shape.lane, shape.row]) // 2
            _attach(shape, self.graph.boundaries(shape.id))

    def lane_tops(self) -> list[int]:
        """Where each lane begins, and where the last one ends; call after `settle`."""
        heights = _greatest((((shape.lane, shape.row), shape.height) for shape in self.graph.free()), 80)
        found, y = [0], 0
        for lane, rows in enumerate(self.rows):
            y += EDGE + sum(_round(heights[lane, row]) + GAP_Y for row in range(rows))
            found.append(y)
        return found


def _attach(host: Shape, watching: list[Shape]) -> None:
    """Boundary events side by side on the lower edge, a single one at its right."""
    step = host.width // max(len(watching), 2) // 10 * 10
    for number, event in enumerate(watching):
        event.lane, event.row, event.column = host.lane, host.row, host.column
        event.x = host.box.right - 20 - step * (len(watching) - 1 - number)
        event.y = host.box.bottom


def _greatest(pairs: Iterable[tuple[object, int]], least: int) -> defaultdict:
    found: defaultdict = defaultdict(lambda: least)
    for key, value in pairs:
        found[key] = max(found[key], value)
    return found


def _round(length: int) -> int:
    """Up to a multiple of 20, so that centres lie on the grid of the flows."""
    return -(-length // 20) * 20


def _leading_back(graph: Graph) -> list[str]:
    """Flows that close a loop, seen by going forward from what has no way in."""
    leaving, entered = defaultdict(list), set()
    for flow in graph.flows:
        leaving[graph.anchor(flow.source).id].append(flow)
        entered.add(graph.anchor(flow.target).id)
    found, open_, closed = [], set(), set()
    first = [shape.id for shape in graph.free() if shape.id not in entered]
    for root in [*first, *(shape.id for shape in graph.free())]:
        stack = [(root, iter(leaving[root]))] if root not in closed | open_ else []
        open_ |= {root} if stack else set()
        while stack:
            identity, flows = stack[-1]
            flow = next(flows, None)
            if flow is None:
                stack.pop()
                open_.discard(identity)
                closed.add(identity)
                continue
            target = graph.anchor(flow.target).id
            if target in open_:
                found.append(flow.id)
            elif target not in closed:
                open_.add(target)
                stack.append((target, iter(leaving[target])))
    return found
