"""What is to be laid out: shapes with their sizes, flows between them, and the lanes they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SCOPES = {"subProcess", "transaction", "adHocSubProcess"}
EVENT, GATEWAY, TASK_WIDTH, TASK_HEIGHT = 36, 50, 100, 80
PER_BOUNDARY, BESIDE_NAME = 80, 26           # how wide an activity is for each of three or more boundary events
LINE, WIDE, NARROW, LONGEST = 14, 12, 7, 90  # letters: height, and width of Chinese and Latin ones; where names wrap


@dataclass
class Shape:
    """A task, event, gateway or subprocess; its place is filled in on the way. Lengths are pixels of the picture."""

    id: str
    kind: str
    name: str
    width: int
    height: int
    lane: int = 0
    host: str | None = None                  # of a boundary event: the activity that it watches over
    inner: Graph | None = None               # of a subprocess: what is inside
    column: int = 0
    row: int = 0                             # counted inside its lane
    x: int = 0                               # centre
    y: int = 0

    @property
    def box(self) -> Box:
        return Box(
            self.x - self.width // 2, self.y - self.height // 2,
            self.x - self.width // 2 + self.width, self.y - self.height // 2 + self.height,
        )

    @property
    def named_outside(self) -> bool:
        """Whether its name stands beside it."""
        return bool(self.name) and self.kind.endswith(("Event", "Gateway"))


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    def touches(self, other: Box, margin: int = 0) -> bool:
        return (
            self.left < other.right + margin and other.left < self.right + margin
            and self.top < other.bottom + margin and other.top < self.bottom + margin
        )

    def moved(self, x: int, y: int) -> Box:
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True)
class Lane:
    """A lane; a process without lanes has one that is not drawn."""

    id: str | None
    name: str


@dataclass
class Graph:
    """One process or subprocess."""

    shapes: dict[str, Shape]
    flows: list[Flow]
    lanes: list[Lane] = field(default_factory=lambda: [Lane(None, "")])

    def free(self) -> list[Shape]:
        """Shapes with a place of their own, in the order of the file."""
        return [shape for shape in self.shapes.values() if shape.host is None]

    def boundaries(self, host: str) -> list[Shape]:
        """Boundary events of an activity, in the order of the file."""
        return [shape for shape in self.shapes.values() if shape.host == host]

    def anchor(self, identity: str) -> Shape:
        """The shape that decides the place of another: a boundary event stands at its host."""
        shape = self.shapes[identity]
        return self.shapes[shape.host] if shape.host else shape


def name_size(name: str) -> tuple[int, int]:
    """Width and height of a name that stands outside, wrapped at 90 pixels as bpmn-js does."""
    width = sum(WIDE if ord(letter) > 0x2E7F else NARROW for letter in name) + 2
    if width <= LONGEST:
        return max(width, 20), LINE
    return LONGEST, LINE * -(-width // (LONGEST - WIDE + 2))


def read(scope: etree._Element) -> Graph:
    """The graph of a process or subprocess element."""
    shapes = {shape.id: shape for shape in _shapes(scope)}
    flows = [
        Flow(each.get("id"), each.get("name") or "", each.get("sourceRef"), each.get("targetRef"))
        for each in scope.iterfind(f"{{{BPMN}}}sequenceFlow")
        if each.get("sourceRef") in shapes and each.get("targetRef") in shapes
    ]
    graph = Graph(shapes, flows)
    found = [lane for lane in scope.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane")]
    if found:
        graph.lanes = [Lane(lane.get("id"), lane.get("name") or "") for lane in found]
        for number, lane in enumerate(found):
            for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef"):
                if reference.text in shapes:
                    shapes[reference.text].lane = number
    for shape in graph.free():
        watching = graph.boundaries(shape.id)
        if len(watching) > 2:
            each = max(PER_BOUNDARY, *(name_size(event.name)[0] + BESIDE_NAME for event in watching))
            shape.width = max(shape.width, -(-each * len(watching) // 20) * 20)
    return graph


def _shapes(scope: etree._Element) -> Iterator[Shape]:
    for element in scope.iterchildren(f"{{{BPMN}}}*"):
        kind = etree.QName(element).localname
        made = Shape(element.get("id"), kind, element.get("name") or "", TASK_WIDTH, TASK_HEIGHT)
        if kind.endswith("Event"):
            made.width = made.height = EVENT
            made.host = element.get("attachedToRef")
        elif kind.endswith("Gateway"):
            made.width = made.height = GATEWAY
        elif kind in SCOPES:
            made.inner = read(element)
        elif not (kind.endswith("Task") or kind in {"task", "callActivity"}):
            continue
        yield made
