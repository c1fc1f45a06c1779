"""The drawings of the programme can be read, and everything they name is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields

import pytest
from lxml import etree

from processes import kit, programme
from tests.dsl.programme import PARAMETERS, PROGRAMME
from tests.house.geometry import NS, OURS, ROOT, Box, Drawing, drawings, kind, ours, strip

kit.load_handlers()
ENGLISH = json.loads((ROOT / "forms/translations/en.json").read_text(encoding="utf-8"))
TABLES = {path: etree.parse(str(path)).getroot() for path in sorted((ROOT / "bpmn").rglob("*.dmn"))}
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
each_drawing = pytest.mark.parametrize("drawing", drawings(), ids=lambda drawing: drawing.id)


@each_drawing
def test_a_drawing_lies_in_the_folder_of_its_process(drawing: Drawing) -> None:
    assert drawing.path.stem == drawing.path.parent.name == drawing.id
    assert drawing.process.get("isExecutable") == "true"


@each_drawing
def test_everything_has_its_place(drawing: Drawing) -> None:
    placed = set(drawing.shapes()) | set(drawing.containers()) | {identity for identity, _, _ in drawing.segments()}
    drawn = {
        each.get("id") for each in [*drawing.nodes(), *drawing.flows(), *drawing.root.iterfind(".//bpmn:lane", NS)]
    }
    assert drawn <= placed


@each_drawing
def test_no_two_shapes_overlap(drawing: Drawing) -> None:
    shapes = list(drawing.shapes().items())
    hosts = {node.get("id"): node.get("attachedToRef") for node in drawing.by_kind("boundaryEvent")}
    assert [
        (a, b)
        for place, (a, box) in enumerate(shapes)
        for b, other in shapes[place + 1 :]
        if box.touches(other) and hosts.get(a) != b and hosts.get(b) != a and not _one_holds_the_other(box, other)
    ] == []


def _one_holds_the_other(box: Box, other: Box) -> bool:
    """A subprocess and what is inside."""
    return box.contains(other) or other.contains(box)


@each_drawing
def test_every_shape_lies_in_its_lane(drawing: Drawing) -> None:
    shapes, lanes = drawing.shapes(), drawing.containers()
    for lane in drawing.root.iterfind(".//bpmn:lane", NS):
        inside = [reference.text for reference in lane.findall("bpmn:flowNodeRef", NS)]
        assert [each for each in inside if not lanes[lane.get("id")].contains(shapes[each])] == []


@each_drawing
def test_flows_run_straight_and_around_shapes(drawing: Drawing) -> None:
    shapes = drawing.shapes()
    hosts = {node.get("id"): node.get("attachedToRef") for node in drawing.by_kind("boundaryEvent")}
    for identity, a, b in drawing.segments():
        flow = drawing.element(identity)
        ends = {flow.get("sourceRef"), flow.get("targetRef"), hosts.get(flow.get("sourceRef"))}
        assert a[0] == b[0] or a[1] == b[1], f"{identity} is crooked"
        around = Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        others = {name: box for name, box in shapes.items() if name not in ends and not box.contains(around)}
        assert [name for name, box in others.items() if strip(a, b).touches(box)] == [], identity


@each_drawing
def test_no_label_lies_on_a_shape_a_flow_or_another_label(drawing: Drawing) -> None:
    labels, shapes, segments = drawing.labels(), drawing.shapes(), list(drawing.segments())
    for name, box in labels.items():
        others = {other: shape for other, shape in shapes.items() if other != name and not shape.contains(box)}
        assert [other for other, shape in others.items() if box.touches(shape)] == [], name
        assert [other for other, label in labels.items() if other != name and box.touches(label)] == [], name
        assert [flow for flow, a, b in segments if box.touches(strip(a, b))] == [], name


@each_drawing
def test_the_main_flow_begins_at_the_left(drawing: Drawing) -> None:
    shapes = drawing.shapes()
    starts = drawing.process.findall("bpmn:startEvent", NS)
    inside = {each.get("id") for each in drawing.process.iterfind(".//bpmn:subProcess//*", NS)}
    apart = {each.get("id") for each in drawing.by_kind("subProcess") if each.get("triggeredByEvent") == "true"}
    assert len(starts) == 1
    assert shapes[starts[0].get("id")].left == min(box.left for name, box in shapes.items() if name not in inside | apart)


@each_drawing
def test_names_are_chinese_and_known_in_english(drawing: Drawing) -> None:
    english = ENGLISH["bpmn"][drawing.id]
    named = [
        *drawing.nodes(),
        *(flow for flow in drawing.flows() if flow.get("name")),
        *drawing.root.iterfind(".//bpmn:lane", NS),
    ]
    for each in named:
        assert CHINESE.search(each.get("name") or ""), each.get("id")
        assert english.get(each.get("id")), each.get("id")


@each_drawing
def test_gateways_ask_and_their_answers_are_named(drawing: Drawing) -> None:
    for gateway in drawing.by_kind("exclusiveGateway"):
        leaving = [flow for flow in drawing.flows() if flow.get("sourceRef") == gateway.get("id")]
        if len(leaving) > 1:
            assert gateway.get("name").endswith("？"), gateway.get("id")
            assert all(flow.get("name") for flow in leaving), gateway.get("id")


@each_drawing
def test_every_user_task_has_a_form_and_roles_of_the_programme(drawing: Drawing) -> None:
    lanes = {lane.get("id").removeprefix("lane_") for lane in drawing.root.iterfind(".//bpmn:lane", NS)}
    assert lanes <= set(programme.ROLES)
    for task in drawing.by_kind("userTask"):
        form = ours(task, "form") or f"{drawing.id}/{task.get('id')}"
        assert (ROOT / f"forms/{form}.form").exists(), form
        assert set((ours(task, "role") or "").split(",")) <= set(programme.ROLES), task.get("id")
        assert ours(task, "scope") in {"all", "region", "unit", "person"}, task.get("id")
        types = [*(ours(task, "context") or "").split(","), ours(task, "record") or ""]
        assert set(filter(None, types)) <= set(programme.RECORD_TYPES), task.get("id")


@each_drawing
def test_operations_decisions_and_called_processes_exist(drawing: Drawing) -> None:
    known = {each.id for each in drawings()}
    for task in drawing.by_kind("serviceTask"):
        assert kit.find_operation(drawing.id, ours(task, "operation") or ""), task.get("id")
    for task in drawing.by_kind("businessRuleTask"):
        assert ours(task, "decision") in _decisions(), task.get("id")
    for call in drawing.by_kind("callActivity"):
        assert set(_called(call)) <= known, call.get("id")


@each_drawing
def test_a_call_gives_every_called_operation_what_it_needs(drawing: Drawing) -> None:
    """Names only: what a callee's first operation needs must come in."""
    callees = {each.id: each for each in drawings()}
    for call, callee in ((each, callees[name]) for each in drawing.by_kind("callActivity") for name in _called(each)):
        given = {each.get("name") for each in call.iterfind(f"bpmn:extensionElements/{OURS}input", NS)}
        first = next(iter(callee.by_kind("serviceTask")), None)
        if first is None:
            continue
        written = given | set(_written(callee))
        operation = kit.find_operation(callee.id, ours(first, "operation") or "")
        assert operation is not None
        needed = {
            each.name for each in fields(operation.takes) if each.default is MISSING and each.default_factory is MISSING
        }
        assert needed <= written, (call.get("id"), needed - written)


@each_drawing
def test_notices_have_both_languages(drawing: Drawing) -> None:
    for reminder in drawing.root.iter(f"{OURS}reminder"):
        for language in ("zh", "en"):
            assert (ROOT / f"forms/notices/{reminder.get('template')}.{language}.txt").exists(), reminder.get(
                "template"
            )


@each_drawing
def test_policy_parameters_exist(drawing: Drawing) -> None:
    text = etree.tostring(drawing.root, encoding="unicode").replace("&quot;", '"')
    assert set(re.findall(r'policy\("(\w+)"\)', text)) <= set(PARAMETERS)


def test_every_message_that_is_thrown_is_caught_and_the_other_way_round() -> None:
    thrown, caught = set(), set()
    for drawing in drawings():
        for node in drawing.nodes():
            reference = node.get("messageRef") or next(
                (each.get("messageRef") for each in node.iterfind("bpmn:messageEventDefinition", NS)), None
            )
            if reference:
                name = drawing.messages()[reference]
                assert ours(node, "correlationKey"), (drawing.id, node.get("id"))
                (thrown if kind(node) in {"sendTask", "intermediateThrowEvent", "endEvent"} else caught).add(name)
    assert thrown == caught


COUNTS = {"0", "1"}      # nothing and one thing are no numbers of a policy


def test_no_number_of_the_policy_is_repeated_in_a_table() -> None:
    repeated = [
        (path.stem, cell) for path, root in TABLES.items() for cell in (text.text or "" for text in root.iter(f"{DMN}text"))
        if set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", re.sub(r'"[^"]*"', "", cell))) - COUNTS - {"100"}
        and not CHINESE.search(re.sub(r'"[^"]*"', "", cell))
    ]
    assert repeated == []


def test_every_form_is_fully_worded_in_english() -> None:
    for path in sorted((ROOT / "forms").rglob("*.form")):
        name = str(path.relative_to(ROOT / "forms").with_suffix(""))
        for component in _components(json.loads(path.read_text(encoding="utf-8"))):
            words = ENGLISH["forms"][name].get(component["id"], {})
            for part in ("label", "description", "text", "dateLabel", "timeLabel"):
                assert not component.get(part) or words.get(part), (name, component["id"], part)
            assert {str(each["value"]) for each in component.get("values", [])} <= set(words.get("values", {})), (
                name,
                component["id"],
            )
            assert {each["key"] for each in component.get("columns", [])} <= set(words.get("columns", {})), (
                name,
                component["id"],
            )


def test_every_form_belongs_to_a_task_or_a_start() -> None:
    used = set()
    for drawing in drawings():
        used |= {ours(node, "form") or f"{drawing.id}/{node.get('id')}" for node in drawing.by_kind("userTask")}
        used |= {ours(node, "form") for node in drawing.by_kind("startEvent") if ours(node, "form")}
    forms = {str(path.relative_to(ROOT / "forms").with_suffix("")) for path in (ROOT / "forms").rglob("*.form")}
    assert used == {form for form in forms if not form.startswith("records/")}       # those only show a record


def _called(call: etree._Element) -> list[str]:
    """The processes that a call may reach: the one it names, or one for each region where FEEL chooses by region."""
    if call.get("calledElement"):
        return [call.get("calledElement")]
    stem = re.fullmatch(r'="(\w+_)" \+ lower case\(region\)', ours(call, "called") or "")
    assert stem, call.get("id")
    return [stem.group(1) + region.lower() for region in PROGRAMME.regions]


def _components(component: dict) -> Iterator[dict]:
    for child in component.get("components", []):
        yield child
        yield from _components(child)


def _decisions() -> set[str]:
    return {decision.get("id") for root in TABLES.values() for decision in root.iter(f"{DMN}decision")}


def _written(drawing: Drawing) -> Iterator[str]:
    """Variables that scripts write; enough to know what a first operation finds."""
    for script in drawing.root.iter(f"{{{NS['bpmn']}}}script"):
        yield from re.findall(r"(\w+):", script.text or "")


@each_drawing
def test_a_state_that_a_task_gives_is_one_of_its_record(drawing: Drawing) -> None:
    for task in drawing.by_kind("userTask"):
        stated = ours(task, "state") or ""
        names = re.findall(r'(?:then|else) "(\w+)"', stated) if stated.startswith("=") else [stated] if stated else []
        record = ours(task, "record") or (ours(task, "context") or "").partition(",")[0]
        assert not stated or set(names) <= set(programme.RECORD_TYPES[record].states), task.get("id")


@each_drawing
def test_times_scripts_and_conditions_name_the_numbers_of_the_rules(drawing: Drawing) -> None:
    """Policy is a parameter: beside 0 and 1 only hours stand in a drawing, and durations are put together of parameters."""
    assert [text for text in _expressions(drawing) if _numbers(text)] == []


def _expressions(drawing: Drawing) -> Iterator[str]:
    """Texts that the engine works out; settings that name something are none."""
    inside = {"script", "conditionExpression", "completionCondition", "loopCondition", "loopCardinality", "condition"}
    for node in drawing.root.iter(f"{{{NS['bpmn']}}}*"):
        if kind(node) in inside | {"timeDate", "timeDuration", "timeCycle"}:
            yield node.text or ""
        yield from (value for name, value in node.attrib.items() if name.startswith("{urn:jiebang") and value.startswith("="))
    for node in drawing.root.iter(f"{OURS}reminder", f"{OURS}input", f"{OURS}output"):
        yield from (value for name, value in node.attrib.items() if name in {"workingDays", "on", "value"})


def _numbers(text: str) -> set[str]:
    """Numbers, and durations such as P14D, that are no count and no hour."""
    bare = re.sub(r'"\d\d:\d\d"', "", text).replace("* 12", "")       # a year has twelve months whatever the rules say
    return set(re.findall(r"(?<![\w.])(?:P\w*\d+\w*|\d+(?:\.\d+)?)(?![\w.])", bare)) - {"0", "1"}
