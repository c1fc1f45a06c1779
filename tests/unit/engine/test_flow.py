"""How tokens move: sequence, decisions, forks and joins, loops, ids that once were dangerous."""

from __future__ import annotations

import pytest

from app.engine.errors import NotWaiting
from tests.dsl.drawing import TERMINATE, Drawing, error
from tests.dsl.play import Play


def test_people_answer_one_after_the_other():
    play = Play(Drawing().start().user("a").user("b").end().flow("start > a > b > end").xml())
    assert play.open() == ["a"]
    play.complete("a", score=5).complete("b", note="好")
    assert (play.status, play.path) == ("completed", ["start", "a", "b", "end"])
    assert play.data == {"score": 5, "note": "好"}


@pytest.mark.parametrize("identity", ["End", "Start", "Root", "p.EndJoin", "P.EndJoin", "p"])
def test_ids_that_the_library_uses_itself_are_ordinary_ids(identity):
    if identity == "p":
        identity = "p_"
    play = Play(Drawing().start().user(identity).end().flow(f"start > {identity} > end").xml())
    assert play.open() == [identity] and play.status == "active"
    assert play.complete(identity).status == "completed"


def test_a_task_is_completed_once():
    play = Play(Drawing().start().user("a").user("b").end().flow("start > a > b > end").xml())
    task = play.instance.waiting().user_tasks[0].id
    play.complete("a")
    with pytest.raises(NotWaiting):
        play.instance.complete_user_task(task, {})


def choice() -> Drawing:
    return (
        Drawing().start().add("exclusiveGateway", "ok", default="no").user("yes_task").user("no_task")
        .flow("start > ok").flow("ok > yes_task", when="score >= 60").flow("ok > no_task", id="no")
    )


@pytest.mark.parametrize(("score", "task"), [(60, "yes_task"), (59, "no_task"), (None, "no_task")])
def test_a_decision_takes_the_first_condition_that_holds_or_the_default(score, task):
    assert Play(choice().xml(), score=score).open() == [task]


def test_a_decision_remembers_what_it_saw():
    play = Play(choice().xml(), score=61)
    decided = next(fact for fact in play.facts if fact.element == "ok")
    assert decided.data["saw"] == {"score": 61} and decided.data["flows"] == ["f2_ok_yes_task"]


def test_without_a_way_on_it_stops_as_an_incident_and_goes_on_after_repair():
    drawing = Drawing().start().add("exclusiveGateway", "ok").user("yes").flow("start > ok").flow("ok > yes", when="n > 1")
    play = Play(drawing.xml(), n=0)
    assert play.incidents == ["ok: no-flow"]
    instance = play.instance
    instance.set_variables({"n": 2}, "operator")
    play._keep(instance)
    assert play.retry("ok").open() == ["yes"]


def test_parallel_branches_keep_each_others_words():
    drawing = (
        Drawing().start().add("parallelGateway", "fork").add("parallelGateway", "join").user("last")
        .flow("start > fork").flow("join > last")
    )
    for name in "abcd":
        drawing.script(name, "{said: append(said, \"" + name + "\")}").flow(f"fork > {name} > join")
    play = Play(drawing.xml(), said=[])
    assert play.open() == ["last"] and sorted(play.data["said"]) == ["a", "b", "c", "d"]


def test_a_join_in_a_loop_counts_tokens_of_this_round_only():
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").add("parallelGateway", "fork").user("a").user("b")
        .add("parallelGateway", "join").add("exclusiveGateway", "enough", default="back").end()
        .flow("start > again > fork").flow("fork > a > join").flow("fork > b > join").flow("join > enough")
        .flow("enough > again", id="back").flow("enough > end", when="done = true")
    )
    play = Play(drawing.xml())
    for _ in range(3):
        play.complete("a")
        assert play.open() == ["b"]
        play.complete("b")
        assert play.open() == ["a", "b"]
    play.complete("a", done=True).complete("b")
    assert play.status == "completed"


def test_an_inclusive_join_waits_for_exactly_the_branches_that_were_taken():
    drawing = (
        Drawing().start().add("inclusiveGateway", "which", default="f_c").user("a").user("b").user("c")
        .add("inclusiveGateway", "join").user("last").flow("start > which")
        .flow("which > a", when="x").flow("which > b", when="y").flow("which > c", id="f_c")
        .flow("a > join").flow("b > join").flow("c > join").flow("join > last")
    )
    both = Play(drawing.xml(), x=True, y=True)
    assert both.complete("a").open() == ["b"] and both.complete("b").open() == ["last"]
    assert Play(drawing.xml(), x=True, y=False).complete("a").open() == ["last"]
    assert Play(drawing.xml(), x=False, y=False).open() == ["c"]


def test_several_flows_out_of_a_task_are_a_fork_and_conditions_on_them_count():
    drawing = Drawing().start().user("a").user("b").user("c").flow("start > a").flow("a > b").flow("a > c", when="n > 1")
    assert Play(drawing.xml(), n=1).complete("a").open() == ["b"]
    assert Play(drawing.xml(), n=2).complete("a").open() == ["b", "c"]


def test_terminate_ends_everything_in_its_scope():
    drawing = (
        Drawing().start().add("parallelGateway", "fork").user("a").user("b").end("stop", TERMINATE)
        .flow("start > fork").flow("fork > a > stop").flow("fork > b")
    )
    assert Play(drawing.xml()).complete("a").status == "completed"


def test_four_hundred_returns_for_correction_end_right_and_the_state_stays_small():
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").user("fill").user("check").end()
        .add("exclusiveGateway", "good", default="back").flow("start > again > fill > check > good")
        .flow("good > again", id="back").flow("good > end", when="good = true")
    )
    play = Play(drawing.xml(), reload=False)
    for _ in range(400):
        play.complete("fill").complete("check", good=False)
        play.facts.clear()
    assert play.status == "active" and len(play.instance.save()) < 2_000
    assert play.complete("fill").complete("check", good=True).status == "completed"


def test_a_loop_without_a_wait_becomes_an_incident_and_leaves_its_neighbours_alone():
    drawing = (
        Drawing().start().add("parallelGateway", "fork").add("exclusiveGateway", "g").script("again", "{n: 1}").user("other")
        .flow("start > fork").flow("fork > g > again > g").flow("fork > other").end()
    )
    play = Play(drawing.xml())
    assert play.incidents[0].endswith("loop-without-wait") and play.open() == ["other"]


def test_a_join_that_can_never_complete_is_told_not_hidden():
    drawing = (
        Drawing().start().add("exclusiveGateway", "g", default="f_a").user("a").user("b").add("parallelGateway", "join").end()
        .flow("start > g").flow("g > a", id="f_a").flow("g > b", when="false").flow("a > join").flow("b > join > end")
    )
    play = Play(drawing.xml()).complete("a")
    assert play.incidents == ["join: join-never-complete"] and play.status == "active"


def test_a_join_that_can_never_complete_is_told_at_the_join_not_at_a_boundary_event_around():
    inner = Drawing("x").start("s").user("a").add("task", "b").end("e").add("exclusiveGateway", "either", default="d").end("gone")
    inner.add("parallelGateway", "join").flow("s > a > join > e").flow("s > b > either > join", when="false")
    inner.flow("either > gone", id="d")
    drawing = Drawing().start().end().add("subProcess", "inside", inner.inside()).flow("start > inside > end")
    drawing.boundary("refused", "inside", error()).flow("refused > end")
    assert Play(drawing.xml()).complete("a").incidents == ["join: join-never-complete"]


def test_a_script_writes_all_or_nothing():
    drawing = Drawing().start().script("s", "{a: 1, b: a + 1}").end().flow("start > s > end")
    assert Play(drawing.xml()).data == {"a": 1, "b": 2}
