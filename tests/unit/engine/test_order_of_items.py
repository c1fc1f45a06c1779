"""What happens at one moment in several items happens in the order of the items, whether the instance is stored or not."""

from __future__ import annotations

import pytest

from tests.dsl.drawing import Drawing, items, timer
from tests.dsl.play import Play

WAYS = [{"reload": True}, {"reload": False}, {"prune": False}]
COUNT = 6


def each(inside: Drawing, until: str = "") -> bytes:
    loop = items(count=str(COUNT), output="all", output_item="n", until=until)
    drawing = Drawing().start().add("subProcess", "each", loop + inside.inside()).user("look").end()
    return drawing.flow("start > each > look > end").xml()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_inclusive_joins_of_several_items_open_in_the_order_of_the_items(way):
    inside = Drawing("x").start("in").add("inclusiveGateway", "some").add("inclusiveGateway", "join").script("note", "{n: loopCounter}")
    inside.flow("in > some").flow("some > join", when="true").flow("some > join", when="true", id="other").flow("join > note")
    play = Play(each(inside, until="nrOfCompletedInstances = 3"), **way)
    assert play.data["all"] == [1, 2, 3]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_timers_of_several_items_at_one_moment_fire_in_the_order_of_the_items(way):
    inside = Drawing("x").start("in").user("ask").add("intermediateCatchEvent", "wait", timer("date", "2024-09-05T09:00:00+08:00"))
    inside.script("note", "{n: loopCounter}").flow("in > ask > wait > note")
    play = Play(each(inside, until="nrOfCompletedInstances = 2"), **way)
    for number in (5, 0, 0, 1, 1, 0):             # the last item first
        play.complete("ask", number)
    assert play.until("2024-09-05 09:00").data["all"] == [1, 2]


def test_a_dead_end_is_told_at_the_same_join_whether_the_instance_is_stored_or_not():
    inside = Drawing("x").start("in").add("exclusiveGateway", "one", default="yes").user("inner").add("parallelGateway", "deep").end("out")
    inside.flow("in > one").flow("one > deep", id="yes").flow("one > inner", when="false").flow("inner > deep").flow("deep > out")
    drawing = Drawing().start().add("parallelGateway", "split").add("subProcess", "sub", inside.inside()).user("outer")
    drawing.add("exclusiveGateway", "two", default="no").user("never").add("parallelGateway", "join").end()
    drawing.flow("start > split > sub > join > end").flow("split > outer > two").flow("two > join", id="no").flow("two > never", when="false")
    told = [Play(drawing.flow("never > join").xml(), **way).complete("outer").incidents for way in WAYS]
    assert told == [["join: join-never-complete"]] * 3
