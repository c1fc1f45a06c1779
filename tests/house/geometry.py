"""Rectangles, lines and what a drawing's file says about where things lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
OURS = "{urn:jiebang:bpmn:1}"
CONTAINERS = {"participant", "lane"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box, margin: float = 0) -> bool:
        return (
            self.left < other.right + margin
            and other.left < self.right + margin
            and self.top < other.bottom + margin
            and other.top < self.bottom + margin
        )

    def contains(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True)
class Drawing:
    """One file with its single process."""

    path: Path
    root: etree._Element

    @property
    def id(self) -> str:
        return str(self.process.get("id"))

    @property
    def process(self) -> etree._Element:
        return self.root.find("bpmn:process", NS)

    def nodes(self) -> Iterator[etree._Element]:
        """Tasks, events, gateways and subprocesses, those inside subprocesses too."""
        return (
            child
            for child in self.process.iter("{*}*")
            if kind(child).endswith(("Task", "Event", "Gateway")) or kind(child) in {"callActivity", "subProcess"}
        )

    def flows(self) -> list[etree._Element]:
        return self.process.findall(".//bpmn:sequenceFlow", NS)

    def by_kind(self, *kinds: str) -> list[etree._Element]:
        return [node for node in self.nodes() if kind(node) in kinds]

    def element(self, identity: str) -> etree._Element:
        return self.root.xpath("//*[@id=$id]", id=identity)[0]

    def shapes(self) -> dict[str, Box]:
        """Boxes of tasks, events and gateways."""
        found = {shape.get("bpmnElement"): _box(shape) for shape in self.root.iterfind(".//bpmndi:BPMNShape", NS)}
        return {identity: box for identity, box in found.items() if kind(self.element(identity)) not in CONTAINERS}

    def containers(self) -> dict[str, Box]:
        found = {shape.get("bpmnElement"): _box(shape) for shape in self.root.iterfind(".//bpmndi:BPMNShape", NS)}
        return {identity: box for identity, box in found.items() if kind(self.element(identity)) in CONTAINERS}

    def labels(self) -> dict[str, Box]:
        """Boxes of names that stand beside what they name."""
        places = self.root.xpath(".//bpmndi:BPMNLabel", namespaces=NS)
        return {place.getparent().get("bpmnElement"): _box(place) for place in places}

    def segments(self) -> Iterator[tuple[str, Point, Point]]:
        """The straight pieces of every flow."""
        for edge in self.root.iterfind(".//bpmndi:BPMNEdge", NS):
            points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iterfind("di:waypoint", NS)]
            yield from ((edge.get("bpmnElement"), a, b) for a, b in zip(points, points[1:]))

    def messages(self) -> dict[str, str]:
        return {each.get("id"): each.get("name") for each in self.root.findall("bpmn:message", NS)}


@lru_cache(maxsize=1)
def drawings() -> tuple[Drawing, ...]:
    """Every drawing of the programme."""
    return tuple(Drawing(path, etree.parse(str(path)).getroot()) for path in sorted((ROOT / "bpmn").rglob("*.bpmn")))


def kind(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def ours(element: etree._Element, name: str) -> str | None:
    return element.get(OURS + name)


def strip(a: Point, b: Point) -> Box:
    """A line as a rectangle one unit thin, a little shorter at its ends."""
    return Box(min(a[0], b[0]) - 0.4, min(a[1], b[1]) - 0.4, max(a[0], b[0]) + 0.4, max(a[1], b[1]) + 0.4)


def _box(shape: etree._Element) -> Box:
    bounds = shape.find("dc:Bounds", NS)
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)
