"""What comes at the same moment, what is broken beside what is sound: nothing is lost, nothing stops its neighbours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.access import actor
from app.adapters.queues import InlineQueue
from app.clock import SystemClock
from app.commands import chores, instances, jobs, messages, requests, timers, user_tasks, work as work_command
from app.commands.programme_time import drain_inline
from app.runtime import Operation
from app.store import instances as stored, people, records
from tests.dsl.drawing import Drawing
from tests.dsl.patience import until
from tests.dsl.play import moment
from tests.store.test_commands import OFFICER, OPERATOR, Member, deploy, ends, inbox, sender_and_receiver, start, two_tasks


def waits_for_a_lock(runtime) -> bool:
    with runtime.sessions.connect() as session:
        return session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")) > 0


def test_a_message_and_its_receiver_that_come_at_the_same_moment_meet(runtime):
    deploy(runtime, *sender_and_receiver())
    with ThreadPoolExecutor(1) as other, runtime.sessions.begin() as mine:
        one = instances.start(runtime, mine, "receiver", by=OPERATOR, variables={"id": "P1"})      # waits, and nobody knows yet
        with runtime.sessions.begin() as theirs:
            identity = messages.publish(runtime, theirs, "dates", "P1", {}, by=OPERATOR)
        assert runtime.queue.take() == ("deliver", str(identity))

        def deliver() -> None:
            with runtime.sessions.begin() as session:
                messages.deliver(runtime, session, identity)

        delivery = other.submit(deliver)
        until(lambda: delivery.done() or waits_for_a_lock(runtime))
        mine.commit()
        delivery.result(timeout=5)
    drain_inline(runtime)
    assert ends(runtime) == {str(one): "completed"}


def test_the_same_message_twice_at_the_same_moment_is_one(runtime):
    deploy(runtime, *sender_and_receiver())

    def publish():
        with runtime.sessions.begin() as session:
            return messages.publish(runtime, session, "dates", "P1", {}, by=OPERATOR, dedupe_key="once")

    with ThreadPoolExecutor(1) as other, runtime.sessions.begin() as mine:
        first = messages.publish(runtime, mine, "dates", "P1", {}, by=OPERATOR, dedupe_key="once")
        second = other.submit(publish)
        until(lambda: waits_for_a_lock(runtime))
        mine.commit()
        assert second.result(timeout=5) == first
    with runtime.sessions.connect() as session:
        assert session.scalar(text("SELECT count(*) FROM facts WHERE kind = 'message_published'")) == 1


class Failing:
    """An operation that never works."""

    name = help = "fail"
    parameters, gives = (), None

    def __init__(self) -> None:
        self.runs = 0

    def run(self, variables, ports) -> None:
        self.runs += 1
        raise RuntimeError("no")


def test_a_job_that_two_workers_have_is_tried_once_and_then_rests(runtime):
    operation: Operation = Failing()
    runtime = replace(runtime, programme=replace(runtime.programme, operations={"fail": operation}, find_operation=lambda *_: operation))
    deploy(runtime, Drawing("q", jiebang__region="=region").start(jiebang__role="operator").add("serviceTask", "work", jiebang__operation="fail").end().flow("start > work > end"))
    with runtime.sessions.begin() as session:
        identity = instances.start(runtime, session, "q", by=OPERATOR, variables={"region": "JS"})
    with runtime.sessions.connect() as session:
        job = session.scalar(text("SELECT id FROM jobs"))

    def run() -> None:
        with runtime.sessions.begin() as session:
            jobs.run(runtime, session, job)

    with ThreadPoolExecutor(1) as other, runtime.sessions.begin() as mine:
        stored.load(runtime, mine, identity)
        second = other.submit(run)
        until(lambda: waits_for_a_lock(runtime))
        jobs.run(runtime, mine, job)
        mine.commit()
        second.result(timeout=5)
    assert operation.runs == 1


def test_two_tasks_that_make_one_record_at_the_same_moment_lose_nothing(runtime, monkeypatch):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task, key = inbox(runtime, OFFICER)[0]["id"], "XM-1"
    monkeypatch.setattr(user_tasks, "record_of", lambda *_: ("project", key))
    monkeypatch.setattr(user_tasks, "_checked", lambda *_, **__: {"mine": "kept"})
    late = records.get

    def nobody_yet(session, type, key, **more):
        """Somebody makes it right after one has looked."""
        monkeypatch.setattr(records, "get", late)
        found = late(session, type, key, **more)
        with runtime.sessions.begin() as other:
            records.create(other, type, key, title="t", region="JS", unit=None, state="draft", data={"theirs": "kept"}, at=runtime.clock.now(), by="p-2")
        return found

    monkeypatch.setattr(records, "get", nobody_yet)
    with runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OFFICER)
        assert records.get(session, "project", key)["data"] == {"mine": "kept", "theirs": "kept"}


def remind(session, task, template, due) -> None:
    session.execute(text(
        "INSERT INTO reminders (task_id, instance_id, template, due) SELECT id, instance_id, :template, :due FROM user_tasks WHERE id = :id"
    ), {"id": task, "template": template, "due": due})


@pytest.fixture
def reminded(runtime):
    """Two open tasks, a template for reminders, and two officers of the region."""
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    start(runtime, region="JS", id="P2")
    from app.commands import deployments
    with runtime.sessions.begin() as session:
        deployments.deploy(runtime, session, {"forms/notices/soon.zh.txt": "快到期".encode()}, by=None, source="files")
        for person in ("p-1", "p-2"):
            people.add_person(session, person, person)
            people.add_membership(session, person, "region_officer", "JS")
        session.execute(text("UPDATE instances SET deployment_id = (SELECT max(id) FROM deployments)"))
    return runtime


def told(runtime) -> list[str]:
    with runtime.sessions.connect() as session:
        return list(session.scalars(text("SELECT person FROM notices ORDER BY person")))


def test_a_reminder_that_cannot_be_written_holds_back_no_other(reminded):
    broken, sound = (row["id"] for row in inbox(reminded, OFFICER))
    with reminded.sessions.begin() as session:
        remind(session, broken, "there is none of this name", moment("2024-09-01 09:00"))
        remind(session, sound, "soon", moment("2024-09-01 09:00"))
    with reminded.sessions.begin() as session:
        assert timers.remind_due(reminded, session) == 1
    assert told(reminded) == ["p-1", "p-2"]
    with reminded.sessions.begin() as session:
        assert timers.remind_due(reminded, session) == 0
        assert session.scalar(text("SELECT count(*) FROM facts WHERE kind = 'reminder_failed'")) == 1


def test_nobody_is_reminded_of_what_four_eyes_forbid_him(reminded):
    task = inbox(reminded, OFFICER)[0]["id"]
    with reminded.sessions.begin() as session:
        session.execute(text("UPDATE user_tasks SET excluded = '{p-1}' WHERE id = :id"), {"id": task})
        remind(session, task, "soon", moment("2024-09-01 09:00"))
        timers.remind_due(reminded, session)
    assert told(reminded) == ["p-2"]


def test_a_mail_server_that_is_away_is_noted_and_asked_again(runtime):
    sent = []

    def away(*_: str) -> None:
        raise ConnectionRefusedError("no answer")

    with runtime.sessions.begin() as session:
        mail = people.add_mail(session, "ann@example.com", None, "subject", "body", runtime.clock.now())
    down = replace(runtime, mailer=away)
    with pytest.raises(ConnectionRefusedError):
        work_command.perform(down, "mail", str(mail))
    with runtime.sessions.connect() as session:
        row = people.mail(session, mail)
    assert row["attempts"] == 1 and "no answer" in row["error"] and row["sent_at"] is None
    up = replace(runtime, mailer=lambda *words: sent.append(words), queue=InlineQueue())
    for _ in range(2):
        runtime.clock.advance(timedelta(minutes=20))
        with up.sessions.begin() as session:
            chores.tidy(up, session, SystemClock().now())
        drain_inline(up)
    assert sent == [("ann@example.com", "subject", "body")]
    with runtime.sessions.connect() as session:
        assert people.mail(session, mail)["error"] is None


def test_keys_are_forgotten_by_the_time_of_the_world_outside(runtime):
    with runtime.sessions.begin() as session:
        with requests.once(runtime, session, "p-1", "k", "complete") as repeated:
            repeated.answer = {"done": 1}
        chores.tidy(runtime, session, SystemClock().now())          # programme time is in 2024
        with requests.once(runtime, session, "p-1", "k", "complete") as repeated:
            assert repeated.answer == {"done": 1}


def test_who_comes_too_late_to_claim_is_told_that_it_is_done(runtime, monkeypatch):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    other = actor("p-2", "乙", [Member("region_officer", "JS")], {})
    from app.engine.errors import NotWaiting
    look, looked = user_tasks.open_task, []

    def open_task(session, task_id, who):
        """Somebody completes it right after one has looked."""
        found = look(session, task_id, who)
        if who.id == "p-2" and not looked:
            looked.append(task_id)
            with runtime.sessions.begin() as theirs:
                user_tasks.complete(runtime, theirs, task, {}, by=OFFICER)
        return found

    monkeypatch.setattr(user_tasks, "open_task", open_task)
    with pytest.raises(NotWaiting), runtime.sessions.begin() as session:
        user_tasks.claim(runtime, session, task, by=other)


def test_whoever_holds_a_lock_never_waits_for_another_connection_of_the_crowd(database, programme):
    """All other connections of the pool wait for the instance; the one at work needs the calendar, and gets it."""
    from app.factory import build_runtime
    from app.clock import VirtualClock
    from app.store.database import open_engine

    crowd = open_engine(database.url.render_as_string(hide_password=False), pool_size=1)
    crowd.pool._max_overflow = 0
    crowd.pool._timeout = 2
    runtime = build_runtime(crowd, InlineQueue(), clock=VirtualClock(moment("2024-09-02 09:00")), programme=programme)
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    runtime.calendar.renew()
    fresh = build_runtime(crowd, InlineQueue(), clock=runtime.clock, programme=programme)
    task = inbox(runtime, OFFICER)[0]["id"]
    with fresh.sessions.begin() as session:
        user_tasks.complete(fresh, session, task, {}, by=OFFICER)
    crowd.dispose()
