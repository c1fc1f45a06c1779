"""Suspending and resuming: what stands still, what is kept, and what becomes of moments that pass meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from app.clock import SHANGHAI
from app.engine.errors import NotWaiting
from app.engine.holding import HELD, NotSuspended, Suspended
from tests.dsl.drawing import Drawing, message, timer
from tests.dsl.play import Play, moment

DUE = '=at(add working days(today(), 5), "17:00")'


def deadline() -> bytes:
    return (
        Drawing().start().user("a", jiebang__due=DUE).user("b").user("late_task").end().boundary("late", "a", timer("date", DUE))
        .flow("start > a > b > end").flow("late > late_task").xml()
    )


def act(play: Play, name: str, *arguments: Any, **options: Any) -> Play:
    instance = play.instance
    getattr(instance, name)(*arguments, by="boss", reason="because", **options)
    return play._keep(instance)


def test_nothing_can_be_submitted_while_it_is_suspended():
    play = act(Play(deadline()), "suspend")
    assert play.status == "suspended" and play.open() == ["a"]
    with pytest.raises(Suspended):
        play.complete("a")
    with pytest.raises(Suspended):
        act(play, "suspend")
    play = act(play, "resume")
    assert play.status == "active" and play.complete("a").open() == ["b"]
    with pytest.raises(NotSuspended):
        act(play, "resume")


def test_what_has_finished_cannot_be_suspended():
    with pytest.raises(NotWaiting):
        act(Play(Drawing().start().end().flow("start > end").xml()), "suspend")


def test_a_deadline_does_not_pass_meanwhile_and_catches_up_afterwards():
    play = act(Play(deadline()), "suspend").sleep_until("2024-09-20 09:00")
    assert play.open() == ["a"]
    assert act(play, "resume").open() == ["late_task"]


def test_shifted_everything_comes_later_by_the_length_of_the_suspension():
    play = act(Play(deadline()), "suspend")
    play.clock.set(moment("2024-09-12 10:00"))
    act(play, "resume", "shift")
    assert play.due("a") == "2024-09-19 18:00" and play.due("late") == "2024-09-19 18:00"
    assert play.until("2024-09-19 18:00").open() == ["late_task"]


def test_held_deadlines_wait_for_a_moment_from_an_operator():
    play = act(Play(deadline()), "suspend")
    play.clock.set(moment("2024-09-20 09:00"))
    act(play, "resume", "hold")
    assert play.open() == ["a"] and play.instance.waiting().timers[0].due == HELD
    act(play, "move_timer", play.token("late"), moment("2024-09-25 17:00"))
    assert play.until("2024-09-25 16:59").open() == ["a"] and play.until("2024-09-25 17:00").open() == ["late_task"]


def test_held_and_not_passed_stands_as_it_was():
    play = act(Play(deadline()), "suspend")
    play.clock.set(moment("2024-09-04 09:00"))
    assert act(play, "resume", "hold").due("late") == "2024-09-09 17:00"


def test_reminders_that_went_out_before_do_not_go_out_again_when_shifted():
    reminder = '<extensionElements><jiebang:reminder workingDays="-4" template="t"/><jiebang:reminder workingDays="-1" template="t"/></extensionElements>'
    drawing = Drawing().start().user("a", reminder, jiebang__due=DUE).end().flow("start > a > end")
    play = Play(drawing.xml()).until("2024-09-04 09:00")
    act(play, "suspend")
    play.clock.set(moment("2024-09-06 09:00"))
    act(play, "resume", "shift")
    reminders = play.instance.waiting().user_tasks[0].reminders
    assert [at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for _, at in reminders] == ["09-08 09:00"]


def test_repeating_timers_keep_their_rhythm_when_shifted():
    drawing = (
        Drawing().start().user("a").user("n").end().boundary("again", "a", timer("cycle", "R/P7D"), False)
        .flow("start > a > end").flow("again > n")
    )
    play = act(Play(drawing.xml()), "suspend")
    play.clock.set(moment("2024-09-05 09:00"))
    act(play, "resume", "shift")
    play.until("2024-09-12 09:00")
    assert play.due("again") == "2024-09-19 09:00" and play.open() == ["a", "n"]


def test_messages_stay_outside_and_signals_are_kept_until_it_goes_on():
    drawing = (
        Drawing().start().user("a").user("n").end().boundary("told", "a", '<signalEventDefinition signalRef="s1"/>', False)
        .boundary("post", "a", message("post"), False).message("post").flow("start > a > end").flow("told > n").flow("post > n")
    )
    drawing.roots.append('<signal id="s1" name="alarm"/>')
    play = act(Play(drawing.xml()), "suspend")
    with pytest.raises(Suspended):
        play.correlate("post")
    play.correlate("told")
    assert play.open() == ["a"]
    assert act(play, "resume").open() == ["a", "n"]


def test_what_is_repaired_meanwhile_moves_on_afterwards():
    drawing = Drawing().start().user("a").script("s", "{y: x + 1}").user("b").end().flow("start > a > s > b > end")
    play = act(Play(drawing.xml(), x=1), "suspend")
    act(play, "jump", play.token("a"), "s")
    act(play, "set_variables", {"x": 5})
    assert play.open() == [] and play.status == "suspended"
    act(play, "resume")
    assert play.open() == ["b"] and play.data["y"] == 6


def test_jobs_wait_too():
    play = act(Play(Drawing().start().add("serviceTask", "job").end().flow("start > job > end").xml()), "suspend")
    with pytest.raises(Suspended):
        play.job("job")
    act(play, "resume")
    assert play.job("job").status == "completed"


# -- timers ------------------------------------------------------------------------------------------------------------


def test_a_deadline_is_moved_and_the_date_people_see_with_it():
    play = Play(deadline())
    act(play, "move_timer", play.token("late"), moment("2024-09-30 17:00"))
    assert play.due("a") == play.due("late") == "2024-09-30 17:00"
    fact = [fact for fact in play.facts if fact.kind == "timer_set"][-1]
    assert fact.data["after"] == moment("2024-09-30 17:00") and fact.data["reason"] == "because"
    assert fact.data["before"] == moment("2024-09-09 17:00") and isinstance(fact.data["before"], datetime)
    assert play.until("2024-09-30 17:00").open() == ["late_task"]


def test_a_moment_that_has_passed_happens_at_once():
    play = Play(deadline())
    assert act(play, "move_timer", play.token("late"), moment("2024-09-01 09:00")).open() == ["late_task"]


def test_only_the_next_turn_of_a_repeating_timer_moves():
    drawing = (
        Drawing().start().user("a").user("n").end().boundary("again", "a", timer("cycle", "R3/P7D"), False)
        .flow("start > a > end").flow("again > n")
    )
    play = Play(drawing.xml())
    act(play, "move_timer", play.token("again"), moment("2024-09-04 09:00"))
    assert play.until("2024-09-04 09:00").due("again") == "2024-09-16 09:00"
    assert play.until("2024-12-01 09:00").open() == ["a", "n", "n", "n"]


def test_only_timers_have_moments():
    play = Play(deadline())
    with pytest.raises(NotWaiting):
        act(play, "move_timer", play.token("a"), moment("2024-09-30 17:00"))


# -- data --------------------------------------------------------------------------------------------------------------


def test_what_is_local_to_an_item_is_changed_there():
    from tests.dsl.drawing import items

    loop = items("people", item="who", output="words", output_item="word")
    play = Play(Drawing().start().user("a", loop).end().flow("start > a > end").xml(), people=["x", "y"])
    item = play.instance.waiting().user_tasks[0].id
    act(play, "set_variables", {"word": "early"}, at=item)
    assert "word" not in play.data and play.instance.variables_at(item)["word"] == "early"
    play.complete("a").complete("a", word="late")
    assert sorted(play.data["words"]) == ["early", "late"]


def test_what_stood_still_before_stands_still_after_going_on():
    drawing = Drawing().start().add("exclusiveGateway", "g").end().user("a").flow("start > g").flow("g > a", when="missing").flow("a > end")
    play = Play(drawing.xml())
    before = play.instance.waiting().incidents
    instance = play.instance
    instance.suspend()
    again = type(instance).restore(instance.save(), play.surroundings)
    again.resume("catch_up")
    assert again.waiting().incidents == before and not [fact for fact in again.take_facts() if fact.kind == "incident"]
