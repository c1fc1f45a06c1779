"""Compensation and transactions: what has completed is undone, the last first, each completion once."""

from __future__ import annotations

from tests.dsl.drawing import CANCEL, Drawing, compensate, items, message
from tests.dsl.play import Play


def booked(*, throw: str = "", inside: str = "") -> Drawing:
    """Two steps that can be undone, then a throwing event."""
    drawing = Drawing().start().user("a").user("b").add("intermediateThrowEvent", "back", throw or compensate()).user("after").end()
    for name in ("a", "b"):
        drawing.user(f"undo_of_{name}", isForCompensation="true").undo(name, f"undo_of_{name}")
    return drawing.flow("start > a > b > back > after > end")


def test_handlers_run_in_the_reverse_order_and_are_waited_for():
    play = Play(booked().xml()).complete("a").complete("b")
    assert play.open() == ["undo_of_b"]
    assert play.complete("undo_of_b").open() == ["undo_of_a"]
    assert play.complete("undo_of_a").open() == ["after"]


def test_one_activity_can_be_undone_alone():
    play = Play(booked(throw=compensate("a")).xml()).complete("a").complete("b")
    assert play.open() == ["undo_of_a"] and play.complete("undo_of_a").open() == ["after"]


def test_what_has_not_completed_is_not_undone_and_nothing_is_undone_twice():
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").user("a").user("undo", isForCompensation="true").undo("a", "undo")
        .add("intermediateThrowEvent", "back", compensate()).user("ask").add("exclusiveGateway", "more", default="no").end()
        .flow("start > again > a > back > ask > more").flow("more > back2", when="more").flow("more > end", id="no")
        .add("intermediateThrowEvent", "back2", compensate()).end("e2").flow("back2 > e2")
    )
    play = Play(drawing.xml()).complete("a").complete("undo").complete("ask", more=True)
    assert play.status == "completed" and play.path.count("undo") == 1


def test_each_turn_of_a_loop_is_undone_once():
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").user("a").add("exclusiveGateway", "more", default="no")
        .script("undo", "{undone: append(undone, n)}", "").undo("a", "undo").end("end", compensate())
        .flow("start > again > a > more").flow("more > again", when="n < 3").flow("more > end", id="no")
    )
    file = drawing.xml().replace(b'<scriptTask id="undo"', b'<scriptTask isForCompensation="true" id="undo"')
    play = Play(file, undone=[])
    for n in (1, 2, 3):
        play.complete("a", n=n)
    assert play.status == "completed" and play.data["undone"] == [3, 3, 3]


def test_what_completed_inside_a_subprocess_is_undone_with_it():
    inner = Drawing("x").start("s").user("a").user("b").end("e").flow("s > a > b > e")
    for name in ("a", "b"):
        inner.user(f"undo_of_{name}", isForCompensation="true").undo(name, f"undo_of_{name}")
    drawing = Drawing().start().add("subProcess", "sub", inner.inside()).end("end", compensate()).flow("start > sub > end")
    play = Play(drawing.xml()).complete("a").complete("b")
    assert play.open() == ["undo_of_b"] and play.complete("undo_of_b").complete("undo_of_a").status == "completed"


def test_a_cancelled_transaction_undoes_what_completed_and_leaves_by_its_boundary():
    inner = (
        Drawing("x").start("s").user("pay").user("refund", isForCompensation="true").undo("pay", "refund").user("ask")
        .add("exclusiveGateway", "fine", default="no").end("yes").end("cancel", CANCEL)
        .flow("s > pay > ask > fine").flow("fine > yes", when="ok").flow("fine > cancel", id="no")
    )
    drawing = (
        Drawing().start().add("transaction", "deal", inner.inside()).boundary("failed", "deal", CANCEL).user("sorry").user("thanks")
        .end().end("e2").flow("start > deal > thanks > end").flow("failed > sorry > e2")
    )
    file = drawing.xml()
    assert Play(file).complete("pay").complete("ask", ok=True).open() == ["thanks"]
    play = Play(file).complete("pay").complete("ask", ok=False)
    assert play.open() == ["refund"]
    assert play.complete("refund").open() == ["sorry"]


def test_a_cancelled_transaction_ends_its_other_branches_first():
    inner = Drawing("x").message("m").start("s").add("parallelGateway", "fork").user("a").user("b").end("cancel", CANCEL).end("e")
    inner.flow("s > fork").flow("fork > a > cancel").flow("fork > b > e")
    drawing = Drawing().start().add("transaction", "deal", inner.inside()).boundary("failed", "deal", CANCEL).user("sorry").end().end("e2")
    drawing.flow("start > deal > end").flow("failed > sorry > e2")
    assert Play(drawing.xml()).complete("a").open() == ["sorry"]


def test_an_error_handler_undoes_the_scope_it_is_drawn_in():
    handler = Drawing("x").add("intermediateThrowEvent", "back", compensate()).end("over").flow("when_start > back > over")
    drawing = Drawing().message("stop").start().user("a").user("b").end().user("undo", isForCompensation="true").undo("a", "undo")
    drawing.flow("start > a > b > end").when("when", message("stop"), handler)
    play = Play(drawing.xml()).complete("a").correlate("when_start")
    assert play.open() == ["undo"] and play.complete("undo").status == "completed"


def test_a_multi_instance_is_undone_once_as_a_whole():
    drawing = Drawing().start().user("a", items(count="3", output="r", output_item="x")).user("undo", isForCompensation="true").undo("a", "undo")
    play = Play(drawing.end("end", compensate()).flow("start > a > end").xml())
    for _ in range(3):
        play.complete("a", x=1)
    assert play.open() == ["undo"] and play.complete("undo").status == "completed"


def test_compensation_that_is_not_waited_for_runs_beside_what_follows():
    play = Play(booked(throw=compensate(wait=False)).xml()).complete("a").complete("b")
    assert play.open() == ["after", "undo_of_b"]
    play.complete("after").complete("undo_of_b")
    assert play.status == "active" and play.complete("undo_of_a").status == "completed"
