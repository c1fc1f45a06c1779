"""Timers, messages, errors and escalations: in the flow, at the boundary, interrupting and not."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from app.engine.errors import DeadlinePassed, NotWaiting
from tests.dsl.drawing import TERMINATE, Drawing, error, escalation, message, timer
from tests.dsl.play import Play, moment


def with_deadline(interrupting: bool = True, kind: str = "date", text: str = '=at(add working days(today(), 10), "17:00")'):
    return (
        Drawing().start().user("fill").end().boundary("late", "fill", timer(kind, text), interrupting).user("chase")
        .flow("start > fill > end").flow("late > chase")
    )


def test_a_deadline_in_working_days_takes_the_task_away():
    play = Play(with_deadline().xml(), at="2024-09-14 10:00")          # a working Saturday
    assert play.due("late") == "2024-09-30 17:00"
    assert play.until("2024-09-30 16:59").open() == ["fill"]
    assert play.until("2024-09-30 17:00").open() == ["chase"]


def test_the_deadline_wins_over_the_late_person_even_when_nobody_has_looked():
    play = Play(with_deadline().xml(), at="2024-09-14 10:00")
    task = play.instance.waiting().user_tasks[0].id
    play.clock.set(moment("2024-09-30 17:00:01"))
    with pytest.raises(DeadlinePassed):
        play.instance.complete_user_task(task, {})


def test_completing_in_time_takes_the_deadline_away():
    play = Play(with_deadline().xml(), at="2024-09-14 10:00").complete("fill")
    assert play.status == "completed" and play.instance.next_due() is None


def test_a_reminder_that_does_not_interrupt_leaves_its_work_when_the_task_ends():
    play = Play(with_deadline(False, "duration", "P3D").xml()).until("2024-09-06 09:00")
    assert play.open() == ["chase", "fill"]
    assert play.complete("fill").open() == ["chase"] and play.status == "active"


def test_a_repeating_timer_fires_every_time_and_what_it_started_lives_on():
    play = Play(with_deadline(False, "cycle", "R/P1D").xml()).until("2024-09-05 12:00")
    assert play.open() == ["chase"] * 3 + ["fill"]
    play.complete("fill")
    assert play.open() == ["chase"] * 3 and play.instance.next_due() is None


def test_of_timers_due_at_once_the_outer_one_fires_first_whoever_has_looked_before():
    drawing = (
        Drawing().start().add("parallelGateway", "both").end()
        .add("subProcess", "inside", Drawing().user("x").boundary("inner", "x", timer("duration", "P1D")).user("after").flow("inner > after").inside())
        .user("before").user("y").boundary("outer", "y", timer("duration", "P1D")).user("chase")
        .flow("start > both > inside > end").flow("both > before > y > end").flow("outer > chase").xml()
    )
    fired = [
        [fact.element for fact in Play(drawing, prune=prune).complete("before").until("2024-09-05 09:00").facts if fact.kind == "timer_fired"]
        for prune in (True, False)
    ]
    assert fired == [["outer", "inner"]] * 2


@pytest.mark.parametrize("text", ["R/2000-01-01T00:00:00Z/PT0.000001S", "R/PT0.000001S", "R5/1999-12-31T00:00:00Z/PT1S", "R/0001-01-02T00:00:00Z/P1M"])
def test_a_repeating_timer_with_ever_so_many_turns_costs_nothing(text):
    began = time.process_time()
    play = Play(with_deadline(False, "cycle", text).xml()).sleep_until("2024-12-02 09:00")
    assert play.open()[-1] == "fill" and play.status == "active"
    assert time.process_time() - began < 2


def test_a_repeating_timer_goes_on_from_its_start_and_not_from_the_last_turn():
    play = Play(with_deadline(False, "cycle", "R/2024-01-31T09:00:00+08:00/P1M").xml(), at="2024-09-02 09:00")
    assert play.due("late") == "2024-09-30 09:00"
    assert play.until("2024-11-01 00:00").open() == ["chase", "chase", "fill"]
    assert play.due("late") == "2024-11-30 09:00"


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59:59-12:00", '=date("0001-01-01")'])
def test_a_moment_that_cannot_be_written_in_utc_is_an_incident_with_its_own_words(text):
    assert Play(with_deadline(text=text).xml()).incidents == ["fill: timer-text"]


@pytest.mark.parametrize("due", ["2024-09-30", '=date("2024-09-30")', "2024-09-30T17:00:00", '="2024-09-30"'])
def test_a_day_is_due_at_the_close_of_business_however_it_is_written(due):
    assert Play(Drawing().start().user("fill", jiebang__due=due).end().flow("start > fill > end").xml()).due("fill") == "2024-09-30 17:00"


def test_a_counted_cycle_ends_after_its_count():
    assert Play(with_deadline(False, "cycle", "R2/P1D").xml()).until("2024-09-30 12:00").open() == ["chase"] * 2 + ["fill"]


def test_after_downtime_missed_turns_are_one():
    play = Play(with_deadline(False, "cycle", "R/P1D").xml()).sleep_until("2024-09-12 10:00")
    assert play.open() == ["chase", "fill"] and play.due("late") == "2024-09-13 09:00"
    assert next(fact.data["missed"] for fact in play.facts if fact.kind == "timer_fired") == 9


def test_months_of_a_cycle_are_counted_on_the_calendar():
    play = Play(with_deadline(False, "cycle", "R/2025-01-31T09:00:00+08:00/P1M").xml())
    dues = []
    for day in ("2025-02-01 00:00", "2025-03-01 00:00", "2025-04-01 00:00"):
        dues.append(play.until(day).due("late"))
    assert dues == ["2025-02-28 09:00", "2025-03-31 09:00", "2025-04-30 09:00"]


@pytest.mark.parametrize(("text", "due"), [
    ('=duration("P1M")', "2024-10-02 09:00"), ('=duration("PT36H")', "2024-09-03 21:00"), ("P1M", "2024-10-02 09:00"),
    ('=if slow then "P10D" else "P1D"', "2024-09-12 09:00"),
])
def test_a_duration_may_be_text_or_a_feel_value(text, due):
    assert Play(with_deadline(True, "duration", text).xml(), slow=True).due("late") == due


def test_twelve_hundred_rounds_of_a_timer_end_right():
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").add("intermediateCatchEvent", "wait", timer("duration", "PT1H"))
        .script("count", "{n: n + 1}").add("exclusiveGateway", "enough", default="back").end()
        .flow("start > again > wait > count > enough").flow("enough > again", id="back").flow("enough > end", when="n >= 1200")
    )
    play = Play(drawing.xml(), n=0, reload=False)
    while play.status == "active":
        due = play._instance.next_due()
        play.clock.set(due)
        instance = play.instance
        instance.fire_due()
        play._keep(instance)
        play.facts.clear()
    assert play.data == {"n": 1200}


@pytest.mark.parametrize(("kind", "text"), [
    ("duration", "P"), ("duration", "PT"), ("duration", "-PT1S"), ("duration", ""), ("date", "tomorrow"),
    ("duration", "PgarbageT1S"), ("cycle", "R/P"), ("duration", "P9999999999Y"), ("date", "P3D"), ("duration", "=null"),
])
def test_a_timer_that_means_nothing_is_an_incident_not_a_guess(kind, text):
    assert Play(with_deadline(True, kind, text).xml()).incidents == ["fill: timer-text"]


def waiting_for(name: str = "m", key: str = "=id") -> Drawing:
    return (
        Drawing().message(name).start().add("intermediateCatchEvent", "wait", message(name), jiebang__correlationKey=key)
        .user("then").flow("start > wait > then")
    )


def test_a_message_brings_its_payload():
    play = Play(waiting_for().xml(), id="P1")
    subscription = play.instance.waiting().subscriptions[0]
    assert (subscription.message, subscription.key) == ("m", "P1")
    assert play.correlate("wait", score=3).open() == ["then"] and play.data["score"] == 3


def test_nothing_is_delivered_where_nothing_waits():
    play = Play(waiting_for().xml(), id="P1")
    with pytest.raises(NotWaiting):
        play.instance.correlate(uuid4(), {})


def test_a_boundary_message_that_does_not_interrupt_catches_every_time():
    drawing = (
        Drawing().message("m").start().user("work").boundary("called", "work", message("m"), False).user("answer").end()
        .flow("start > work > end").flow("called > answer")
    )
    play = Play(drawing.xml()).correlate("called").correlate("called").correlate("called")
    assert play.open() == ["answer"] * 3 + ["work"]
    assert play.complete("work").open() == ["answer"] * 3


def test_a_throwing_event_sends_with_key_and_payload():
    drawing = (
        Drawing().message("m").start().add(
            "intermediateThrowEvent", "tell", message("m"), jiebang__correlationKey="=id", jiebang__payload="={twice: 2 * n}",
        ).end().flow("start > tell > end")
    )
    play = Play(drawing.xml(), id=7, n=21)
    sent = play.messages[0]
    assert (sent.name, sent.key, dict(sent.payload)) == ("m", "7", {"twice": 42})


def race() -> Drawing:
    return (
        Drawing().message("m").start().add("eventBasedGateway", "race")
        .add("intermediateCatchEvent", "soon", timer("duration", "P1D")).add("intermediateCatchEvent", "later", timer("duration", "P10D"))
        .add("intermediateCatchEvent", "called", message("m"), jiebang__correlationKey="=1").user("a").user("b").user("c")
        .flow("start > race").flow("race > soon > a").flow("race > later > b").flow("race > called > c")
    )


def test_the_first_event_behind_a_gateway_wins_and_each_timer_keeps_its_own_moment():
    play = Play(race().xml())
    assert (play.due("soon"), play.due("later")) == ("2024-09-03 09:00", "2024-09-12 09:00")
    assert Play(race().xml()).correlate("called").until("2024-10-01 09:00").open() == ["c"]
    assert play.until("2024-10-01 09:00").open() == ["a"] and play.instance.next_due() is None


def service() -> Drawing:
    return (
        Drawing().error("conflict").error("other").start().add("serviceTask", "send", jiebang__operation="x")
        .boundary("conflicted", "send", error("conflict")).boundary("any", "send", error()).user("a").user("b").end()
        .flow("start > send > end").flow("conflicted > a").flow("any > b")
    )


def test_an_error_of_a_job_finds_the_boundary_event_with_its_code_first():
    assert Play(service().xml()).throw("send", "conflict").open() == ["a"]
    assert Play(service().xml()).throw("send", "something").open() == ["b"]


def test_an_error_that_nothing_catches_is_an_incident_and_the_job_can_be_retried():
    drawing = Drawing().start().add("serviceTask", "send", jiebang__operation="x").end().flow("start > send > end")
    play = Play(drawing.xml()).throw("send", "conflict")
    assert play.incidents == ["send: error-uncaught"] and play.status == "active"
    assert play.retry("send").job("send", {"n": 1}).status == "completed"


def test_an_error_end_event_leaves_the_subprocess_by_its_boundary():
    inside = Drawing("x").start("in").add("exclusiveGateway", "bad", default="fine").end("failed", error("e")).end("done")
    inside.flow("in > bad").flow("bad > failed", when="n > 1").flow("bad > done", id="fine")
    drawing = (
        Drawing().error("e").start().add("subProcess", "sub", inside.inside()).boundary("caught", "sub", error("e"))
        .user("repair").user("after").flow("start > sub > after").flow("caught > repair")
    )
    assert Play(drawing.xml(), n=2).open() == ["repair"]
    assert Play(drawing.xml(), n=1).open() == ["after"]


def test_what_was_caught_is_kept_only_where_the_drawing_names_a_variable_for_it():
    def told(**attributes: str) -> dict:
        drawing = (
            Drawing().error("conflict").start().add("serviceTask", "send", jiebang__operation="x")
            .boundary("conflicted", "send", error("conflict"), **attributes).user("a").end().flow("start > send > end").flow("conflicted > a")
        )
        return Play(drawing.xml()).throw("send", "conflict").data

    assert told() == {}
    assert told(jiebang__result="problem")["problem"]["code"] == "conflict"


def test_an_error_end_event_that_nothing_catches_is_an_incident():
    drawing = Drawing().error("e").start().end("failed", error("e")).flow("start > failed")
    assert Play(drawing.xml()).incidents == ["failed: error-uncaught"]


def test_an_escalation_does_not_stop_the_work():
    inside = Drawing("x").start("in").add("intermediateThrowEvent", "warn", escalation("w")).user("work").end("out")
    inside.flow("in > warn > work > out")
    drawing = (
        Drawing().escalation("w").start().add("subProcess", "sub", inside.inside())
        .boundary("warned", "sub", escalation("w"), False).user("boss").end().flow("start > sub > end").flow("warned > boss")
    )
    play = Play(drawing.xml())
    assert play.open() == ["boss", "work"] and play.complete("work").open() == ["boss"]
    assert play.complete("boss").status == "completed"


def test_a_terminate_inside_a_subprocess_ends_only_that():
    inside = Drawing("x").start("in").add("parallelGateway", "fork").user("a").user("b").end("stop", TERMINATE)
    inside.flow("in > fork").flow("fork > a > stop").flow("fork > b > stop")
    drawing = Drawing().start().add("subProcess", "sub", inside.inside()).user("after").flow("start > sub > after")
    assert Play(drawing.xml()).complete("a").open() == ["after"]
