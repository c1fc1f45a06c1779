"""Signals across instances, and instances that begin by themselves."""

from __future__ import annotations

from sqlalchemy import text

from app.commands import messages
from app.commands.programme_time import advance, drain_inline
from app.store import start_timers
from tests.dsl.drawing import Drawing, message, signal, timer
from tests.dsl.play import moment
from tests.store.test_commands import OPERATOR, deploy, start


def rows(runtime, query: str, **values):
    with runtime.sessions.connect() as session:
        return session.execute(text(query), values).mappings().all()


def opened(runtime, process: str) -> list[str]:
    found = rows(runtime, "SELECT element FROM user_tasks WHERE process_id = :process AND state = 'open' ORDER BY element", process=process)
    return [row["element"] for row in found]


def until(runtime, when: str) -> None:
    advance(runtime, moment(when), set_time=runtime.clock.set, drain=lambda: drain_inline(runtime))


def waiting() -> Drawing:
    drawing = Drawing("w").signal("go").start(jiebang__role="operator").add("intermediateCatchEvent", "wait", signal("go"))
    return drawing.user("a", jiebang__role="agency").end().flow("start > wait > a > end")


def test_a_signal_reaches_every_instance_that_waits_and_starts_the_processes_it_starts(runtime):
    thrower = Drawing("t").signal("go").start(jiebang__role="operator").end("end", signal("go"), jiebang__payload="={n: 7}").flow("start > end")
    begun = Drawing("begun").signal("go").start("s", signal("go")).user("b", jiebang__role="agency").end().flow("s > b > end")
    deploy(runtime, waiting(), thrower, begun)
    start(runtime, "w"), start(runtime, "w")
    assert opened(runtime, "w") == []
    start(runtime, "t")
    assert opened(runtime, "w") == ["a", "a"] and opened(runtime, "begun") == ["b"]
    told = rows(runtime, "SELECT cardinality(delivered_to) AS number, state FROM messages")
    assert [(row["number"], row["state"]) for row in told] == [(3, "delivered")]


def test_a_signal_is_not_kept_for_those_who_come_later(runtime):
    deploy(runtime, waiting())
    with runtime.sessions.begin() as session:
        messages.publish_signal(runtime, session, "go", {}, by=OPERATOR)
    drain_inline(runtime)
    start(runtime, "w")
    assert opened(runtime, "w") == []


def test_a_message_of_the_same_name_is_no_signal(runtime):
    listener = Drawing("l").message("go").start(jiebang__role="operator").add("intermediateCatchEvent", "wait", message("go"))
    deploy(runtime, waiting(), listener.user("b", jiebang__role="agency").end().flow("start > wait > b > end"))
    start(runtime, "w"), start(runtime, "l")
    with runtime.sessions.begin() as session:
        messages.publish_signal(runtime, session, "go", {}, by=OPERATOR)
    drain_inline(runtime)
    assert (opened(runtime, "w"), opened(runtime, "l")) == (["a"], [])
    with runtime.sessions.begin() as session:
        messages.publish(runtime, session, "go", "", {}, by=OPERATOR)
    drain_inline(runtime)
    assert opened(runtime, "l") == ["b"]


def daily(text: str = "R/2024-09-03T08:00:00+08:00/P1D", kind: str = "cycle") -> Drawing:
    return Drawing("d").start("morning", timer(kind, text)).user("a", jiebang__role="agency").end().flow("morning > a > end")


def test_a_process_begins_every_morning_by_programme_time(runtime):
    deploy(runtime, daily())
    until(runtime, "2024-09-05 12:00")
    assert opened(runtime, "d") == ["a", "a", "a"]
    started = rows(runtime, "SELECT started_at FROM instances ORDER BY started_at")
    assert [row["started_at"] for row in started] == [moment(f"2024-09-0{day} 08:00") for day in (3, 4, 5)]


def test_mornings_that_were_missed_are_one(runtime):
    deploy(runtime, daily())
    runtime.clock.set(moment("2024-09-09 10:00"))
    until(runtime, "2024-09-09 11:00")
    assert opened(runtime, "d") == ["a"]
    until(runtime, "2024-09-10 09:00")
    assert opened(runtime, "d") == ["a", "a"]


def test_a_date_starts_one_instance_and_publishing_it_again_starts_no_other(runtime):
    once = daily("2024-09-04T09:00:00+08:00", "date")
    deploy(runtime, once)
    until(runtime, "2024-09-06 09:00")
    assert opened(runtime, "d") == ["a"]
    deploy(runtime, once.add("task", "more").flow("a > more"))
    deploy(runtime, daily("2024-09-05T09:00:00+08:00", "date"))
    until(runtime, "2024-09-08 09:00")
    assert opened(runtime, "d") == ["a"], "a date that has passed when it is published starts nothing"


def test_a_timer_keeps_its_turn_when_another_part_of_the_drawing_changes(runtime):
    deploy(runtime, daily("R/P7D"))
    until(runtime, "2024-09-05 09:00")
    deploy(runtime, daily("R/P7D").add("task", "more").flow("a > more"))
    with runtime.sessions.connect() as session:
        assert [row["due"] for row in start_timers.all_of(session)] == [moment("2024-09-09 09:00")]
    deploy(runtime, Drawing("d").start("morning", jiebang__role="operator").user("a", jiebang__role="agency").end().flow("morning > a > end"))
    with runtime.sessions.connect() as session:
        assert start_timers.all_of(session) == []


def test_two_workers_start_it_once(runtime):
    from app.commands import start_timers as command
    deploy(runtime, daily())
    runtime.clock.set(moment("2024-09-03 08:00"))
    for _ in range(2):
        with runtime.sessions.begin() as session:
            command.begin(runtime, session, "d", "morning")
    assert opened(runtime, "d") == ["a"]


def test_a_signal_that_brings_itself_about_again_ends_in_an_incident_and_hurts_nobody_else(runtime, monkeypatch):
    from app.engine import instance

    monkeypatch.setattr(instance, "MAX_HEARD", 20)
    again = Drawing("x").signal("go").end("again", signal("go")).flow("heard_start > again")
    echo = Drawing("e").signal("go").start(jiebang__role="operator").user("a", jiebang__role="agency").end().flow("start > a > end")
    deploy(runtime, echo.when("heard", signal("go"), again, interrupting=False), waiting())
    identity, other = start(runtime, "e"), start(runtime, "w")
    with runtime.sessions.begin() as session:
        messages.publish_signal(runtime, session, "go", {}, by=OPERATOR)
    drain_inline(runtime)
    assert [(row["element"], row["code"], row["instance_id"]) for row in rows(runtime, "SELECT * FROM incidents")] == [("heard_start", "message-storm", identity)]
    assert opened(runtime, "w") == ["a"] and opened(runtime, "e") == ["a"] and other != identity
