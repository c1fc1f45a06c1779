"""A scenario is a story with a calendar: told by element ids, on a real database, through the commands people use."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app import feel
from app.access import Actor, Scope
from app.clock import SHANGHAI
from app.commands import instances, messages, user_tasks
from app.commands.programme_time import advance, drain_inline
from app.engine.errors import DeadlinePassed
from app.errors import Invalid, NotFound, Refused
from app.queries import tasks
from app.runtime import Runtime
from app.store import instances as stored, people, records
from tests.dsl.changing import Changing
from tests.dsl.play import moment


class Scenario(Changing):
    """Everything that happens in one database; `s.complete(...)` finds its task in any instance unless told which."""

    def __init__(self, runtime: Runtime, process: str, *, at: str = "2024-09-02 09:00", **variables: Any) -> None:
        self.runtime, self.process, self.defaults = runtime, process, variables
        runtime.clock.set(moment(at))
        self.instance: UUID | None = None
        self.names: dict[str, str] = {}

    # -- doing -------------------------------------------------------------------------------------------------------

    def start(self, process: str | None = None, *, by: str = "starter", unit: str | None = None,
              answers: Mapping[str, Any] | None = None, **variables: Any) -> "Scenario":
        """Starts an instance with variables (no start form is asked unless `answers` are given)."""
        process = process or self.process
        with self.runtime.sessions.begin() as session:
            if answers is not None:
                who = self._starter(session, process, by, unit)
                self.instance = instances.start(self.runtime, session, process, answers, by=who)
            else:
                library = self.runtime.library(session)
                values = feel.adopt({**self.defaults, **variables})
                self.instance = instances.start_with(self.runtime, session, library, process, values, by=by)
        return self._settle()

    def _starter(self, session: Any, process: str, by: str, unit: str | None) -> Actor:
        start = instances.start_event(self.runtime.library(session), process)
        roles = frozenset(role.strip() for role in start.settings.get("role", "operator").split(","))
        return Actor(by, by, frozenset(), roles, Scope(by), unit=unit)

    def complete(self, element: str, *, by: str | None = None, of: str | None = None, item: int | None = None,
                 answers: Mapping[str, Any] | None = None, **more: Any) -> "Scenario":
        """Completes an open task as somebody who may; `of` is a business key, `item` counts open ones from 0."""
        task = self._task(element, of, item or 0)
        who = self._doer(task, by)
        with self.runtime.sessions.begin() as session:
            user_tasks.complete(self.runtime, session, task["id"], {**(answers or {}), **more}, by=who)
        return self._settle()

    def type_in(self, element: str, **answers: Any) -> "Scenario":
        """Somebody keeps unfinished answers."""
        task = self._task(element, None, 0)
        with self.runtime.sessions.begin() as session:
            user_tasks.save_draft(self.runtime, session, task["id"], answers, by=self._doer(task, None))
        return self

    def shown(self, element: str) -> dict[str, Any]:
        """What a task's form shows when somebody opens it."""
        task = self._task(element, None, 0)
        with self.runtime.sessions.connect() as session:
            return tasks.task_page(self.runtime, session, task["id"], self._doer(task, None)).values

    def submit_late(self, element: str, **answers: Any) -> "Scenario":
        """Tries to complete a task whose deadline has passed; it must be refused and kept."""
        task = self._task(element, None, 0)
        who = self._doer(task, None)
        try:
            with self.runtime.sessions.begin() as session:
                user_tasks.complete(self.runtime, session, task["id"], answers, by=who)
        except DeadlinePassed:
            with self.runtime.sessions.begin() as session:
                user_tasks.refuse_late(self.runtime, session, task["id"], answers, by=who)
            return self._settle()
        raise AssertionError(f"{element} was accepted at {self.now}")

    def publish(self, name: str, key: str, instance: UUID | None = None, **payload: Any) -> "Scenario":
        """A program sends a message."""
        operator = Actor("operator", "operator", frozenset(), frozenset({"operator"}), Scope("operator", True))
        with self.runtime.sessions.begin() as session:
            messages.publish(self.runtime, session, name, key, feel.adopt(payload), by=operator, instance_id=instance)
        return self._settle()

    def expect_wrong_addressee(self, name: str, key: str, instance: UUID, **payload: Any) -> "Scenario":
        """A program sends a message to an instance that does not wait for it; it is refused, and a line is kept."""
        operator = Actor("operator", "operator", frozenset(), frozenset({"operator"}), Scope("operator", True))
        try:
            self.publish(name, key, instance, **payload)
        except messages.WrongAddressee:
            with self.runtime.sessions.begin() as session:
                messages.refuse(self.runtime, session, name, key, instance, by=operator)
            return self._settle()
        raise AssertionError(f"{name} was taken")

    def wait_until(self, when: str) -> "Scenario":
        """Time passes; it stops at every due moment on the way."""
        advance(self.runtime, moment(when), set_time=self.runtime.clock.set, drain=lambda: drain_inline(self.runtime))
        return self

    def sleep_until(self, when: str) -> "Scenario":
        """The scheduler is down until then; what was missed is found at once."""
        self.runtime.clock.set(moment(when))
        return self.wait_until(when)

    def at_once(self, when: str) -> "Scenario":
        """The clock says so, and nothing has woken up yet."""
        self.runtime.clock.set(moment(when))
        return self

    def expect_refused(self, element: str, code: str, *, by: str | None = None, **answers: Any) -> "Scenario":
        """Somebody is refused; nothing has changed."""
        try:
            self.complete(element, by=by, **answers)
        except Refused as error:
            assert error.code == code, error.code
            return self
        raise AssertionError(f"{element} was accepted at {self.now}")

    def messages_of(self, element: str, **answers: Any) -> Mapping[str, Any]:
        """What the form says to answers that it refuses."""
        try:
            self.complete(element, answers=answers)
        except Invalid as error:
            return error.messages
        raise AssertionError(f"{element} was accepted at {self.now}")

    def expect_hidden(self, element: str, grant: str) -> "Scenario":
        """For somebody who holds only this grant the task does not exist."""
        task = self._task(element, None, 0)
        who = Actor("somebody", "somebody", frozenset({grant}), frozenset(), Scope("somebody"))
        with self.runtime.sessions.connect() as session:
            try:
                user_tasks.open_task(session, task["id"], who)
            except NotFound:
                return self
        raise AssertionError(f"{element} can be seen by {grant}")

    def record(self, type: str, key: str, *, title: str = "", region: str | None = None, unit: str | None = None,
               state: str = "active", **data: Any) -> "Scenario":
        """Something that is there before the story begins: a unit, an expert, a credit entry."""
        with self.runtime.sessions.begin() as session:
            records.create(
                session, type, key, title=title or key, region=region, unit=unit, state=state, data=feel.adopt(data),
                at=self.runtime.clock.now(), by="test",
            )
        return self

    def without_calls(self) -> "Scenario":
        """No call is on record: the story makes its own."""
        with self.runtime.sessions.begin() as session:
            for table in ("record_versions", "records"):
                session.execute(text(f"DELETE FROM {table} WHERE type = 'cycle'"))
        return self

    def unit(self, identity: str, name: str, region: str, **columns: Any) -> "Scenario":
        """A unit of the portal."""
        with self.runtime.sessions.begin() as session:
            people.add_unit(session, identity, name, region=region, **columns)
        return self

    def person(self, identity: str, *members: tuple[str, str | None, str | None], email: str | None = None) -> "Scenario":
        """Somebody who can be told: roles as (role, region, unit)."""
        with self.runtime.sessions.begin() as session:
            people.add_person(session, identity, identity, email=email or f"{identity}@demo.example")
            for role, region, unit in members:
                people.add_membership(session, identity, role, region, unit)
        return self

    def _settle(self) -> "Scenario":
        drain_inline(self.runtime)
        return self

    # -- seeing ------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> str:
        return self.runtime.clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def _rows(self, query: str, **values: Any) -> list[Any]:
        with self.runtime.sessions.connect() as session:
            return session.execute(text(query), values).mappings().all()

    def open_tasks(self) -> list[Any]:
        """All open tasks, the earliest opened first."""
        return self._rows(
            "SELECT u.*, i.business_key FROM user_tasks u JOIN instances i ON i.id = u.instance_id"
            " WHERE u.state = 'open' ORDER BY u.opened_at, u.item, u.id"
        )

    def open(self) -> list[str]:
        """Elements with open tasks."""
        return sorted(task["element"] for task in self.open_tasks())

    def _task(self, element: str, of: str | None, number: int) -> Any:
        found = [
            task for task in self.open_tasks() if task["element"] == element and (of is None or task["business_key"] == of)
        ]
        assert len(found) > number, f"{element} is not open at {self.now}; open: {self.open()}; incidents: {self.incidents()}"
        return found[number]

    def _doer(self, task: Any, by: str | None) -> Actor:
        grant = task["candidates"][0]
        person = by or (grant.partition("@person:")[2] or f"p-{grant.partition('@')[0]}-{task['element']}")
        return Actor(person, person, frozenset(task["candidates"]), frozenset(), Scope(person, True))

    def expect_open(self, element: str, *, role: str | None = None, due: str | None = None, of: str | None = None) -> "Scenario":
        """A task is open, for a role, with a due moment (Shanghai)."""
        task = self._task(element, of, 0)
        if role is not None:
            assert any(grant.startswith(f"{role}@") for grant in task["candidates"]), task["candidates"]
        if due is not None:
            assert task["due"] and task["due"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") == due, task["due"]
        return self

    def expect_not_open(self, *elements: str) -> "Scenario":
        """None of these is open."""
        assert not set(elements) & set(self.open()), self.open()
        return self

    def expect_path(self, *elements: str) -> "Scenario":
        """These elements were completed in this order, with others between them."""
        passed = iter(self.path())
        missing = [element for element in elements if element not in passed]
        assert not missing, f"{missing} not reached in order; path: {self.path()}"
        return self

    def path(self) -> list[str]:
        """Completed elements of all instances."""
        return [row["element"] for row in self._rows("SELECT element FROM facts WHERE kind = 'completed' ORDER BY id")]

    def facts(self, kind: str) -> list[Any]:
        """Facts of a kind."""
        return self._rows("SELECT * FROM facts WHERE kind = :kind ORDER BY id", kind=kind)

    def facts_as_values(self, kind: str) -> list[dict[str, Any]]:
        """The same with their data as FEEL values."""
        return [{**fact, "data": feel.decode(fact["data"])} for fact in self.facts(kind)]

    def shanghai(self, when: datetime) -> str:
        """A moment as people there write it."""
        return when.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def incidents(self) -> list[str]:
        """What stands still."""
        return [f"{row['element']}: {row['message']}" for row in self._rows("SELECT * FROM incidents")]

    def status(self, process: str | None = None, key: str | None = None) -> str:
        """The status of the newest instance of a process (or business key)."""
        rows = self._rows(
            "SELECT status FROM instances WHERE (CAST(:process AS text) IS NULL OR process_id = :process)"
            " AND (CAST(:key AS text) IS NULL OR business_key = :key) ORDER BY started_at DESC LIMIT 1",
            process=process, key=key,
        )
        return rows[0]["status"] if rows else "none"

    def of(self, type: str, key: str) -> dict[str, Any]:
        """A business record: state, title, data …"""
        with self.runtime.sessions.connect() as session:
            row = records.get(session, type, key)
        assert row is not None, f"no {type} {key}"
        return row

    def keys(self, type: str) -> list[str]:
        """Keys of all records of a type."""
        return [row["key"] for row in self._rows("SELECT key FROM records WHERE type = :type ORDER BY key", type=type)]

    def variables(self, instance: UUID | None = None, element: str | None = None) -> dict[str, Any]:
        """Variables of an instance, or those that an open task of it sees."""
        task = self._task(element, None, 0) if element else None
        with self.runtime.sessions.connect() as session:
            found = stored.peek(self.runtime, session, instance or (task["instance_id"] if task else self.instance)).instance
            return found.variables_at(task["id"]) if task else found.variables

    def timers(self, process: str | None = None) -> list[tuple[str, str]]:
        """Waiting timers, of all instances or of one process: element and due moment."""
        return [
            (row["element"], row["due"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))
            for row in self._rows(
                "SELECT t.element, t.due FROM timers t JOIN instances i ON i.id = t.instance_id"
                " WHERE CAST(:process AS text) IS NULL OR i.process_id = :process ORDER BY t.due", process=process,
            )
        ]

    def reminded(self, element: str) -> list[str]:
        """When reminders about an element's tasks went out, in Shanghai."""
        return [
            row["at"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") for row in self.facts("reminded") if row["element"] == element
        ]

    def codes(self, proposal: str) -> list[str]:
        """The defects that the formal check ended with."""
        return [item["code"] for item in self.of("proposal", proposal)["data"]["formal_items"]]

    def reminders(self, outcome: str = "sent") -> list[str]:
        """When reminders went out, in Shanghai."""
        return [
            row["sent_at"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            for row in self._rows("SELECT sent_at FROM reminders WHERE outcome = :outcome ORDER BY due", outcome=outcome)
        ]

    def signers(self, template: str) -> list[list[dict[str, Any]]]:
        """Who signed each document of a kind."""
        return [row["signers"] for row in self._rows("SELECT signers FROM documents WHERE template = :template ORDER BY number", template=template)]

    def documents(self) -> list[tuple[str, str]]:
        """Documents issued: number and template."""
        return [(row["number"], row["template"]) for row in self._rows("SELECT number, template FROM documents ORDER BY at, number")]

    def paper(self, template: str) -> str:
        """What the newest document of a kind says, its paragraphs and cells in their order."""
        rows = self._rows("SELECT content FROM documents WHERE template = :template ORDER BY at DESC, number DESC LIMIT 1", template=template)
        with zipfile.ZipFile(io.BytesIO(rows[0]["content"])) as packed:
            text = packed.read("word/document.xml").decode()
        return html.unescape(re.sub(r"<[^>]+>", "", text.replace("</w:p>", "\n")))

    def mails(self) -> list[str]:
        """Subjects of mails."""
        return [row["subject"] for row in self._rows("SELECT subject FROM mails ORDER BY id")]

    def person_of(self, element: str, item: int = 0) -> str:
        """Whose task it is, where tasks belong to one person each."""
        return self._task(element, None, item)["candidates"][0].partition("@person:")[2]

    def instance_of(self, process: str, key: str | None = None) -> UUID:
        """The newest instance of a process (and business key)."""
        rows = self._rows(
            "SELECT id FROM instances WHERE process_id = :process AND (CAST(:key AS text) IS NULL OR business_key = :key)"
            " ORDER BY started_at DESC LIMIT 1", process=process, key=key,
        )
        return rows[0]["id"]

    def open_of(self, element: str) -> list[Any]:
        """Open tasks at an element."""
        return [task for task in self.open_tasks() if task["element"] == element]
