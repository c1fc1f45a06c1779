"""A new version for those who run: verdicts, a batch with progress, pause and errors, and nothing that people have is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import SystemClock
from app.commands import migrations, user_tasks, verification
from app.store import batches, instances as stored, work
from tests.dsl.changing import OPERATOR
from tests.dsl.drawing import Drawing, message, timer


def drawing(first: str = "a", *, read: str = "read", extra: bool = False) -> Drawing:
    found = (
        Drawing(jiebang__businessKey="=id", jiebang__title="=id").start(jiebang__role="operator")
        .user(first, jiebang__role="agency", jiebang__due='=at(add working days(today(), 5), "17:00")').user("b", jiebang__role="agency")
        .boundary("post", first, message("letter" if first == "a" else "mail"), False, jiebang__correlationKey="=id")
        .message("letter" if first == "a" else "mail").user(read, jiebang__role="agency").end()
        .flow(f"start > {first} > b > end").flow(f"post > {read}")
    )
    if extra:
        found.boundary("late", first, timer("duration", "P30D")).user("lost", jiebang__role="agency").flow("late > lost")
    return found


@pytest.fixture
def s(story):
    story.deploy(drawing())
    for key in ("P-1", "P-2", "P-3"):
        story.start(id=key)
    return story.complete("a", of="P-3")


def test_each_running_instance_has_a_verdict_and_the_reason(s):
    s.deploy(drawing("first"))
    assert s.verdicts("p") == {"P-1": "refused a:element-gone", "P-2": "refused a:element-gone", "P-3": "unaffected"}
    assert s.verdicts("p", mapping={"a": "first"}) == {"P-1": "movable", "P-2": "movable", "P-3": "unaffected"}


def test_drafts_claims_deadlines_and_receivers_are_kept(s):
    task = s._task("a", "P-1", 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.claim(s.runtime, session, task["id"], by=s._doer(task, "ann"))
        user_tasks.save_draft(s.runtime, session, task["id"], {"text": "half"}, by=s._doer(task, "ann"))
    s.deploy(drawing("first"))
    batch = s.batch(s.migrate("p", mapping={"a": "first"}))
    assert (batch["state"], batch["moved"], batch["failed"]) == ("done", 2, 0)
    moved = s._task("first", "P-1", 0)
    assert moved["id"] == task["id"] and moved["name"] == "first" and moved["form"] == "p/first"
    assert (moved["claimed_by"], moved["draft"], moved["due"]) == ("ann", {"text": "half"}, task["due"])
    s.publish("mail", "P-1")
    assert s.open() == ["b", "first", "first", "read"] and verification.verify(s.runtime) == []
    s.complete("first", of="P-1", by="ann")
    assert [row["definition_version"] for row in s._rows("SELECT definition_version FROM instances ORDER BY business_key")] == [2, 2, 1]
    assert s.facts_as_values("migrated")[0]["data"] == {"mapping": {"a": "first"}, "reason": "because", "version": 2, "from": 1}


def test_a_new_deadline_counts_from_the_move_on_when_it_is_armed(s):
    s.deploy(drawing(extra=True))
    assert s.verdicts("p")["P-1"] == "refused late:boundary-undecided"
    s.wait_until("2024-09-05 09:00").migrate("p", armed={"late": True})
    assert s.timers() == [("late", "2024-10-05 09:00"), ("late", "2024-10-05 09:00")]


def test_without_anything_that_can_move_there_is_no_batch(s):
    s.deploy(drawing("first"))
    s.expect_no("nothing-to-move", s.migrate, "p")
    s.expect_no("reason-missing", s.migrate, "p", reason=" ", mapping={"a": "first"})


def test_one_that_has_gone_elsewhere_meanwhile_is_an_error_and_holds_up_nobody(s):
    s.deploy(drawing("first", read="letter_read"))
    identity = s.migrate("p", settle=False, mapping={"a": "first"})
    with s.runtime.sessions.connect() as session:
        waiting = work.subscribers(session, "letter", "P-2")[0]
    with s.runtime.sessions.begin() as session:
        loaded = stored.load(s.runtime, session, waiting.instance_id)
        loaded.instance.correlate(waiting.id)
        stored.save(s.runtime, session, loaded)
    s._settle()
    batch = s.batch(identity)
    assert (batch["state"], batch["moved"], batch["failed"]) == ("done", 1, 1)
    assert [(row["business_key"], row["element"], row["code"]) for row in batch["errors"]] == [("P-2", "read", "not-movable")]
    s.complete("a", of="P-2").complete("read", of="P-2").complete("b", of="P-2")
    assert s.status(key="P-2") == "completed"


def test_paused_it_stands_still_and_resumed_it_ends(story, monkeypatch):
    monkeypatch.setattr(migrations, "CHUNK", 2)
    story.deploy(drawing())
    for number in range(9):
        story.start(id=f"P-{number}")
    story.deploy(drawing("first"))
    identity = story.migrate("p", settle=False, mapping={"a": "first"})
    migrations.work_on(story.runtime, f"{identity}:0")
    with story.runtime.sessions.begin() as session:
        migrations.pause(story.runtime, session, identity, by=OPERATOR)
    story._settle()
    assert (story.batch(identity)["moved"], story.batch(identity)["waiting"]) == (2, 7)
    story.complete("a", of=story._rows("SELECT business_key FROM instances i JOIN batch_items b ON b.instance_id = i.id WHERE b.state = 'waiting' LIMIT 1")[0]["business_key"])
    with story.runtime.sessions.begin() as session:
        migrations.resume(story.runtime, session, identity, by=OPERATOR)
    story._settle()
    batch = story.batch(identity)
    assert (batch["state"], batch["moved"], batch["unaffected"], batch["waiting"]) == ("done", 8, 1, 0)


def test_a_pause_takes_effect_between_two_instances(s, monkeypatch):
    s.deploy(drawing("first"))
    identity, move_one = s.migrate("p", settle=False, mapping={"a": "first"}), migrations._one

    def one_and_pause(*arguments):
        went = move_one(*arguments)
        if went:
            with s.runtime.sessions.begin() as session:
                migrations.pause(s.runtime, session, identity, by=OPERATOR)
        return went

    monkeypatch.setattr(migrations, "_one", one_and_pause)
    s._settle()
    assert (s.batch(identity)["state"], s.batch(identity)["moved"], s.batch(identity)["waiting"]) == ("paused", 1, 1)


def test_a_batch_that_lost_its_worker_goes_on(s):
    s.deploy(drawing("first"))
    identity = s.migrate("p", settle=False, mapping={"a": "first"})
    while s.runtime.queue.take() is not None:
        pass
    with s.runtime.sessions.begin() as session:
        assert migrations.wake_forgotten(s.runtime, session, SystemClock().now()) == 0
        assert migrations.wake_forgotten(s.runtime, session, SystemClock().now() + timedelta(minutes=5)) == 1
    s._settle()
    assert s.batch(identity)["state"] == "done"


def test_whatever_is_wrong_with_one_holds_up_no_other(s, monkeypatch):
    s.deploy(drawing("first"))
    broken, move = s.instance_of("p", "P-1"), migrations._move

    def some(runtime, session, batch, instance):
        if instance == broken:
            raise ValueError("a state nobody foresaw")
        return move(runtime, session, batch, instance)

    monkeypatch.setattr(migrations, "_move", some)
    batch = s.batch(s.migrate("p", mapping={"a": "first"}))
    assert (batch["state"], batch["moved"], [row["code"] for row in batch["errors"]]) == ("done", 1, ["unexpected"])


def test_what_failed_is_tried_again(s):
    s.deploy(drawing("first"))
    identity = s.migrate("p", mapping={"a": "first"})
    with s.runtime.sessions.begin() as session:
        batches.fail(session, identity, s.instance_of("p", "P-1"), s.runtime.clock.now(), element=None, code="x", zh="x", en="x")
    with s.runtime.sessions.begin() as session:
        assert migrations.retry(s.runtime, session, identity, by=OPERATOR) == 1
    s._settle()
    assert s.batch(identity)["failed"] == 0 and s.batch(identity)["state"] == "done"


def test_those_whom_it_does_not_concern_move_too_when_asked(s):
    s.deploy(drawing("first"))
    s.migrate("p", unaffected=True, mapping={"a": "first"})
    assert {row["definition_version"] for row in s._rows("SELECT definition_version FROM instances")} == {2}


def test_a_deadline_that_is_due_happens_by_the_old_drawing(story):
    old = drawing().boundary("late", "a", timer("duration", "P3D")).user("lost", jiebang__role="agency").flow("late > lost")
    story.deploy(old).start(id="P-1").deploy(drawing("first", extra=True)).at_once("2024-09-06 09:00")
    story.migrate("p", mapping={"a": "first"})
    assert story.open() == ["lost"] and story.facts("migrated") == []
