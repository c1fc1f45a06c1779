"""Subprocesses, called processes and multi-instances: who sees which variables, and when a scope is done."""

from __future__ import annotations

import pytest

from tests.dsl.drawing import Drawing, items, timer
from tests.dsl.play import Play


def reviews(**options: object) -> bytes:
    loop = items("experts", item="expert", output="scores", output_item="score", **options)
    return (
        Drawing().start().user("review", loop, jiebang__scope="person", jiebang__scopeKey="=expert", jiebang__role="expert")
        .user("rank").flow("start > review > rank").xml()
    )


def test_every_expert_has_a_task_and_no_score_is_lost():
    play = Play(reviews(), experts=["x", "y", "z"])
    assert [task.candidates for task in play.instance.waiting().user_tasks] == [
        ("expert@person:x",), ("expert@person:y",), ("expert@person:z",),
    ]
    play.complete("review", 2, score=90).complete("review", 0, score=70).complete("review", score=80)
    assert play.open() == ["rank"] and play.data["scores"] == [70, 80, 90]
    assert "score" not in play.data and "expert" not in play.data


def test_the_condition_sees_the_results_so_far():
    play = Play(reviews(until="count(scores) >= 2"), experts=["x", "y", "z"]).complete("review", score=1)
    assert len(play.open()) == 2
    assert play.complete("review", score=2).open() == ["rank"] and play.data["scores"] == [1, 2]


def test_one_after_the_other():
    play = Play(reviews(sequential=True), experts=["x", "y", "z"])
    for score in (1, 2, 3):
        assert play.open() == ["review"]
        play.complete("review", score=score)
    assert play.data["scores"] == [1, 2, 3] and play.open() == ["rank"]


def test_nobody_to_ask_is_nothing_to_wait_for():
    assert Play(reviews(), experts=[]).data["scores"] == []


def test_a_missing_collection_is_an_incident():
    assert Play(reviews()).incidents == ["review: engine"]


def test_a_number_of_items_by_cardinality():
    drawing = Drawing().start().script("s", "{x: loopCounter * 10}", items(count="3", output="all", output_item="x")).end()
    assert Play(drawing.flow("start > s > end").xml()).data == {"all": [10, 20, 30]}


def test_entering_the_same_items_twice_starts_anew():
    loop = items("experts", item="expert", output="scores", output_item="score")
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").user("review", loop).add("exclusiveGateway", "enough", default="back")
        .end().flow("start > again > review > enough").flow("enough > again", id="back").flow("enough > end", when="sum(scores) > 5")
    )
    play = Play(drawing.xml(), experts=["x"]).complete("review", score=1)
    assert play.open() == ["review"] and play.complete("review", score=9).status == "completed"


def test_a_deadline_on_all_items_takes_the_rest_away():
    loop = items("experts", item="expert", output="scores", output_item="score")
    drawing = (
        Drawing().start().user("review", loop).boundary("late", "review", timer("duration", "P5D")).user("substitute").end()
        .flow("start > review > end").flow("late > substitute")
    )
    play = Play(drawing.xml(), experts=["x", "y"]).complete("review", score=1).until("2024-09-07 09:00")
    assert play.open() == ["substitute"]


def test_items_of_a_subprocess_keep_their_variables_apart():
    inside = Drawing("x").start("in").user("ask").script("double", "{twice: 2 * n}").end("out").flow("in > ask > double > out")
    loop = items("names", item="name", output="all", output_item="twice")
    drawing = Drawing().start().add("subProcess", "each", loop + inside.inside()).end().flow("start > each > end")
    play = Play(drawing.xml(), names=["a", "b"]).complete("ask", 1, n=5).complete("ask", 0, n=3)
    assert play.data == {"names": ["a", "b"], "all": [6, 10]} and play.status == "completed"


def test_an_embedded_subprocess_shares_variables():
    inside = Drawing("x").start("in").script("s", "{inner: outer + 1}").end("out").flow("in > s > out")
    drawing = Drawing().start().add("subProcess", "sub", inside.inside()).end().flow("start > sub > end")
    assert Play(drawing.xml(), outer=1).data == {"outer": 1, "inner": 2}


def called(extension: str = "") -> bytes:
    callee = Drawing("q").start("in").user("ask").script("s", "{result: n * factor, secret: 1}").end("out").flow("in > ask > s > out")
    caller = Drawing().start().add("callActivity", "call", extension, calledElement="q").user("after").flow("start > call > after")
    return caller.xml(callee)


def test_a_called_process_gets_and_gives_exactly_what_is_declared():
    extension = (
        '<extensionElements><jiebang:input name="factor" value="=f + 1"/>'
        '<jiebang:output name="answer" value="=result"/></extensionElements>'
    )
    play = Play(called(extension), f=2, hidden=1)
    assert play.open() == ["ask"]
    task = play.instance.waiting().user_tasks[0]
    assert play.instance.variables_at(task.id) == {"factor": 3}
    assert play.complete("ask", n=7).data == {"f": 2, "hidden": 1, "answer": 21}


def test_a_task_of_a_called_process_says_what_that_is_about():
    callee = Drawing("q", jiebang__title="=title").start("in").user("ask").end("out").flow("in > ask > out")
    loop = items("names", item="name", output="all", output_item="n")
    inputs = '<extensionElements><jiebang:input name="title" value="=name"/></extensionElements>'
    caller = Drawing(jiebang__title="=title").start().add("callActivity", "call", inputs + loop, calledElement="q").user("after", loop)
    play = Play(caller.flow("start > call > after").xml(callee), title="评审会", names=["甲项目", "乙项目"])
    assert [task.item for task in play.instance.waiting().user_tasks] == ["甲项目", "乙项目"]
    play.complete("ask", n=1).complete("ask", n=2)
    assert [task.item for task in play.instance.waiting().user_tasks] == ["1", "2"]


def test_a_called_process_about_the_same_thing_does_not_repeat_it():
    callee = Drawing("q", jiebang__title="=title").start("in").user("ask").end("out").flow("in > ask > out")
    caller = Drawing(jiebang__title="=title").start().add("callActivity", "call", calledElement="q").end().flow("start > call > end")
    assert Play(caller.xml(callee), title="项目").instance.waiting().user_tasks[0].item == ""


def test_without_declarations_everything_goes_in_and_comes_out():
    assert Play(called(), factor=2).complete("ask", n=4).data == {"factor": 2, "n": 4, "result": 8, "secret": 1}


def test_a_process_that_calls_itself_for_ever_ends_in_an_incident():
    drawing = Drawing().start().add("callActivity", "call", calledElement="p").end().flow("start > call > end")
    assert Play(drawing.xml()).incidents == ["call: engine"]


def test_an_unknown_process_is_an_incident_that_can_be_retried():
    drawing = Drawing().start().add("callActivity", "call", calledElement="nowhere").end().flow("start > call > end")
    assert Play(drawing.xml()).incidents == ["call: definition-missing"]


def test_cancelling_a_called_process_takes_its_tasks_with_it():
    callee = Drawing("q").start("in").user("ask").end("out").flow("in > ask > out")
    caller = (
        Drawing().start().add("callActivity", "call", calledElement="q").boundary("late", "call", timer("duration", "P1D"))
        .user("after").end().flow("start > call > end").flow("late > after")
    )
    play = Play(caller.xml(callee)).until("2024-09-03 10:00")
    assert play.open() == ["after"] and ("cancelled", "ask") in [(fact.kind, fact.element) for fact in play.facts]


def test_fifty_levels_of_subprocess_run():
    inside = Drawing("x").start("in0").user("work").end("out0").flow("in0 > work > out0")
    for level in range(1, 50):
        outer = Drawing("x").start(f"in{level}").add("subProcess", f"sub{level}", inside.inside()).end(f"out{level}")
        inside = outer.flow(f"in{level} > sub{level} > out{level}")
    drawing = Drawing().start().add("subProcess", "top", inside.inside()).end().flow("start > top > end")
    assert Play(drawing.xml()).complete("work").status == "completed"


@pytest.mark.parametrize("count", [2000])
def test_a_straight_line_of_two_thousand_elements_runs(count):
    drawing = Drawing().start().user("first").end()
    names = [f"t{number}" for number in range(count)]
    for name in names:
        drawing.add("task", name)
    play = Play(drawing.flow(" > ".join(["start", "first", *names, "end"])).xml())
    assert play.complete("first").status == "completed" and len(play.path) == count + 3
