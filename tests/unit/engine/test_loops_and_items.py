"""Standard loops, changing the items of a running multi-instance, and calls chosen at run time."""

from __future__ import annotations

import pytest

from app import feel
from tests.dsl.drawing import Drawing, items, loop, timer
from tests.dsl.play import Play


def test_a_loop_asks_after_each_turn_and_writes_to_the_variables_around():
    drawing = Drawing().start().user("try", loop("not(ok)", most="5")).user("after").end().flow("start > try > after > end")
    play = Play(drawing.xml()).complete("try", ok=False).complete("try", ok=True)
    assert play.open() == ["after"] and play.data["ok"] is True


def test_a_loop_may_ask_before_the_first_turn():
    drawing = Drawing().start().user("try", loop("n < 3", before=True)).user("after").end().flow("start > try > after > end")
    assert Play(drawing.xml(), n=3).open() == ["after"]
    assert Play(drawing.xml(), n=2).complete("try", n=3).open() == ["after"]


def test_a_loop_ends_at_its_maximum_and_counts_its_turns():
    drawing = Drawing().start().script("count", "{turns: append(turns, loopCounter)}", loop(most="4")).end().flow("start > count > end")
    assert Play(drawing.xml(), turns=[]).data == {"turns": [1, 2, 3, 4]}


def test_a_subprocess_loops_with_its_boundary_events_around_all_turns():
    inner = Drawing("x").start("s").user("step").end("e").flow("s > step > e")
    drawing = Drawing().start().add("subProcess", "sub", loop("again") + inner.inside()).user("after").end().flow("start > sub > after > end")
    play = Play(drawing.xml()).complete("step", again=True).complete("step", again=False)
    assert play.open() == ["after"] and play.path.count("step") == 2


def test_a_loop_without_a_wait_ends_in_an_incident():
    drawing = Drawing().start().script("spin", "{n: 1}", loop("true")).end().flow("start > spin > end")
    assert [each.split(": ")[1] for each in Play(drawing.xml()).incidents] == ["loop-without-wait"]


def running(sequential: bool = False, until: str = "") -> Play:
    loop = items("experts", item="expert", output="scores", output_item="score", sequential=sequential, until=until)
    drawing = Drawing().start().user("score", loop).user("after").end().flow("start > score > after > end")
    return Play(drawing.xml(), experts=["a", "b", "c"])


def test_the_picture_counts_the_items_that_are_under_way_and_not_what_holds_them():
    assert [element for _, element in running().instance.active_elements()] == ["score"] * 3
    assert [element for _, element in running(sequential=True).instance.active_elements()] == ["score"]


def change(play: Play, act) -> Play:
    instance = play.instance
    act(instance)
    return play._keep(instance)


def test_an_item_is_added_to_a_running_multi_instance():
    play = running()
    change(play, lambda instance: instance.add_item(play._find("user_tasks", "score", 0), feel.adopt("d"), by="operator", reason="ill"))
    for number in range(4):
        play.complete("score", score=number)
    assert play.open() == ["after"] and play.data["scores"] == [0, 1, 2, 3]


@pytest.mark.parametrize("sequential", [False, True])
def test_an_item_is_dropped_and_does_not_count_any_more(sequential):
    play = running(sequential, until="nrOfCompletedInstances = nrOfInstances")
    first = play._find("user_tasks", "score", 0)
    change(play, lambda instance: instance.drop_item(first, by="operator", reason="conflict"))
    play.complete("score", score=2).complete("score", score=3)
    assert play.open() == ["after"] and play.data["scores"] == [2, 3]


def test_the_last_open_item_is_dropped_and_the_process_goes_on():
    play = running().complete("score", score=1).complete("score", score=2)
    change(play, lambda instance: instance.drop_item(play._find("user_tasks", "score", 0), by="operator", reason="ill"))
    assert play.open() == ["after"] and play.data["scores"] == [1, 2]


def test_an_item_is_replaced_in_its_place():
    play = running()
    second = play._find("user_tasks", "score", 1)
    change(play, lambda instance: instance.replace_item(second, feel.adopt("z"), by="operator", reason="conflict"))
    waiting = play.instance.waiting().user_tasks
    assert [play.instance.variables_at(task.id)["expert"] for task in waiting] == ["a", "c", "z"]
    for task in list(waiting):
        instance = play.instance
        instance.complete_user_task(task.id, {"score": play.instance.variables_at(task.id)["expert"]})
        play._keep(instance)
    assert play.data["scores"] == ["a", "z", "c"], "results stand in the places of the items"


def test_five_hundred_items_at_once_are_collected_in_order():
    drawing = Drawing().start().user("score", items("list", item="n", output="all", output_item="n")).end().flow("start > score > end")
    play = Play(drawing.xml(), reload=False, list=list(range(500)))
    instance = play.instance
    for task in list(reversed(instance.waiting().user_tasks)):
        instance.complete_user_task(task.id, {})
    assert feel.to_json(instance.variables)["all"] == list(range(500)) and instance.status == "completed"


def test_the_called_process_is_chosen_by_feel_when_it_is_called():
    callees = [Drawing(f"local_{region}").start().user(f"sign_{region}").end().flow(f"start > sign_{region} > end") for region in ("ZJ", "AH")]
    caller = Drawing().start().end().add("callActivity", "call", jiebang__called='="local_" + region').flow("start > call > end")
    file = caller.xml(*callees)
    assert Play(file, region="ZJ").open() == ["sign_ZJ"]
    assert Play(file, region="AH").complete("sign_AH").status == "completed"
    lost = Play(file, region="XX")
    assert lost.incidents == ["call: definition-missing"]
    assert lost.set(region="ZJ").retry("call").open() == ["sign_ZJ"]


def test_each_item_takes_inputs_of_its_own():
    loop = items("list", item="entry", output="all", output_item="double")
    inputs = '<extensionElements><jiebang:input name="half" value="=entry / 2"/></extensionElements>'
    drawing = Drawing().start().script("s", "{double: half * 4}", inputs + loop).end().flow("start > s > end")
    assert Play(drawing.xml(), list=[2, 4], half=0).data["all"] == [4, 8]


def test_a_called_process_sees_nothing_of_the_item_that_calls_it():
    callee = Drawing("c").start().script("s", "{result: entry, entry: 5}").end().flow("start > s > end")
    inner = '<extensionElements><jiebang:input name="n" value="=entry"/><jiebang:output name="out" value="={seen: result, n: n}"/></extensionElements>'
    caller = Drawing().start().end().add("callActivity", "call", inner + items("list", item="entry", output="all", output_item="out"), calledElement="c")
    data = Play(caller.flow("start > call > end").xml(callee), list=[1, 2]).data
    assert data["all"] == [{"seen": None, "n": 1}, {"seen": None, "n": 2}]


def test_what_a_turn_wrote_stays_when_a_deadline_ends_the_loop():
    inner = Drawing("x").start("s").script("note", "{noted: loopCounter}").user("step").end("e").flow("s > note > step > e")
    drawing = Drawing().start().end().add("subProcess", "again", loop(most="3") + inner.inside()).flow("start > again > end")
    drawing.boundary("late", "again", timer("duration", "P1D")).user("after").flow("late > after > end")
    play = Play(drawing.xml(), noted=0)
    assert play.data == {"noted": 1}, "the turn is not over, and everybody can see what it wrote"
    assert play.complete("step").until("2024-09-04 09:00").open() == ["after"] and play.data == {"noted": 2}
