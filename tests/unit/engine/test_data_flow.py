"""What is read before anything sets it is named; what may have been set is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.checking import check_content
from tests.dsl.drawing import Drawing, items, message, timer
from tests.unit.engine.test_check_rules import KNOWN


def named(drawing: Drawing, code: str = "variable-never-set", **known) -> list[str]:
    findings = check_content("bpmn/p/p.bpmn", drawing.xml(), replace(KNOWN, **known))
    return sorted(f"{each.element}: {each.en.split('“')[2].split('”')[0]}" for each in findings if each.code == code)


def asking(condition: str, *between: str) -> Drawing:
    drawing = Drawing().start().user("t", jiebang__form="p/good").add("exclusiveGateway", "g", default="no").end().end("e2")
    return drawing.flow(" > ".join(["start", "t", *between, "g"])).flow("g > end", when=condition).flow("g > e2", id="no")


def test_a_field_of_the_form_before_is_known_and_a_slip_of_the_pen_is_not():
    assert named(asking('decision = "yes"')) == []
    assert named(asking('desicion = "yes"')) == ["g: desicion"]


def test_what_an_operation_gives_is_known():
    drawing = asking("sent", "send").add("serviceTask", "send", jiebang__operation="send")
    assert named(drawing) == []
    assert named(drawing, gives={"send": frozenset({"other"})}) == ["g: sent"]
    assert named(drawing, gives={"send": None}) == [], "nobody knows what it sets"


def test_what_is_set_only_afterwards_is_named():
    assert named(Drawing().start().script("a", "{x: later}").script("b", "{later: 1}").end().flow("start > a > b > end")) == ["a: later"]


def test_what_an_earlier_turn_of_a_loop_sets_is_known():
    drawing = Drawing().start().add("exclusiveGateway", "again").user("t", jiebang__form="p/good", jiebang__exclude="=decision")
    drawing.add("exclusiveGateway", "more", default="no").end().flow("start > again > t > more").flow("more > again", when="x").flow("more > end", id="no")
    assert "t: decision" in named(drawing), "the first turn reads it before anything has set it"
    drawing.script("first", "{decision: null, x: true}")
    drawing.body = [part.replace('sourceRef="start" targetRef="again"', 'sourceRef="start" targetRef="first"') for part in drawing.body]
    assert named(drawing.flow("first > again")) == []


def test_inside_a_subprocess_what_was_set_outside_is_known_and_afterwards_what_was_set_inside():
    inner = Drawing("x").start("s").script("in", "{inside: decision}").end("e").flow("s > in > e")
    drawing = asking("inside = 1", "sub").add("subProcess", "sub", inner.inside())
    assert named(drawing) == []


def test_another_branch_may_have_set_it():
    drawing = Drawing().start().add("parallelGateway", "f").script("a", "{x: 1}").script("b", "{y: x}").flow("start > f").flow("f > a").flow("f > b")
    assert named(drawing) == []


def test_an_item_is_known_inside_its_activity():
    drawing = asking("all[1] = 1", "each").user("each", items("decision", item="x", output="all", output_item="r"), jiebang__exclude="=x")
    assert named(drawing) == []


def test_a_message_brings_what_it_likes():
    drawing = Drawing().message("m").start("start", message("m")).script("a", "{x: payload_thing}").end().flow("start > a > end")
    assert named(drawing) == []


@pytest.mark.parametrize(("known", "expected"), [({}, ["a: given"]), ({"passed": {"p": frozenset({"given"})}}, []), ({"passed": {"p": None}}, [])])
def test_what_callers_pass_is_known(known, expected):
    assert named(Drawing().start().script("a", "{x: given}").end().flow("start > a > end"), **known) == expected


def test_branches_that_join_before_the_second_write_do_not_clash():
    drawing = Drawing().start().add("parallelGateway", "f").script("a", "{n: 1}").add("task", "b").add("parallelGateway", "j").script("c", "{n: 2}").end()
    drawing.flow("start > f").flow("f > a > j").flow("f > b > j > c > end")
    assert named(drawing, "branches-write-one-name") == []


def test_exclusive_branches_may_write_one_name():
    drawing = Drawing().start().add("exclusiveGateway", "g", default="no").script("a", "{n: 1}").script("b", "{n: 2}").end()
    drawing.flow("start > g").flow("g > a > end", when="true").flow("g > b", id="no").flow("b > end")
    assert named(drawing, "branches-write-one-name") == []


def test_a_message_that_another_drawing_sends_or_another_system_may_send_is_not_named():
    drawing = Drawing().message("m").start().add("intermediateCatchEvent", "w", message("m"), jiebang__external="true").end().flow("start > w > end")
    assert named(drawing, "message-unsent") == []
    own = Drawing().message("m").start().add("intermediateCatchEvent", "w", message("m")).end().flow("start > w > end")
    assert len(named(own, "message-unsent")) == 1
    assert named(own, "message-unsent", thrown=frozenset({("message", "m")})) == []


def test_a_deadline_with_a_path_is_fine():
    drawing = Drawing().start().user("t").boundary("late", "t", timer("duration", "P1D")).end().end("e2").flow("start > t > end").flow("late > e2")
    assert named(drawing, "deadline-without-path") == []
