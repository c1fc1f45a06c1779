"""The reference game alone: one small drawing for every rule of BPMN 2.0.2, chapter 13, with the result that the standard states."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from app import feel
from tests.dsl.drawing import (
    CANCEL, TERMINATE, Drawing, compensate, condition, error, escalation, items, link, loop, message, signal, timer,
)
from tests.dsl.play import moment
from tests.reference.game import Game
from tests.reference.reading import read


class Told:
    """A game told by element ids."""

    def __init__(self, drawing: Drawing, *others: Drawing, **variables: Any) -> None:
        self.game = Game(read(drawing.xml(*others)), "p", moment("2024-09-02 09:00"), feel.adopt(variables))

    def complete(self, element: str, number: int = 0, **answers: Any) -> "Told":
        token = [token for token in self.game.tasks() if token.node["id"] == element][number]
        assert self.game.complete(token, feel.adopt(answers))
        return self

    def message(self, element: str, **payload: Any) -> "Told":
        wait = next(wait for wait in self.game.waiting() if wait.node["id"] == element)
        assert self.game.deliver(wait, feel.adopt(payload))
        return self

    def days(self, number: int) -> "Told":
        self.game.pass_time(self.game.now + timedelta(days=number))
        return self

    def set(self, **values: Any) -> "Told":
        self.game.set(feel.adopt(values))
        return self

    @property
    def open(self) -> list[str]:
        return [token.node["id"] for token in self.game.tasks()]

    @property
    def data(self) -> dict[str, Any]:
        return feel.to_json(self.game.variables)

    @property
    def over(self) -> bool:
        return self.game.status == "completed"


def line(*path: str) -> Drawing:
    """User tasks between start and end."""
    drawing = Drawing().start().end()
    for name in path:
        drawing.user(name)
    return drawing.flow(" > ".join(["start", *path, "end"]))


def sub(*path: str) -> Drawing:
    """The same for the inside of a subprocess, with other ids."""
    drawing = Drawing("x").start("s").end("e")
    for name in path:
        drawing.user(name)
    return drawing.flow(" > ".join(["s", *path, "e"]))


def test_an_exclusive_gateway_takes_the_first_flow_that_holds_in_the_order_of_the_file():
    drawing = Drawing().start().add("exclusiveGateway", "g", default="d").user("a").user("b").user("c").flow("start > g")
    drawing.flow("g > c", id="d").flow("g > a", when="n > 1").flow("g > b", when="n > 0")
    assert Told(drawing, n=2).open == ["a"] and Told(drawing, n=1).open == ["b"] and Told(drawing, n=None).open == ["c"]


def test_a_gateway_that_finds_no_way_is_an_incident():
    drawing = Drawing().start().add("exclusiveGateway", "g").user("a").flow("start > g").flow("g > a", when="n = 1")
    assert [token.node["id"] for token in Told(drawing, n=2).game.tasks("incident")] == ["g"]


def test_a_parallel_join_waits_for_every_incoming_flow():
    drawing = Drawing().start().add("parallelGateway", "f").user("a").user("b").add("parallelGateway", "j").user("c")
    told = Told(drawing.flow("start > f > a > j > c").flow("f > b > j")).complete("a")
    assert told.open == ["b"] and told.complete("b").open == ["c"]


def test_an_inclusive_join_waits_for_the_branches_that_were_taken():
    drawing = Drawing().start().add("inclusiveGateway", "f", default="d").user("a").user("b").user("c").add("inclusiveGateway", "j")
    drawing.user("z").flow("start > f").flow("f > a", when="n > 0").flow("f > b", when="n > 1").flow("f > c", id="d")
    drawing.flow("a > j").flow("b > j").flow("c > j > z")
    assert Told(drawing, n=1).complete("a").open == ["z"] and Told(drawing, n=2).complete("a").open == ["b"]
    assert Told(drawing, n=0).open == ["c"]


def test_two_flows_into_a_task_each_pass_a_token():
    drawing = Drawing().start().user("a").flow("start > a").flow("start > a")
    assert Told(drawing).open == ["a", "a"]


def test_without_a_start_event_what_nothing_leads_to_begins_and_without_an_end_event_the_last_element_ends():
    told = Told(Drawing().user("a").user("b").user("c").flow("a > c"))
    assert told.open == ["a", "b"] and told.complete("a").complete("b").complete("c").over


def test_a_deadline_that_has_passed_wins_over_an_answer():
    told = Told(line("a").boundary("late", "a", timer("duration", "P1D")).user("b").flow("late > b"))
    token = told.game.tasks()[0]
    told.game.now += timedelta(days=1)
    assert not told.game.complete(token, {}) and told.open == ["b"]


def test_a_cycle_beside_a_task_fires_as_often_as_it_says_and_missed_turns_are_one():
    drawing = line("a").boundary("again", "a", timer("cycle", "R3/P1D"), False).user("b").flow("again > b")
    assert Told(drawing).days(1).days(1).days(1).days(1).open == ["a", "b", "b", "b"]
    assert Told(drawing).days(2).days(9).open == ["a", "b", "b"]


def test_what_a_boundary_event_started_lives_on_after_the_activity():
    drawing = line("a").boundary("told", "a", message("m"), False).message("m").user("b").flow("told > b")
    told = Told(drawing).message("told").message("told").complete("a")
    assert told.open == ["b", "b"] and not told.over


def test_of_the_events_behind_a_gateway_the_first_wins():
    drawing = Drawing().start().add("eventBasedGateway", "g").message("m").add("intermediateCatchEvent", "late", timer("duration", "P1D"))
    drawing.add("intermediateCatchEvent", "said", message("m")).user("a").user("b").flow("start > g > late > a").flow("g > said > b")
    assert Told(drawing).message("said", n=1).days(2).open == ["b"] and Told(drawing).days(1).open == ["a"]


def test_an_error_takes_the_exact_code_before_the_one_for_all_and_ends_the_scope():
    inner = sub().error("E1").end("wrong", error("E1")).user("beside").flow("s > wrong").flow("s > beside")
    drawing = Drawing().start().add("subProcess", "inside", inner.inside()).user("any").user("exact").flow("start > inside")
    drawing.boundary("all", "inside", error()).boundary("one", "inside", error("E1")).error("E1")
    assert Told(drawing.flow("all > any").flow("one > exact")).open == ["exact"]


def test_an_error_finds_the_event_subprocess_before_the_boundary_event_and_goes_through_calls():
    callee = Drawing("c").start().end("wrong", error("E1")).error("E1").flow("start > wrong")
    drawing = Drawing().start().add("callActivity", "call", calledElement="c").flow("start > call")
    drawing.when("caught", error(), Drawing("y").user("repair").flow("caught_start > repair"))
    assert Told(drawing, callee).open == ["repair"]
    drawing.boundary("near", "call", error("E1")).user("nearer").flow("near > nearer")
    assert Told(drawing, callee).open == ["nearer"]


def test_an_error_that_nobody_catches_is_an_incident_and_an_escalation_is_nothing():
    told = Told(Drawing().error("E1").start().end("wrong", error("E1")).flow("start > wrong"))
    assert [token.node["id"] for token in told.game.tasks("incident")] == ["wrong"]
    assert Told(Drawing().escalation("X1").start().end("said", escalation("X1")).flow("start > said")).over


def test_an_escalation_may_leave_its_thrower_running():
    inner = sub().add("intermediateThrowEvent", "up", escalation("X1")).user("on").flow("s > up > on")
    drawing = Drawing().escalation("X1").start().add("subProcess", "inside", inner.inside()).user("told").flow("start > inside")
    assert Told(drawing.boundary("heard", "inside", escalation("X1"), False).flow("heard > told")).open == ["on", "told"]


def test_an_interrupting_event_subprocess_takes_the_place_of_everything_in_its_scope():
    drawing = line("a").message("m").message("n")
    drawing.when("stop", message("m"), Drawing("y").user("b").flow("stop_start > b"))
    drawing.when("beside", message("n"), Drawing("z").user("c").flow("beside_start > c"), False)
    told = Told(drawing).message("beside_start").message("beside_start")
    assert told.open == ["a", "c", "c"]
    assert told.message("stop_start").open == ["b"] and not told.game.waiting() and told.complete("b").over


def test_a_terminate_end_event_ends_its_scope_alone():
    inner = sub("a").end("stop", TERMINATE).user("b").flow("s > b > stop")
    drawing = Drawing().start().add("subProcess", "inside", inner.inside()).user("c").user("d").flow("start > inside > c").flow("start > d")
    assert Told(drawing).complete("b").open == ["c", "d"]


def test_a_link_is_a_jump():
    drawing = Drawing().start().add("intermediateThrowEvent", "out", link("x")).add("intermediateCatchEvent", "in", link("x")).user("a")
    assert Told(drawing.flow("start > out").flow("in > a")).open == ["a"]


def test_a_signal_leaves_when_all_has_settled_and_reaches_everybody():
    drawing = Drawing().signal("S").start().add("intermediateThrowEvent", "call", signal("S")).end()
    for name in ("a", "b"):
        drawing.add("intermediateCatchEvent", f"hear_{name}", signal("S")).user(name).flow(f"start > hear_{name} > {name}")
    assert Told(drawing.flow("start > call > end")).open == ["a", "b"]


def test_a_condition_fires_when_it_becomes_true_and_not_again_before_it_was_false():
    told = Told(line("a").boundary("high", "a", condition("n > 5"), False).user("b").flow("high > b"), n=9)
    assert told.open == ["a", "b"] and told.set(n=8).open == ["a", "b"]
    assert told.set(n=1).set(n=7).open == ["a", "b", "b"]


def test_items_are_collected_in_their_order_until_there_are_enough():
    drawing = Drawing().start().user("a", items("list", item="x", output="all", output_item="y", until="nrOfCompletedInstances = 2")).user("b")
    told = Told(drawing.flow("start > a > b"), list=[1, 2, 3]).complete("a", 2, y="c").complete("a", 0, y="a")
    assert told.open == ["b"] and told.data["all"] == ["a", "c"]


def test_no_items_are_no_work_and_one_by_one_they_come_in_turn():
    drawing = Drawing().start().user("a", items("list", item="x", output="all", output_item="y", sequential=True)).user("b").flow("start > a > b")
    assert Told(drawing, list=[]).open == ["b"] and Told(drawing, list=[1, 2]).complete("a", y=1).open == ["a"]


def test_turns_go_on_while_the_condition_holds_and_write_around():
    told = Told(Drawing().start().user("a", loop("n < 3", most="5")).user("b").flow("start > a > b")).complete("a", n=1)
    assert told.open == ["a"] and told.data == {"n": 1} and told.complete("a", n=3).open == ["b"]
    assert Told(Drawing().start().user("a", loop("false", before=True)).user("b").flow("start > a > b")).open == ["b"]


def test_what_a_subprocess_declares_lives_in_it_alone():
    inner = sub("a")
    inner.body.append('<dataObject id="o" name="n"/>')
    told = Told(Drawing().start().add("subProcess", "inside", inner.inside()).user("b").flow("start > inside > b"), n=1)
    assert told.complete("a", n=5, m=6).open == ["b"] and told.data == {"n": 1, "m": 6}


def test_a_called_process_has_variables_of_its_own_until_it_is_over():
    callee = Drawing("c").start().user("a").end().flow("start > a > end")
    told = Told(Drawing().start().add("callActivity", "call", calledElement="c").user("b").user("c2").flow("start > call > c2").flow("start > b"), callee, n=1)
    assert told.set(n=2).complete("b", n=3).data == {"n": 3} and told.complete("a", m=4).data == {"n": 1, "m": 4}


def undoing(drawing: Drawing, *names: str) -> Drawing:
    """Every task has a task that undoes it."""
    for name in names:
        drawing.user(f"undo_{name}_by", isForCompensation="true").undo(name, f"undo_{name}_by")
    return drawing


def test_compensation_undoes_the_last_completed_first_and_each_completion_once():
    drawing = undoing(Drawing().start().user("a").user("b"), "a", "b").add("intermediateThrowEvent", "back", compensate())
    drawing.add("intermediateThrowEvent", "again", compensate()).user("c").flow("start > a > b > back > again > c")
    told = Told(drawing).complete("a").complete("b")
    assert told.open == ["undo_b_by"] and told.complete("undo_b_by").open == ["undo_a_by"]
    assert told.complete("undo_a_by").open == ["c"]


def test_compensation_reaches_into_subprocesses_that_have_completed():
    inner = undoing(sub("a"), "a")
    drawing = Drawing().start().add("subProcess", "inside", inner.inside()).user("b").end("back", compensate()).flow("start > inside > b > back")
    assert Told(drawing).complete("a").complete("b").open == ["undo_a_by"]


def test_a_cancelled_transaction_undoes_what_it_did_and_leaves_by_its_cancel_event():
    inner = undoing(sub("a").user("beside").flow("s > beside"), "a").end("stop", CANCEL).user("last").flow("a > last > stop")
    drawing = Drawing().start().add("transaction", "t", inner.inside()).user("ok").user("back").flow("start > t > ok")
    told = Told(drawing.boundary("cancelled", "t", CANCEL).flow("cancelled > back")).complete("a").complete("last")
    assert told.open == ["undo_a_by"] and told.complete("undo_a_by").open == ["back"]


def test_the_reference_knows_nothing_of_the_engine():
    here = Path(__file__).parent
    for name in ("reading", "board", "game", "gateways", "activities", "events"):
        text = (here / f"{name}.py").read_text(encoding="utf-8")
        assert "app.engine" not in text and "SpiffWorkflow" not in text and "tests.dsl" not in text
