"""Moving running instances to another version: whom it concerns, who can move, what is kept, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.migration import NotMovable, Plan, Verdict
from app.engine.surroundings import Surroundings
from tests.dsl.drawing import Drawing, items, message, timer
from tests.dsl.play import Play, Shelf

DUE = '=at(add working days(today(), 5), "17:00")'


def judged(play: Play, *files: bytes, same: bool = True, armed: dict[str, bool] | None = None, **mapping: str) -> Verdict:
    return play.instance.verdict(Shelf(*files), Plan(mapping, armed or {}), lambda process, element: same)


def told(verdict: Verdict) -> list[str]:
    return [f"{each.element}: {each.code}" for each in verdict.obstacles]


def moved(play: Play, *files: bytes, armed: dict[str, bool] | None = None, **mapping: str) -> Play:
    surroundings = Surroundings(play.clock, play._calendar, Shelf(*files))
    instance = play.instance.migrated(surroundings, Plan(mapping, armed or {}), by="boss", reason="law of 2025")
    play.surroundings = surroundings
    return play._keep(instance)


def three(*names: str, **more: Any) -> Drawing:
    drawing = Drawing().start().end()
    for name in names:
        drawing.user(name, **more)
    return drawing.flow(" > ".join(["start", *names, "end"]))


def test_what_lies_behind_concerns_nobody():
    play = Play(three("a", "b", "c").xml()).complete("a")
    assert judged(play, three("x", "b", "c").xml()).kind == "unaffected"
    assert judged(play, three("a", "b", "x").xml()).kind == "movable"


def test_a_form_or_table_ahead_that_says_something_else_concerns_it():
    play = Play(three("a", "b").xml())
    assert judged(play, three("a", "b").xml()).kind == "unaffected"
    assert judged(play, three("a", "b").xml(), same=False).kind == "movable"


def test_a_removed_element_stands_in_the_way_until_it_is_mapped():
    play = Play(three("a", "b").xml())
    verdict = judged(play, three("first", "b").xml())
    assert verdict.kind == "refused" and told(verdict) == ["a: element-gone"]
    assert judged(play, three("first", "b").xml(), a="first").kind == "movable"
    assert told(judged(play, three("first", "b").xml(), a="end")) == ["a: element-kind"]
    with pytest.raises(NotMovable):
        moved(play, three("first", "b").xml())
    assert play.open() == ["a"]


def test_an_open_task_keeps_its_identity_people_and_deadline():
    play = Play(three("a", "b", jiebang__due=DUE).xml())
    before = play.instance.waiting().user_tasks[0]
    moved(play, three("first", "second", jiebang__role="chief").xml(), a="first")
    after = play.instance.waiting().user_tasks[0]
    assert (after.id, after.candidates, after.due) == (before.id, before.candidates, before.due)
    assert after.element == "first" and play.complete("first").open() == ["second"]
    assert [fact.data for fact in play.facts if fact.kind == "migrated"] == [{"reason": "law of 2025"}]


def watched(interrupting: bool = True, due: str = "P10D") -> bytes:
    return three("a", "b").boundary("late", "a", timer("duration", due), interrupting).user("c").flow("late > c").xml()


def test_a_new_deadline_is_armed_from_now_on_or_not_as_decided():
    play = Play(three("a", "b").xml())
    assert told(judged(play, watched())) == ["late: boundary-undecided"]
    play.until("2024-09-05 09:00")
    unarmed = moved(Play(three("a", "b").xml()), watched(), armed={"late": False})
    assert unarmed.instance.waiting().timers == ()
    armed = moved(play, watched(), armed={"late": True})
    assert armed.due("late") == "2024-09-15 09:00" and armed.until("2024-09-15 09:00").open() == ["c"]


def test_a_deadline_that_runs_keeps_its_moment_when_the_drawing_says_another():
    play = Play(watched(due="P10D"))
    moved(play, watched(due="P3D"))
    assert play.due("late") == "2024-09-12 09:00"


def test_a_deadline_is_given_up_only_when_one_says_so():
    play = Play(watched())
    assert told(judged(play, three("a", "b").xml())) == ["late: element-gone"]
    moved(play, three("a", "b").xml(), late="")
    assert play.instance.waiting().timers == () and play.complete("a").complete("b").status == "completed"


def test_a_deadline_of_another_activity_is_not_the_same():
    other = three("a", "b").boundary("late", "b", timer("duration", "P10D")).user("c").flow("late > c").xml()
    assert "late: scope-changed" in told(judged(Play(watched()), other))


def reviews(name: str = "review", **options: Any) -> bytes:
    loop = items("people", item="who", output="scores", output_item="score", **options)
    return Drawing().start().user(name, loop).user("rank").flow(f"start > {name} > rank").xml()


def test_running_items_move_with_their_results():
    play = Play(reviews(), people=["x", "y", "z"]).complete("review", score=1)
    moved(play, reviews("judge"), review="judge")
    play.complete("judge", score=2).complete("judge", score=3)
    assert sorted(play.data["scores"]) == [1, 2, 3] and play.open() == ["rank"]


def test_a_changed_multi_instance_is_refused_while_items_run():
    play = Play(reviews(), people=["x", "y"])
    assert "review: items-changed" in told(judged(play, reviews(sequential=True)))
    single = Drawing().start().user("review").user("rank").flow("start > review > rank").xml()
    assert "review: items-changed" in told(judged(play, single))


def outer(element: str = "call", after: str = "b") -> bytes:
    return Drawing("outer").start().add("callActivity", element, calledElement="inner").user(after).flow(f"start > {element} > {after}").xml()


def called(*names: str) -> bytes:
    drawing = Drawing("inner").start()
    for name in names:
        drawing.user(name)
    return drawing.flow(" > ".join(["start", *names])).xml()


def test_a_called_process_moves_with_its_caller():
    play = Play(outer(), called("one", "two"), process="outer", n=1)
    assert judged(play, outer(), called("zero", "one", "two")).kind == "unaffected"
    assert told(judged(play, outer(), called("uno", "two"))) == ["one: element-gone"]
    assert told(judged(play, outer())) == ["inner: process-gone"]
    moved(play, outer("ask"), called("uno", "dos"), call="ask", **{"inner/one": "uno"})
    assert play.complete("uno").complete("dos").open() == ["b"]


def inside(name: str = "sub", *, extra: Drawing | None = None) -> bytes:
    inner = Drawing().start("in").user("one").user("two").flow("in > one > two")
    body = inner.inside() + (extra.inside() if extra else "")
    return Drawing().start().add("subProcess", name, body).user("b").message("stop").flow(f"start > {name} > b").xml()


def test_a_subprocess_moves_as_a_whole_and_never_out_of_itself():
    play = Play(inside())
    moved(play, inside("part"), sub="part")
    assert play.complete("one").complete("two").open() == ["b"]
    flat = Drawing().start().user("one").user("two").user("b").add("subProcess", "sub", Drawing().user("x").inside()).flow("start > one > two > sub > b").xml()
    assert "one: scope-changed" in told(judged(Play(inside()), flat))


def test_a_new_event_subprocess_listens_from_now_on_or_not_as_decided():
    handler = Drawing().start("stopped", message("stop"), isInterrupting="true").user("sorry").flow("stopped > sorry")
    extra = Drawing().add("subProcess", "on_stop", handler.inside(), triggeredByEvent="true")
    play = Play(inside())
    assert told(judged(play, inside(extra=extra))) == ["stopped: boundary-undecided"]
    silent = moved(Play(inside()), inside(extra=extra), armed={"stopped": False})
    assert silent.instance.waiting().subscriptions == ()
    moved(play, inside(extra=extra), armed={"stopped": True}).correlate("stopped")
    assert play.open() == ["sorry"]


def forked(*branches: str) -> bytes:
    drawing = Drawing().start().add("parallelGateway", "fork").add("parallelGateway", "join").user("z").flow("start > fork").flow("join > z")
    for branch in branches:
        drawing.user(branch).flow(f"fork > {branch} > join", id=None)
    return drawing.xml()


def test_a_join_that_would_wait_for_a_branch_that_never_began_is_refused():
    play = Play(forked("a", "b")).complete("a")
    assert told(judged(play, forked("a", "b", "c"))) == ["join: join-starves"]
    before = Play(Drawing().start().user("y").add("parallelGateway", "fork").user("a").user("b").add("parallelGateway", "join").user("z")
                  .flow("start > y > fork > a > join > z").flow("fork > b > join").xml())
    wider = (Drawing().start().user("y").add("parallelGateway", "fork").user("a").user("b").user("c").add("parallelGateway", "join").user("z")
             .flow("start > y > fork > a > join > z").flow("fork > b > join").flow("fork > c > join").xml())
    assert judged(before, wider).kind == "movable"


def test_a_token_that_waits_at_a_join_still_counts_when_flows_have_other_ids():
    play = Play(forked("a", "b")).complete("a")
    other = (Drawing().start().add("parallelGateway", "fork").user("a").user("b").add("parallelGateway", "join").user("new").user("z")
             .flow("fork > b", id="n1").flow("fork > a", id="n2").flow("b > join", id="n3").flow("a > join", id="n4")
             .flow("join > new > z", id=None).flow("start > fork", id="n5").xml())
    assert judged(play, other).kind == "movable"
    assert moved(play, other).complete("b").open() == ["new"]
    alone = Drawing().start().add("parallelGateway", "fork").user("b").user("a").add("parallelGateway", "join").user("z").flow("start > fork > b > join > z").flow("fork > a > z").xml()
    assert "join: flow-gone" in told(judged(Play(forked("a", "b")).complete("a"), alone))


def race(*extra: str) -> bytes:
    drawing = (
        Drawing().start().add("eventBasedGateway", "race").add("intermediateCatchEvent", "soon", timer("duration", "P1D"))
        .add("receiveTask", "mail", messageRef="r_mail").message("mail").user("z").flow("start > race > soon > z").flow("race > mail > z")
    )
    for name in extra:
        drawing.add("receiveTask", name, messageRef="r_mail").flow(f"race > {name} > z")
    return drawing.xml()


def test_events_that_race_stay_the_same_events():
    play = Play(race())
    assert judged(play, race("fax")).kind == "unaffected"
    other = race("fax").replace(b'name="z"', b'name="end"')
    assert "soon: race-changed" in told(judged(play, other))
    changed = race().replace(b'name="z"', b'name="end"')
    assert moved(play, changed).until("2024-09-03 09:00").open() == ["z"]


def test_a_suspended_instance_moves_and_stays_suspended():
    play = Play(three("a", "b").xml())
    instance = play.instance
    instance.suspend(by="boss", reason="review of the law")
    play._keep(instance)
    assert moved(play, three("a", "c").xml()).status == "suspended"


def test_all_or_nothing():
    play = Play(forked("a", "b"))
    before = play._blob
    with pytest.raises(NotMovable):
        moved(play, forked("a"))
    assert play._blob == before and play.complete("a").complete("b").open() == ["z"]


def test_compensation_finds_its_activity_under_a_new_name():
    def drawing(undo: str) -> bytes:
        return (
            Drawing().start().user("book").boundary("undo_it", "book", "<compensateEventDefinition/>").user(undo, isForCompensation="true")
            .user("b").end("end", "<compensateEventDefinition/>").flow("start > book > b > end")
            .add("association", "as", sourceRef="undo_it", targetRef=undo).xml()
        )
    play = Play(drawing("cancel")).complete("book")
    assert "cancel: handler-gone" in told(judged(play, drawing("annul")))
    assert moved(play, drawing("annul"), cancel="annul").complete("b").open() == ["annul"]
