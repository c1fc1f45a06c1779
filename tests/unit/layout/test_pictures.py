"""A drawing without a picture gets one that reads well: nothing overlaps, no flow runs through a shape, nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree

from app.cli.main import main
from app.layout import has_picture, lay_out
from tests.dsl.drawing import Drawing as Drawn
from tests.dsl.drawing import timer
from tests.dsl.random_drawings import BLOCKS, drawing_of
from tests.house.geometry import Box, Drawing, drawings, strip

each_drawing = pytest.mark.parametrize("drawing", drawings(), ids=lambda drawing: drawing.id)


def laid_out(content: bytes) -> Drawing:
    return Drawing(Path("drawing.bpmn"), etree.fromstring(lay_out(content)))


def without_picture(drawing: Drawing) -> bytes:
    copy = etree.fromstring(etree.tostring(drawing.root))
    for diagram in copy.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        copy.remove(diagram)
    return etree.tostring(copy)


def overlaps(found: Drawing) -> list[tuple[str, str]]:
    """Shapes that lie on each other without one holding the other."""
    hosts = {node.get("id"): node.get("attachedToRef") for node in found.root.iter("{*}boundaryEvent")}
    shapes = list(found.shapes().items())
    return [
        (a, b)
        for place, (a, box) in enumerate(shapes) for b, other in shapes[place + 1 :]
        if box.touches(other) and not (box.contains(other) or other.contains(box)) and hosts.get(a) != b and hosts.get(b) != a
    ]


def through_shapes(found: Drawing) -> list[tuple[str, str]]:
    """Flows that run through a shape which is neither of their ends, nor around them."""
    hosts = {node.get("id"): node.get("attachedToRef") for node in found.root.iter("{*}boundaryEvent")}
    shapes, hits = found.shapes(), []
    for identity, a, b in found.segments():
        flow = found.element(identity)
        ends = {flow.get("sourceRef"), flow.get("targetRef"), hosts.get(flow.get("sourceRef"))}
        around = Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        hits += [
            (identity, name) for name, box in shapes.items()
            if name not in ends and strip(a, b).touches(box) and not box.contains(around)
        ]
    return hits


@each_drawing
def test_a_drawing_of_the_programme_laid_out_anew_reads_well(drawing: Drawing) -> None:
    found = laid_out(without_picture(drawing))
    assert overlaps(found) == [] and through_shapes(found) == []
    assert set(found.shapes()) == set(drawing.shapes()) and set(found.containers()) == set(drawing.containers())
    lanes, shapes = found.containers(), found.shapes()
    for lane in found.root.iter("{*}lane"):
        assert [each.text for each in lane.iter("{*}flowNodeRef") if not lanes[lane.get("id")].contains(shapes[each.text])] == []


def on_something(found: Drawing) -> list[tuple[str, str]]:
    """Names that lie on a shape which does not hold them, or on another name."""
    labels, shapes = found.labels(), found.shapes()
    things = [(name, box, shapes.get(name)) for name, box in labels.items()]
    return [
        (name, other) for name, box, own in things
        for other, taken in [*shapes.items(), *((each, label) for each, label in labels.items() if each != name)]
        if box.touches(taken) and not (other in shapes and taken is not own and taken.contains(box))
    ]


def named(content: bytes) -> bytes:
    """The same drawing with names of any length at events and gateways, and with short answers along flows."""
    root = etree.fromstring(content)
    for number, each in enumerate(each for each in root.iter("{*}*") if str(each.tag).endswith(("Event", "Gateway"))):
        each.set("name", ("同意", "材料齐全？", "十个工作日内没有答复", "原牵头单位不能继续承担项目")[number % 4])
    for number, each in enumerate(root.iter("{*}sequenceFlow")):
        each.set("name", ("是", "同意", "不同意")[number % 3])
    return etree.tostring(root)


@each_drawing
def test_no_name_of_a_drawing_laid_out_anew_lies_on_anything(drawing: Drawing) -> None:
    assert on_something(laid_out(without_picture(drawing))) == []


@each_drawing
def test_only_the_picture_is_new(drawing: Drawing) -> None:
    def meaning(root: etree._Element) -> list[tuple[str, dict, str]]:
        return [
            (str(each.tag), dict(each.attrib), (each.text or "").strip())
            for each in root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}*", "{urn:jiebang:bpmn:1}*")
            if etree.QName(each).localname not in {"incoming", "outgoing"}
        ]

    assert meaning(laid_out(without_picture(drawing)).root) == meaning(drawing.root)


def test_laying_out_twice_changes_nothing() -> None:
    once = lay_out(without_picture(drawings()[0]))
    assert lay_out(once) == once and has_picture(once)


def astray(found: Drawing) -> list[str]:
    """Flows that do not begin at the edge of their source or do not end at the edge of their target."""
    shapes, lines = found.shapes(), {}
    for identity, a, b in found.segments():
        lines.setdefault(identity, []).extend([a, b])
    ends = {identity: (found.element(identity), line[0], line[-1]) for identity, line in lines.items()}
    return [
        identity for identity, (flow, first, last) in ends.items()
        if not (on_edge(shapes[flow.get("sourceRef")], first) and on_edge(shapes[flow.get("targetRef")], last))
    ]


def on_edge(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.left <= x <= box.right and box.top <= y <= box.bottom and (x in (box.left, box.right) or y in (box.top, box.bottom))


def test_what_leaves_a_subprocess_of_any_size_finds_its_way() -> None:
    inner = Drawn().start("in").user("work").end("out").flow("in > work > out")
    outer = Drawn().start().add("subProcess", "all", inner.inside()).boundary("over", "all", timer("duration", "P5D"))
    found = laid_out(outer.user("look").flow("start > all").flow("over > look").xml())
    assert astray(found) == [] and through_shapes(found) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BLOCKS)
def test_any_drawing_gets_a_picture(block: tuple) -> None:
    content = drawing_of(block)
    assume(content.count(b"<sequenceFlow") < 150)             # more than anybody reads on one sheet
    found = laid_out(content)
    assert overlaps(found) == [] and through_shapes(found) == [] and astray(found) == []
    assert {each.get("id") for each in found.root.iter("{*}sequenceFlow")} == {identity for identity, _, _ in found.segments()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BLOCKS)
def test_names_in_any_drawing_lie_on_nothing(block: tuple) -> None:
    content = drawing_of(block)
    assume(content.count(b"<sequenceFlow") < 80)              # crowds of names as nobody draws them
    assert on_something(laid_out(named(content))) == []


def test_the_command_writes_the_picture_into_the_file(tmp_path: Path) -> None:
    file = tmp_path / "drawing.bpmn"
    file.write_bytes(drawing_of(("either", ("user",), ("script",))))
    assert main(["layout", str(file)]) == 0
    assert has_picture(file.read_bytes())


def test_a_file_that_is_no_drawing_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "drawing.bpmn"
    file.write_text("<a><!DOCTYPE", encoding="utf-8")
    assert main(["layout", str(file)]) == 1
    assert file.read_text(encoding="utf-8") == "<a><!DOCTYPE"
