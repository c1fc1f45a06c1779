"""Commands on a real PostgreSQL: what is acknowledged is there, what is refused leaves nothing behind."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from sqlalchemy import text

from app.access import actor
from app.commands import deployments, instances, messages, user_tasks
from app.commands.programme_time import advance, drain_inline
from app.engine.errors import DeadlinePassed, DrawingRefused, NotWaiting
from app.errors import Conflict, NotFound
from app.store import user_tasks as stored_tasks
from tests.dsl.drawing import Drawing, message, timer
from tests.dsl.play import moment


class Member:
    def __init__(self, role: str, region: str | None = None, unit: str | None = None) -> None:
        self.role, self.region, self.unit = role, region, unit


OFFICER = actor("p-1", "甲", [Member("region_officer", "JS")], {})
OTHER = actor("p-2", "乙", [Member("region_officer", "JS")], {})
STRANGER = actor("p-3", "丙", [Member("region_officer", "ZJ")], {})
OPERATOR = actor("p-9", "运维", [Member("operator")], {"operator": "all"})


def deploy(runtime, *drawings: Drawing) -> None:
    files = {f"bpmn/{each.process_id}/{each.process_id}.bpmn": each.xml() for each in drawings}
    forms = {
        f"forms/{each.process_id}/{name}.form": b'{"type":"default","components":[]}'
        for each in drawings for name in ("a", "b")
    }
    with runtime.sessions.begin() as session:
        deployments.deploy(runtime, session, files | forms, by=None, source="files")


def two_tasks() -> Drawing:
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    return (
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id").start(jiebang__role="operator")
        .user("a", **where, jiebang__due='=at(add working days(today(), 5), "17:00")').user("b", **where).end()
        .flow("start > a > b > end")
    )


def start(runtime, process: str = "p", **variables) -> UUID:
    with runtime.sessions.begin() as session:
        identity = instances.start(runtime, session, process, by=OPERATOR, variables=variables)
    drain_inline(runtime)
    return identity


def inbox(runtime, who):
    with runtime.sessions.connect() as session:
        return stored_tasks.inbox(session, who.grants, who.id)


def test_a_task_is_offered_to_its_region_only_and_moves_on_when_completed(runtime):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    offered = inbox(runtime, OFFICER)
    assert [(task["element"], task["business_key"]) for task in offered] == [("a", "P1")] and inbox(runtime, STRANGER) == []
    with runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, offered[0]["id"], {}, by=OFFICER)
    assert [task["element"] for task in inbox(runtime, OTHER)] == ["b"]


def test_a_task_of_another_region_is_not_found(runtime):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    with pytest.raises(NotFound), runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, inbox(runtime, OFFICER)[0]["id"], {}, by=STRANGER)


def test_two_people_at_one_task_one_wins_and_the_other_is_told(runtime):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    outcomes, barrier = [], threading.Barrier(2)

    def complete(who):
        barrier.wait()
        try:
            with runtime.sessions.begin() as session:
                user_tasks.complete(runtime, session, task, {}, by=who)
            outcomes.append("done")
        except Conflict as error:
            outcomes.append(error.status)

    threads = [threading.Thread(target=complete, args=(who,)) for who in (OFFICER, OTHER)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(map(str, outcomes)) == ["409", "done"]
    with runtime.sessions.connect() as session:
        assert session.scalar(text("SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'")) == 1


def test_a_claimed_task_is_left_to_whoever_claimed_it(runtime):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    with runtime.sessions.begin() as session:
        user_tasks.claim(runtime, session, task, by=OFFICER)
    with pytest.raises(user_tasks.ClaimedByOther), runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OTHER)
    with runtime.sessions.begin() as session:
        user_tasks.release(runtime, session, task, by=OFFICER)
        user_tasks.complete(runtime, session, task, {}, by=OTHER)


def test_what_fails_leaves_no_trace(runtime, monkeypatch):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    counts = "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM user_tasks), (SELECT sum(version) FROM instances)"
    with runtime.sessions.connect() as session:
        before = session.execute(text(counts)).one()
    with pytest.raises(RuntimeError), runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OFFICER)
        raise RuntimeError("power cut")
    with runtime.sessions.connect() as session:
        assert session.execute(text(counts)).one() == before


def with_deadline() -> Drawing:
    return (
        two_tasks().boundary("late", "a", timer("date", '=at(add working days(today(), 5), "17:00")')).flow("late > b")
    )


def move(runtime, to: str):
    return advance(runtime, moment(to), set_time=runtime.clock.set, drain=lambda: drain_inline(runtime))


def test_a_deadline_fires_when_programme_time_passes_it(runtime):
    deploy(runtime, with_deadline())
    start(runtime, region="JS", id="P1")
    assert move(runtime, "2024-09-09 16:59").timers == 0
    assert move(runtime, "2024-09-09 17:00").timers == 1
    assert [task["element"] for task in inbox(runtime, OFFICER)] == ["b"]


def test_a_late_submission_is_refused_and_kept(runtime):
    deploy(runtime, with_deadline())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    runtime.clock.set(moment("2024-09-09 17:00:01"))
    with pytest.raises(DeadlinePassed), runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OFFICER)
    with runtime.sessions.begin() as session:
        user_tasks.refuse_late(runtime, session, task, {"late": "file"}, by=OFFICER)
        assert session.scalar(text("SELECT data->'answers'->>'late' FROM facts WHERE kind = 'refused_late'")) == "file"
    assert [each["element"] for each in inbox(runtime, OFFICER)] == ["b"]


def sender_and_receiver() -> tuple[Drawing, Drawing]:
    sender = (
        Drawing("sender").message("dates").start(jiebang__role="operator")
        .add("intermediateThrowEvent", "tell", message("dates"), jiebang__correlationKey="=to", jiebang__payload="={end: day}")
        .end().flow("start > tell > end")
    )
    receiver = (
        Drawing("receiver").message("dates").start(jiebang__role="operator")
        .add("intermediateCatchEvent", "wait", message("dates"), jiebang__correlationKey="=id").end().flow("start > wait > end")
    )
    return sender, receiver


def ends(runtime) -> dict[str, str]:
    with runtime.sessions.connect() as session:
        return dict(session.execute(text("SELECT id::text, status FROM instances WHERE process_id = 'receiver'")).all())


def test_a_message_finds_its_own_instance_and_no_other(runtime):
    deploy(runtime, *sender_and_receiver())
    one, two = start(runtime, "receiver", id="P1"), start(runtime, "receiver", id="P2")
    start(runtime, "sender", to="P2", day="x")
    assert ends(runtime) == {str(one): "active", str(two): "completed"}


def test_a_message_that_comes_early_waits_for_its_receiver(runtime):
    deploy(runtime, *sender_and_receiver())
    start(runtime, "sender", to="P1", day="x")
    one = start(runtime, "receiver", id="P1")
    assert ends(runtime) == {str(one): "completed"}


def test_a_message_posted_to_the_wrong_instance_is_refused(runtime):
    deploy(runtime, *sender_and_receiver())
    one = start(runtime, "receiver", id="P1")
    start(runtime, "receiver", id="P2")
    with pytest.raises(messages.WrongAddressee), runtime.sessions.begin() as session:
        messages.publish(runtime, session, "dates", "P2", {}, by=OPERATOR, instance_id=one)
    assert set(ends(runtime).values()) == {"active"}


def test_running_instances_stay_on_their_version(runtime):
    deploy(runtime, two_tasks())
    old = start(runtime, region="JS", id="old")
    changed = two_tasks()
    changed.body = [line.replace("(today(), 5)", "(today(), 15)") for line in changed.body]
    assert changed.xml() != two_tasks().xml()
    deploy(runtime, changed)
    start(runtime, region="JS", id="new")
    dues = {task["business_key"]: task["due"].date().isoformat() for task in inbox(runtime, OFFICER)}
    assert dues == {"old": "2024-09-09", "new": "2024-09-24"}
    with runtime.sessions.connect() as session:
        versions = session.execute(text("SELECT business_key, definition_version FROM instances ORDER BY 2")).all()
    assert versions == [("old", 1), ("new", 2)] and old


def test_the_same_files_again_make_no_new_version(runtime):
    deploy(runtime, two_tasks())
    deploy(runtime, two_tasks())
    with runtime.sessions.connect() as session:
        assert session.scalar(text("SELECT count(*) FROM deployments")) == 1


def test_a_completed_task_cannot_be_completed_again(runtime):
    deploy(runtime, two_tasks())
    start(runtime, region="JS", id="P1")
    task = inbox(runtime, OFFICER)[0]["id"]
    with runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OFFICER)
    with pytest.raises(NotWaiting), runtime.sessions.begin() as session:
        user_tasks.complete(runtime, session, task, {}, by=OFFICER)


# -- deploying ---------------------------------------------------------------------------------------------------------


def files_of(*drawings: Drawing) -> dict[str, bytes]:
    forms = {f"forms/p/{name}.form": b'{"type":"default","components":[]}' for name in ("a", "b")}
    return {f"bpmn/{each.process_id}/{each.process_id}.bpmn": each.xml() for each in drawings} | forms


def test_files_are_checked_while_no_transaction_is_open(runtime, monkeypatch):
    """A slow check under a lock would make others wait, and the server end a transaction that lies still for a minute."""
    checked, check_change = [], deployments.check_change

    def watched(*arguments):
        with runtime.sessions.connect() as session:
            checked.append(session.scalar(text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )))
        return check_change(*arguments)

    monkeypatch.setattr(deployments, "check_change", watched)
    assert deployments.deploy_files(runtime, files_of(two_tasks())).processes == (("p", 1),)
    assert checked == [0]
    assert deployments.deploy_files(runtime, files_of(two_tasks())).deployment is None and checked == [0]


def test_what_was_checked_against_older_definitions_is_checked_again(runtime, monkeypatch):
    """Somebody deploys the called process away between the check and the transaction."""
    calls = Drawing("q").start().add("callActivity", "call", calledElement="p").end().flow("start > call > end")
    deploy(runtime, two_tasks())
    check_change, times = deployments.check_change, []

    def meanwhile(*arguments):
        found = check_change(*arguments)
        times.append(len(times))
        if len(times) == 1:
            with runtime.sessions.begin() as session:
                deployments.deploy(runtime, session, {"bpmn/p/p.bpmn": b""}, by=None, source="files", force=True)
        return found

    monkeypatch.setattr(deployments, "check_change", meanwhile)
    with pytest.raises(DrawingRefused):
        deployments.deploy_files(runtime, {"bpmn/q/q.bpmn": calls.xml()})
    assert len(times) == 3
