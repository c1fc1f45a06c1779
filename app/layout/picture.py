"""Writes the picture of a drawing (BPMN 2.0, chapter 12: BPMN DI) from where everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from app.layout.graph import BPMN, Box, Graph, Shape, read
from app.layout.names import Names, reserved
from app.layout.places import Places
from app.layout.routes import STEP, Point, Router
from app.xml import parse_untrusted

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
PADDING, POOL_HEAD, LANE_HEAD, ORIGIN, BETWEEN = 30, 30, 30, (100, 80), 40


@dataclass
class Picture:
    """Boxes and lines of one process, ready to be moved where it belongs."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    names: dict[str, Box] = field(default_factory=dict)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)       # attributes of a shape: isExpanded …
    width: int = 0
    height: int = 0
    lanes: list[tuple[int, int]] = field(default_factory=list)           # top and bottom of each lane

    def take(self, other: Picture, x: int, y: int) -> None:
        """Adds another picture at a place."""
        self.boxes |= {name: box.moved(x, y) for name, box in other.boxes.items()}
        self.names |= {name: box.moved(x, y) for name, box in other.names.items()}
        self.lines |= {name: [(a + x, b + y) for a, b in line] for name, line in other.lines.items()}
        self.marks |= other.marks


def has_picture(data: bytes) -> bool:
    """Whether a drawing comes with a picture."""
    return b"BPMNShape" in data


def lay_out(data: bytes) -> bytes:
    """The same drawing with a new picture, and with `incoming` and `outgoing` at every element.

    Meaning and ids stay as they are; an old picture is replaced. Artifacts (annotations, groups, data objects) are not
    drawn. Raises UnsafeXml for what is not XML.
    """
    root = parse_untrusted(data)
    processes = root.findall(f"{{{BPMN}}}process")
    for process in processes:
        _join_flows(process)
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    collaboration = root.find(f"{{{BPMN}}}collaboration")
    whole, y = Picture(), ORIGIN[1]
    pools = {each.get("processRef"): each for each in root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant")}
    for process in processes:
        drawn = _draw_process(process, pools.get(process.get("id")))
        whole.take(drawn, ORIGIN[0], y)
        y += drawn.height + BETWEEN
    plane = collaboration if collaboration is not None else processes[0] if processes else None
    if plane is not None:
        _write(root, plane.get("id"), whole)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _draw_process(process: etree._Element, pool: etree._Element | None) -> Picture:
    graph = read(process)
    inside, whole = _draw(graph), Picture()
    left = (POOL_HEAD if pool is not None else 0) + (LANE_HEAD if graph.lanes[0].id else 0)
    whole.take(inside, left, 0)
    whole.width, whole.height = inside.width + left, inside.height
    if pool is not None:
        whole.boxes[pool.get("id")] = Box(0, 0, whole.width, whole.height)
        whole.marks[pool.get("id")] = {"isHorizontal": "true"}
    for lane, (top, bottom) in zip(graph.lanes, inside.lanes):
        if lane.id:
            whole.boxes[lane.id] = Box(POOL_HEAD if pool is not None else 0, top, whole.width, bottom)
            whole.marks[lane.id] = {"isHorizontal": "true"}
    return whole


def _draw(graph: Graph) -> Picture:
    """One level; subprocesses are drawn first, since their size depends on what is in them."""
    within = {shape.id: _draw(shape.inner) for shape in graph.free() if shape.inner}
    for identity, inner in within.items():
        shape = graph.shapes[identity]
        shape.width, shape.height = _even(max(inner.width, 140)), _even(max(inner.height + PADDING, 100))
    places = Places(graph)
    places.settle()
    tops = places.lane_tops()
    right = max((shape.box.right for shape in graph.shapes.values()), default=100) + 40
    bounds = Box(10, 10, right, tops[-1] - 10)
    ways = Router(graph, bounds, reserved(graph)).all()
    picture = Picture(width=right + 20, height=tops[-1], lanes=list(zip(tops, tops[1:])))
    for identity, inner in within.items():
        box = graph.shapes[identity].box
        picture.take(inner, box.left, box.top + PADDING)
        picture.marks[identity] = {"isExpanded": "true"}
    picture.boxes |= {shape.id: shape.box for shape in graph.shapes.values()}
    picture.marks |= {shape.id: _marks(shape) for shape in graph.shapes.values() if _marks(shape)}
    picture.lines |= ways
    picture.names |= Names(graph, ways).all()
    return picture


def _even(size: int) -> int:
    """A size whose middle and edges all lie on the grid of the flows, else none of them would be reached."""
    return -(-size // (2 * STEP)) * 2 * STEP


def _marks(shape: Shape) -> dict[str, str]:
    if shape.kind == "exclusiveGateway":
        return {"isMarkerVisible": "true"}
    return {"isExpanded": "true"} if shape.inner else {}


def _join_flows(process: etree._Element) -> None:
    """Writes `incoming` and `outgoing` anew, so that both ends of a flow say the same."""
    flows = list(process.iter(f"{{{BPMN}}}sequenceFlow"))
    for element in list(process.iter(f"{{{BPMN}}}*")):
        for old in [*element.findall(f"{{{BPMN}}}incoming"), *element.findall(f"{{{BPMN}}}outgoing")]:
            element.remove(old)
    elements = {element.get("id"): element for element in process.iter(f"{{{BPMN}}}*") if element.get("id")}
    for tag, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        for flow in reversed(flows):
            element = elements.get(flow.get(end))
            if element is not None:
                reference = etree.Element(f"{{{BPMN}}}{tag}")
                reference.text = flow.get("id")
                element.insert(_first_place(element), reference)


def _first_place(element: etree._Element) -> int:
    first = [child for child in element if etree.QName(child).localname in {"documentation", "extensionElements"}]
    return len(first)


def _write(root: etree._Element, plane_of: str, picture: Picture) -> None:
    prefixes = {"bpmndi": DI, "dc": DC, "di": DD}
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id=f"{plane_of}_diagram", nsmap=prefixes)
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id=f"{plane_of}_plane", bpmnElement=plane_of)
    for identity, box in picture.boxes.items():
        shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{identity}_di", bpmnElement=identity)
        shape.attrib.update(picture.marks.get(identity, {}))
        _bounds(shape, box)
        if identity in picture.names:
            _bounds(etree.SubElement(shape, f"{{{DI}}}BPMNLabel"), picture.names[identity])
    for identity, line in picture.lines.items():
        edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{identity}_di", bpmnElement=identity)
        for x, y in line:
            etree.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
        if identity in picture.names:
            _bounds(etree.SubElement(edge, f"{{{DI}}}BPMNLabel"), picture.names[identity])


def _bounds(parent: etree._Element, box: Box) -> None:
    width, height = box.right - box.left, box.bottom - box.top
    etree.SubElement(parent, f"{{{DC}}}Bounds", x=str(box.left), y=str(box.top), width=str(width), height=str(height))
