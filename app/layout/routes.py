"""Flows as straight pieces around shapes: the cheapest way over a grid of ten pixels (A*, Hart et al. 1968)."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator

from app.layout.graph import Box, Flow, Graph, Shape

STEP = 10
BEND, CROSSING, ALONG, SHARED, OVER_NAME = 8, 6, 14, 2, 14
SIDES = {"right": (1, 0), "bottom": (0, 1), "left": (-1, 0), "top": (0, -1)}
LEAVING = {"right": 0, "bottom": 6, "top": 7, "left": 24}
ENTERING = {"left": 0, "top": 6, "bottom": 7, "right": 24}
OF_GATEWAY = {"right": 0, "bottom": 2, "top": 3, "left": 24}
HASTE, IN_A_HURRY = 1.5, 6                   # weighted A*: 1.5 is six times faster, the programme's ways 1 % dearer
LARGE = 300_000                              # points of the grid: from there on speed matters more than beauty
OPPOSITE, CROWDED = 16, 5                    # a side that is already used the other way, or by another flow leaving

Point = tuple[int, int]
Ports = dict[Point, tuple[str, int]]         # a point outside a shape → its side, and what using that side costs


class Router:
    """Finds the ways of a graph's flows, one after the other; later ones keep clear of earlier ones."""

    def __init__(self, graph: Graph, bounds: Box, names: list[Box]) -> None:
        self.graph, self.bounds = graph, bounds
        points = (bounds.right - bounds.left) * (bounds.bottom - bounds.top) // STEP**2
        self.haste = HASTE if points < LARGE else IN_A_HURRY
        self.blocked = {point for shape in graph.shapes.values() for point in _points(shape.box, 9)}
        self.named = {point for box in names for point in _points(box, 4)}
        self.used: dict[tuple[Point, bool], set[Flow]] = defaultdict(set)       # (point, horizontal) → flows there
        self.sides: dict[tuple[str, str], set[str]] = defaultdict(set)          # (shape, side) → "out", "in"

    def all(self) -> dict[str, list[Point]]:
        """Every flow's points from its source to its target; short ones first, those that lead back last."""
        return {flow.id: self._way(flow) for flow in sorted(self.graph.flows, key=self._order)}

    def _order(self, flow: Flow) -> tuple[bool, bool, int]:
        a, b = self.graph.shapes[flow.source], self.graph.shapes[flow.target]
        return b.x <= a.x, a.y != b.y, abs(a.x - b.x) + abs(a.y - b.y)

    def _way(self, flow: Flow) -> list[Point]:
        a, b = self.graph.shapes[flow.source], self.graph.shapes[flow.target]
        starts = {self._outside(a, side): (side, cost) for side, cost in self._leaving(a)}
        ends = {self._outside(b, side): (side, cost) for side, cost in self._entering(b)}
        found = self._search(flow, starts, ends)
        if not found:
            return [(a.x, a.y), (a.x, b.y), (b.x, b.y)]
        self._note(flow, found)
        out, into = starts[found[0]][0], ends[found[-1]][0]
        self.sides[a.id, out].add("out")
        self.sides[b.id, into].add("in")
        return _corners([_port(a, out), *found, _port(b, into)])

    def _leaving(self, shape: Shape) -> Iterator[tuple[str, int]]:
        costs = OF_GATEWAY if shape.kind.endswith("Gateway") else LEAVING
        for side, cost in ({"bottom": 0, "right": 6} if shape.host else costs).items():
            used = self.sides[shape.id, side]
            yield side, cost + OPPOSITE * ("in" in used) + CROWDED * ("out" in used)

    def _entering(self, shape: Shape) -> Iterator[tuple[str, int]]:
        for side, cost in ENTERING.items():
            yield side, cost + OPPOSITE * ("out" in self.sides[shape.id, side])

    def _outside(self, shape: Shape, side: str) -> Point:
        x, y = _port(shape, side)
        dx, dy = SIDES[side]
        return _beyond(x, dx) if dx else x, _beyond(y, dy) if dy else y

    def _search(self, flow: Flow, starts: Ports, ends: Ports) -> list[Point]:
        queue: list[tuple[float, int, Point, Point]] = []
        best: dict[tuple[Point, Point], float] = {}
        before: dict[tuple[Point, Point], tuple[Point, Point]] = {}
        for point, (side, cost) in starts.items():
            if point not in self.blocked:
                best[point, SIDES[side]] = cost
                heapq.heappush(queue, (cost + self.haste * _distance(point, ends), len(queue), point, SIDES[side]))
        finished: tuple[float, tuple[Point, Point]] | None = None
        pushed = len(queue)
        while queue:
            estimate, _, point, way = heapq.heappop(queue)
            if finished and estimate >= finished[0]:
                break
            cost = best[point, way]
            if point in ends:
                side, entry = ends[point]
                total = cost + entry + (BEND if way != _inward(side) else 0)
                if finished is None or total < finished[0]:
                    finished = total, (point, way)
            for turn in SIDES.values():
                following = point[0] + turn[0] * STEP, point[1] + turn[1] * STEP
                if turn == (-way[0], -way[1]) or following in self.blocked or not self._inside(following):
                    continue
                total = cost + 1 + (BEND if turn != way else 0) + self._weight(flow, following, bool(turn[0]))
                if total < best.get((following, turn), float("inf")):
                    best[following, turn] = total
                    before[following, turn] = point, way
                    pushed += 1
                    heapq.heappush(queue, (total + self.haste * _distance(following, ends), pushed, following, turn))
        return _back(finished[1], before) if finished else []

    def _weight(self, flow: Flow, point: Point, horizontal: bool) -> int:
        cost = OVER_NAME if point in self.named else 0
        for other in self.used.get((point, horizontal), ()):
            cost += SHARED if flow.target == other.target else ALONG
        return cost + CROSSING * len(self.used.get((point, not horizontal), ()))

    def _note(self, flow: Flow, points: list[Point]) -> None:
        for a, b in zip(points, points[1:]):
            self.used[a, a[1] == b[1]].add(flow)
            self.used[b, a[1] == b[1]].add(flow)

    def _inside(self, point: Point) -> bool:
        return self.bounds.left <= point[0] <= self.bounds.right and self.bounds.top <= point[1] <= self.bounds.bottom


def _points(box: Box, margin: int) -> Iterator[Point]:
    """Points of the grid inside a box and its margin."""
    for x in range(_up(box.left - margin), box.right + margin + 1, STEP):
        for y in range(_up(box.top - margin), box.bottom + margin + 1, STEP):
            yield x, y


def _port(shape: Shape, side: str) -> Point:
    box = shape.box
    across = {"right": box.right, "left": box.left}
    return (across[side], shape.y) if side in across else (shape.x, {"top": box.top, "bottom": box.bottom}[side])


def _up(value: int) -> int:
    return -(-value // STEP) * STEP


def _beyond(value: int, way: int) -> int:
    """The first line of the grid at least ten pixels away."""
    return _up(value + STEP) if way > 0 else (value - STEP) // STEP * STEP


def _inward(side: str) -> Point:
    dx, dy = SIDES[side]
    return -dx, -dy


def _distance(point: Point, ends: Ports) -> float:
    return min((abs(point[0] - x) + abs(point[1] - y) for x, y in ends), default=0) / STEP


def _back(state: tuple[Point, Point], before: dict) -> list[Point]:
    points = [state[0]]
    while state in before:
        state = before[state]
        points.append(state[0])
    return points[::-1]


def _corners(points: list[Point]) -> list[Point]:
    """Only the points at which a line turns."""
    kept = [points[0]]
    for before, point, after in zip(points, points[1:], points[2:]):
        if not (before[0] == point[0] == after[0] or before[1] == point[1] == after[1]):
            kept.append(point)
    return [*kept, points[-1]]
