"""Suspended: nothing moves, messages wait outside, and moments catch up, shift or are held when it goes on."""

from __future__ import annotations

import pytest

from app.commands import user_tasks, verification
from tests.dsl.drawing import Drawing, message, timer

DUE = '=at(add working days(today(), 5), "17:00")'
REMINDER = '<extensionElements><jiebang:reminder workingDays="-2" template="task_due"/></extensionElements>'


def drawing() -> Drawing:
    return (
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator").user("a", REMINDER, jiebang__role="agency", jiebang__due=DUE)
        .boundary("late", "a", timer("date", DUE)).boundary("post", "a", message("post"), False, jiebang__correlationKey="=id").message("post")
        .user("read", jiebang__role="agency").user("lost", jiebang__role="agency").end()
        .flow("start > a > end").flow("late > lost").flow("post > read")
    )


@pytest.fixture
def s(story):
    return story.deploy(drawing()).start(id="P-1")


def test_people_are_told_and_the_deadline_waits(s):
    s.suspend().expect_refused("a", "suspended")
    assert s.status() == "suspended" and s.facts("suspended")[0]["by"] == "operator"
    s.wait_until("2024-09-20 09:00").expect_open("a")
    s.resume()
    assert s.open() == ["lost"] and s.status() == "active"


def test_shifted_it_comes_later_by_as_long(s):
    s.suspend().wait_until("2024-09-12 09:00").resume("shift")
    assert s.timers() == [("late", "2024-09-19 17:00")]
    s.expect_open("a", due="2024-09-19 17:00").wait_until("2024-09-19 17:00")
    assert s.open() == ["lost"]


def test_held_until_an_operator_says_when(s):
    s.suspend().wait_until("2024-09-20 09:00").resume("hold").wait_until("2024-10-20 09:00")
    assert s.open() == ["a"]
    s.move_timer("late", "2024-10-25 17:00").wait_until("2024-10-25 17:00")
    assert s.open() == ["lost"]


def test_what_is_held_is_no_moment_to_wait_for(s):
    from app.store import work

    s.suspend().wait_until("2024-09-20 09:00").resume("hold")
    with s.runtime.sessions.connect() as session:
        assert work.next_moment(session) is None


def test_a_reminder_is_not_sent_meanwhile_and_not_twice_afterwards(s):
    s.suspend().wait_until("2024-09-06 09:00")
    assert s.reminders() == []
    s.resume("shift").wait_until("2024-09-12 12:00")
    assert s.reminders() == ["2024-09-09 09:00"]


def test_a_message_stays_in_the_inbox_and_is_delivered_afterwards(s):
    s.suspend().publish("post", "P-1", text="hello")
    assert [row["state"] for row in s._rows("SELECT state FROM messages")] == ["waiting"] and s.open() == ["a"]
    s.resume()
    assert s.open() == ["a", "read"] and s.variables()["text"] == "hello"


def test_it_does_not_start_another_instance_instead(story):
    starter = Drawing("q").start("begin", message("post")).user("new", jiebang__role="agency").end("finish").message("post").flow("begin > new > finish")
    s = story.deploy(drawing(), starter).start(id="P-1").suspend().publish("post", "P-1")
    assert s.open() == ["a"] and s.resume().open() == ["a", "read"]


def test_a_job_runs_when_it_goes_on(story):
    s = story.deploy(
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator").user("a", jiebang__role="agency")
        .add("serviceTask", "job", jiebang__operation="echo").user("b", jiebang__role="agency").end().flow("start > a > job > b > end")
    ).start(id="P-1")
    task = s._task("a", None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.complete(s.runtime, session, task["id"], {}, by=s._doer(task, None))
    s.suspend()
    assert s.open() == [] and "echoed" not in s.variables()
    s.resume()
    assert s.open() == ["b"] and s.variables()["echoed"] == 1


def test_what_an_operator_moves_meanwhile_arrives_when_it_goes_on(s):
    s.suspend().jump("a", "read")
    assert s.open() == [] and s.resume().open() == ["read"]


def test_a_deadline_is_moved_by_an_operator_and_people_see_it(s):
    s.move_timer("late", "2024-09-30 17:00", reason="flood")
    assert s.timers() == [("late", "2024-09-30 17:00")] and s.facts_as_values("timer_set")[0]["data"]["reason"] == "flood"
    s.expect_open("a", due="2024-09-30 17:00").wait_until("2024-09-29 09:00").complete("a")
    assert s.status() == "completed"


def test_rows_and_tokens_agree_all_the_while(s):
    for act in (s.suspend, lambda: s.wait_until("2024-09-12 09:00"), lambda: s.resume("shift"), lambda: s.move_timer("late", "2024-09-30 17:00")):
        act()
        assert verification.verify(s.runtime) == []
