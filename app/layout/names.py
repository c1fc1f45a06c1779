"""Where names stand that are not inside a shape: beside events and gateways, and along flows."""

from __future__ import annotations

from collections.abc import Iterator

from app.layout.graph import Box, Graph, Shape, name_size
from app.layout.routes import Point


def reserved(graph: Graph) -> list[Box]:
    """The places that flows should leave to the names of events and gateways."""
    return [next(_beside(shape)) for shape in graph.shapes.values() if shape.named_outside]


class Names:
    """Finds a place for each name that lies on nothing."""

    def __init__(self, graph: Graph, ways: dict[str, list[Point]]) -> None:
        self.graph, self.ways = graph, ways
        self.shapes = {shape.id: shape.box for shape in graph.shapes.values()}
        self.lines = [_strip(a, b) for way in ways.values() for a, b in zip(way, way[1:])]
        self.tries = {shape.id: list(_beside(shape)) for shape in graph.shapes.values() if shape.named_outside}
        self.tries |= {flow.id: list(_along(ways[flow.id], name_size(flow.name))) for flow in graph.flows if flow.name}
        self.placed: dict[str, Box] = {}

    def all(self) -> dict[str, Box]:
        """Boxes of all names by the id of what they name."""
        for identity, tries in self.tries.items():
            if not self._take_free(identity) and not self._take_from_another(identity):
                self.placed[identity] = min(tries, key=lambda box: self._hits(identity, box))
        return self.placed

    def _take_free(self, identity: str) -> bool:
        """The first place that lies on nothing."""
        box = next((box for box in self.tries[identity] if not self._hits(identity, box)), None)
        if box is not None:
            self.placed[identity] = box
        return box is not None

    def _take_from_another(self, identity: str) -> bool:
        """A place where only another name is in the way that finds room elsewhere."""
        for box in self.tries[identity]:
            others = [name for name, other in self.placed.items() if box.touches(other)]
            if len(others) != 1 or self._hits(identity, box) != 1:
                continue
            self.placed[identity], before = box, self.placed.pop(others[0])
            if self._take_free(others[0]):
                return True
            self.placed[others[0]] = before
            del self.placed[identity]
        return False

    def _hits(self, identity: str, box: Box) -> int:
        return (
            sum(box.touches(other) for name, other in self.shapes.items() if name != identity)
            + sum(box.touches(other) for other in self.placed.values())
            + sum(box.touches(line) for line in self.lines)
            + (3 * box.touches(self.shapes[identity]) if identity in self.shapes else 0)
        )


def _beside(shape: Shape) -> Iterator[Box]:
    """Places around a shape, the usual one first."""
    width, height = name_size(shape.name)
    box, half = shape.box, width // 2
    below = [(shape.x - half, box.bottom + 4), (shape.x + 8, box.bottom), (shape.x - 8 - width, box.bottom)]
    higher = box.top - height + 8
    above = [(shape.x - half, box.top - 4 - height), (box.left - width + 14, higher), (box.right - 14, higher)]
    sides = [(x, y) for x in (box.right + 4, box.left - 4 - width) for y in (shape.y - height - 4, shape.y + 6)]
    order = [*above, *below, *sides] if shape.kind.endswith("Gateway") else [*below, *above, *sides]
    for away in (0, 6, 14, 22, 32):
        for x, y in order:
            side = 1 if y > shape.y else -1
            yield Box(x, y + side * away, x + width, y + side * away + height)


def _along(way: list[Point], wanted: tuple[int, int]) -> Iterator[Box]:
    """Places along a line, near its beginning first."""
    width, height = wanted
    for a, b in zip(way, way[1:]):
        if a[1] == b[1]:
            left, right = min(a[0], b[0]), max(a[0], b[0])
            steps = range(left + 3, max(right - width - 2, left + 4), 6)
            for x in steps if b[0] > a[0] else reversed(steps):
                yield Box(x, a[1] - 3 - height, x + width, a[1] - 3)
                yield Box(x, a[1] + 3, x + width, a[1] + 3 + height)
        else:
            top, bottom = min(a[1], b[1]), max(a[1], b[1])
            steps = range(top + 4, max(bottom - height - 4, top + 5), 6)
            for y in steps if b[1] > a[1] else reversed(steps):
                yield Box(a[0] + 4, y, a[0] + 4 + width, y + height)
                yield Box(a[0] - 4 - width, y, a[0] - 4, y + height)


def _strip(a: Point, b: Point) -> Box:
    return Box(min(a[0], b[0]) - 1, min(a[1], b[1]) - 1, max(a[0], b[0]) + 1, max(a[1], b[1]) + 1)
