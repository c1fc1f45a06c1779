"""Rows are derived from tokens: whatever has happened to them, they can be made again."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from app.cli import setup
from app.cli.main import main
from app.commands import user_tasks, verification
from app.commands.programme_time import drain_inline
from tests.dsl.drawing import Drawing, message, timer
from tests.store.test_commands import OFFICER, deploy, inbox, start

TABLES = ("candidates", "timers", "subscriptions", "jobs", "incidents", "reminders")


def everything() -> Drawing:
    """One token of each kind: a task with a reminder, a timer, a subscription, an incident."""
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    drawing = Drawing("p", jiebang__region="=region", jiebang__businessKey="=id").message("paper").start(jiebang__role="operator")
    reminder = '<extensionElements><jiebang:reminder workingDays="-1" at="09:00" template="task_due"/></extensionElements>'
    drawing.add("parallelGateway", "fork").user("a", reminder, **where, jiebang__due='=at(add working days(today(), 5), "17:00")')
    drawing.add("intermediateCatchEvent", "moment", timer("duration", "P9D")).add("intermediateCatchEvent", "paper", message("paper"), jiebang__correlationKey="=id")
    drawing.add("exclusiveGateway", "stuck").end().end("e2").end("e3").end("e4").flow("start > fork").flow("fork > a > end").flow("fork > moment > e2")
    return drawing.flow("fork > paper > e3").flow("fork > stuck").flow("stuck > e4", when="amount > 9")


@pytest.fixture
def running(runtime):
    files = {"forms/notices/task_due.zh.txt": "期限\n\n将到期".encode(), "forms/notices/task_due.en.txt": b"Due\n\nSoon"}
    from app.commands import deployments
    with runtime.sessions.begin() as session:
        deployments.deploy(runtime, session, files, by=None, source="files")
    deploy(runtime, everything())
    return runtime, start(runtime, region="JS", id="P1", amount=1)


def rows(runtime) -> dict[str, list]:
    with runtime.sessions.connect() as session:
        found = {}
        for table in ("user_tasks", *TABLES):
            kept = session.execute(text(f"SELECT * FROM {table}")).mappings().all()
            found[table] = sorted(str({name: value for name, value in row.items() if name not in {"claimed_until", "created_at", "opened_at", "at"} and (table, name) != ("reminders", "id")}) for row in kept)
        return found


def damage(runtime, *statements: str) -> None:
    with runtime.sessions.begin() as session:
        for statement in statements:
            session.execute(text(statement))


def test_what_the_commands_wrote_is_as_the_tokens_say(running):
    assert verification.verify(running[0]) == []


@pytest.mark.parametrize("statement", [
    "DELETE FROM candidates", "DELETE FROM timers", "DELETE FROM subscriptions", "DELETE FROM incidents", "DELETE FROM reminders",
    "UPDATE user_tasks SET state = 'cancelled', ended_at = now()", "UPDATE timers SET due = due + interval '1 day'",
    "UPDATE subscriptions SET key = 'other'", "UPDATE user_tasks SET due = NULL", "UPDATE incidents SET code = 'x'",
    "UPDATE reminders SET due = due + interval '1 hour'",
    "INSERT INTO timers (id, instance_id, element, due) SELECT gen_random_uuid(), id, 'ghost', now() FROM instances",
    "INSERT INTO subscriptions (id, instance_id, element, message, key) SELECT gen_random_uuid(), id, 'ghost', 'm', 'k' FROM instances",
    "INSERT INTO candidates (\"grant\", task_id, due) SELECT 'stranger@all', id, now() FROM user_tasks",
])
def test_damage_is_found_and_repaired(running, statement):
    runtime, instance = running
    before = rows(runtime)
    damage(runtime, statement)
    assert {each.instance for each in verification.verify(runtime)} == {instance}
    assert verification.verify(runtime, repair=True)
    assert verification.verify(runtime) == []
    after = rows(runtime)
    if "reminders" in statement:      # what was put aside stays in the table as cancelled
        after["reminders"] = [row for row in after["reminders"] if "cancelled" not in row]
    assert after == before


def test_the_columns_of_an_instance_are_repaired(running):
    runtime, instance = running
    damage(runtime, "UPDATE instances SET region = 'ZJ', incidents = 0")
    assert {(each.table, each.id) for each in verification.verify(runtime, repair=True)} == {("instances", "region"), ("instances", "incidents")}
    assert verification.verify(runtime) == []


def test_a_claim_outlives_a_repair(running):
    runtime, _ = running
    task = inbox(runtime, OFFICER)[0]["id"]
    with runtime.sessions.begin() as session:
        user_tasks.claim(runtime, session, task, by=OFFICER)
    damage(runtime, "DELETE FROM candidates", "UPDATE user_tasks SET due = NULL")
    verification.verify(runtime, repair=True)
    assert inbox(runtime, OFFICER)[0]["claimed_by"] == OFFICER.id


def test_rows_of_an_instance_that_has_ended_are_left_over(running):
    runtime, instance = running
    from app.commands import instances as commands
    from tests.store.test_commands import OPERATOR
    with runtime.sessions.begin() as session:
        commands.cancel(runtime, session, instance, reason="x", by=OPERATOR)
    damage(runtime, "INSERT INTO timers (id, instance_id, element, due) SELECT gen_random_uuid(), id, 'ghost', now() FROM instances")
    assert [each.what for each in verification.verify(runtime, repair=True)] == ["left over"] and verification.verify(runtime) == []


def test_a_message_and_its_receiver_that_have_not_met_are_brought_together(running):
    runtime, _ = running
    damage(runtime, "INSERT INTO messages (id, name, key, payload, at, expires_at, state) VALUES (gen_random_uuid(), 'paper', 'P1', '{}', now(), now() + interval '9 years', 'waiting')")
    assert [each.table for each in verification.verify(runtime, repair=True)] == ["messages"]
    drain_inline(runtime)
    assert verification.verify(runtime) == [] and rows(runtime)["subscriptions"] == []


def test_a_state_that_cannot_be_read_is_told_and_stops_nobody(running):
    runtime, instance = running
    damage(runtime, "UPDATE instances SET state = '\\x7b7d'::bytea")
    assert [each.what for each in verification.verify(runtime, repair=True)] == ["unreadable: UnreadableState"]


def test_the_command_says_what_differs_and_mends_it(running, monkeypatch, capsys):
    runtime, instance = running
    monkeypatch.setattr(setup, "database_url", lambda: "")
    monkeypatch.setattr(setup, "ready_engine", lambda url: runtime.sessions)
    monkeypatch.setattr(setup, "runtime_for", lambda engine, **options: runtime)
    damage(runtime, "DELETE FROM timers")
    assert main(["verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["instances"], [each["what"] for each in told["differences"]], told["repaired"]) == (1, ["missing"], 0)
    assert main(["verify", "--repair"]) == 0 and str(instance) in capsys.readouterr().out
    assert main(["verify"]) == 0


def test_the_command_looks_at_the_stored_files_alone_when_it_is_told_to(running, monkeypatch, capsys):
    runtime, _ = running
    monkeypatch.setattr(setup, "database_url", lambda: "")
    monkeypatch.setattr(setup, "ready_engine", lambda url: runtime.sessions)
    monkeypatch.setattr(setup, "runtime_for", lambda engine, **options: runtime)
    damage(runtime, "DELETE FROM timers")
    assert main(["verify", "--files"]) == 0
    damage(runtime, "UPDATE resources SET content = content || '\\x00'::bytea WHERE path = 'forms/notices/task_due.zh.txt'")
    assert main(["verify", "--files"]) == 1 and "file altered" in capsys.readouterr().out
