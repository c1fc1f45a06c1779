"""What fails on the way out of an element is an incident there, and goes on from there after repair."""

from __future__ import annotations

import pytest

from tests.dsl.drawing import Drawing, items, message, timer
from tests.dsl.play import Play

ENDLESS = '<extensionElements><jiebang:output name="n" value="=for i in 1..steps return i"/></extensionElements>'
NEXT = "x > 5"


def inner(process: str = "inner") -> Drawing:
    return Drawing(process).start("s").user("in").end("e").flow("s > in > e")


def out_of(kind: str) -> Play:
    """An element of this kind whose only flow asks for more than x is; everything before it has happened."""
    drawing, others = Drawing().message("m").start().user("after").end(), ()
    if kind == "user":
        drawing.user("t")
    elif kind == "script":
        drawing.script("t", "{y: 1}")
    elif kind == "subprocess":
        drawing.add("subProcess", "t", inner().inside())
    elif kind == "call":
        drawing.add("callActivity", "t", calledElement="inner")
        others = (inner(),)
    elif kind == "items":
        drawing.user("t", items("[1, 2]", output="done"))
    elif kind == "receive":
        drawing.add("receiveTask", "t", messageRef="r_m", jiebang__correlationKey="=1", jiebang__result="said")
    elif kind == "catch":
        drawing.add("intermediateCatchEvent", "t", message("m"), jiebang__correlationKey="=1", jiebang__result="said")
    elif kind == "timer":
        drawing.add("intermediateCatchEvent", "t", timer("duration", "P1D"))
    drawing.flow("start > t").flow("t > after", when=NEXT).flow("after > end")
    play = Play(drawing.xml(*others), x=1)
    if kind in {"receive", "catch"}:
        return play.correlate("t", n=7)
    if kind == "timer":
        return play.sleep_until("2024-09-04 09:00")
    while play.open():
        play.complete(play.open()[0])
    return play


@pytest.mark.parametrize("kind", ["user", "script", "subprocess", "call", "items", "receive", "catch", "timer"])
def test_where_no_flow_is_taken_it_stops_and_after_repair_it_goes_on(kind):
    play = out_of(kind)
    assert play.incidents == ["t: no-flow"] and play.status == "active" and play.open() == []
    assert play.retry("t").incidents == ["t: no-flow"], "nothing has been repaired yet"
    instance = play.instance
    instance.set_variables({"x": 6}, "operator", "test")
    play._keep(instance)
    assert play.retry("t").open() == ["after"] and play.incidents == []
    if kind in {"receive", "catch"}:
        assert play.data["said"] == {"n": 7}, "the message was taken once and not lost"
    if kind == "items":
        assert len(play.data["done"]) == 2
    assert play.complete("after").status == "completed"


def test_outputs_that_fail_are_the_call_activitys_incident():
    drawing = Drawing().start().add("callActivity", "call", ENDLESS, calledElement="inner").user("after").end().flow("start > call > after > end")
    play = Play(drawing.xml(inner()), steps=1_000_000_000).complete("in")
    assert play.incidents == ["call: feel-budget"]
    assert play.retry("call").incidents == ["call: feel-budget"]


def test_a_process_that_only_a_message_starts_cannot_be_called():
    called = Drawing("inner").start("s", message("m")).user("in").end("e").flow("s > in > e")
    play = Play(Drawing().message("m").start().add("callActivity", "call", calledElement="inner").end().flow("start > call > end").xml(called))
    assert play.incidents == ["call: engine"] and play.status == "active"


def test_a_boundary_event_that_cannot_go_on_waits_for_repair_too():
    drawing = (
        Drawing().start().user("t").boundary("late", "t", timer("duration", "P1D")).user("chase").end().flow("start > t > end")
        .flow("late > chase", when=NEXT).flow("chase > end")
    )
    play = Play(drawing.xml(), x=1).sleep_until("2024-09-04 09:00")
    assert play.incidents == ["late: no-flow"] and play.open() == ["t"]
    instance = play.instance
    instance.set_variables({"x": 6}, "operator", "test")
    assert play._keep(instance).retry("late").open() == ["chase"]


@pytest.mark.parametrize("value", ["function(x) x", "{a: [function(x) x]}"])
def test_what_cannot_be_stored_is_an_incident_where_it_was_made(value):
    play = Play(Drawing().start().script("s", f"{{good: 1, bad: {value}}}").user("a").end().flow("start > s > a > end").xml())
    assert play.incidents == ["s: feel-value"] and play.data == {}
    given = f'<extensionElements><jiebang:input name="n" value="={value}"/></extensionElements>'
    call = Drawing().start().add("callActivity", "call", given, calledElement="inner").end().flow("start > call > end")
    assert Play(call.xml(inner())).incidents == ["call: feel-value"]


@pytest.mark.parametrize("key", ["=nobody", '=""'])
def test_a_correlation_key_without_a_value_takes_nobodys_message(key):
    waits = Drawing().message("m").start().add("intermediateCatchEvent", "w", message("m"), jiebang__correlationKey=key).end().flow("start > w > end")
    assert Play(waits.xml()).incidents == ["w: engine"]
    throws = Drawing().message("m").start().add("intermediateThrowEvent", "t", message("m"), jiebang__correlationKey=key).end().flow("start > t > end")
    assert Play(throws.xml()).incidents == ["t: engine"]


@pytest.mark.parametrize("keys", ["=[]", "=null", "=[null]", '=[""]'])
def test_a_task_for_nobody_is_an_incident(keys):
    play = Play(Drawing().start().user("a", jiebang__scope="person", jiebang__scopeKey=keys).end().flow("start > a > end").xml())
    assert play.incidents == ["a: engine"] and play.open() == []
