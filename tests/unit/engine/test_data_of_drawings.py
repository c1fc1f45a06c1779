"""Data that a drawing declares: objects of a subprocess, data associations, lanes that say who works."""

from __future__ import annotations

from tests.dsl.drawing import Drawing
from tests.dsl.play import Play


def test_a_data_object_of_a_subprocess_lives_and_dies_with_it():
    inner = Drawing("x").start("s").user("fill").script("sum", "{total: note + 1, kept: note}").end("e").flow("s > fill > sum > e")
    inner.body.append('<dataObject id="note"/><property id="prop" name="total"/>')
    drawing = Drawing().start().add("subProcess", "sub", inner.inside()).user("after").end().flow("start > sub > after > end")
    play = Play(drawing.xml(), note="outer").complete("fill", note=4)
    assert play.open() == ["after"] and play.data == {"note": "outer", "kept": 4}


def test_associations_bring_data_into_an_activity_and_out_of_it():
    specification = (
        '<ioSpecification><dataInput id="i1" name="amount"/><dataOutput id="o1" name="result"/><inputSet/><outputSet/></ioSpecification>'
        "<dataInputAssociation><sourceRef>ref_budget</sourceRef><targetRef>i1</targetRef></dataInputAssociation>"
        "<dataOutputAssociation><sourceRef>o1</sourceRef><targetRef>ref_share</targetRef></dataOutputAssociation>"
    )
    drawing = Drawing().start().script("divide", "{result: amount / 4, amount: 0}", specification).end().flow("start > divide > end")
    drawing.body.append(
        '<dataObject id="d_budget" name="budget"/><dataObjectReference id="ref_budget" dataObjectRef="d_budget" name="The budget [draft]"/>'
        '<dataObject id="d_share"/><dataObjectReference id="ref_share" dataObjectRef="d_share" name="share"/>'
    )
    assert Play(drawing.xml(), budget=200).data == {"budget": 200, "share": 50}


def test_a_transformation_or_an_assignment_is_feel():
    inner = (
        '<dataInputAssociation><targetRef>i</targetRef><assignment><from>a + 1</from><to>x</to></assignment></dataInputAssociation>'
        "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>d</targetRef><transformation>o * 10</transformation></dataOutputAssociation>"
    )
    drawing = Drawing().start().script("s", "{o: x}", inner).end().flow("start > s > end")
    drawing.body.append('<dataObject id="d"/>')
    assert Play(drawing.xml(), a=1).data == {"a": 1, "d": 20}


def test_a_line_to_the_picture_of_a_data_store_moves_nothing():
    drawing = Drawing().start().user("t", '<dataOutputAssociation><targetRef>store</targetRef></dataOutputAssociation>').end().flow("start > t > end")
    drawing.body.append('<dataStoreReference id="store" name="archive"/>')
    assert Play(drawing.xml()).complete("t", n=1).data == {"n": 1}


def test_a_lane_says_who_does_its_tasks_unless_a_task_does():
    drawing = Drawing().start().add("userTask", "a").user("b", jiebang__role="head").end().flow("start > a > b > end")
    drawing.body.append(
        '<laneSet><lane id="l" name="Clerks" jiebang:role="clerk"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>'
    )
    play = Play(drawing.xml())
    assert play.instance.waiting().user_tasks[0].candidates == ("clerk@all",)
    assert play.complete("a").instance.waiting().user_tasks[0].candidates == ("head@all",)
