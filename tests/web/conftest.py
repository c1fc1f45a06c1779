"""People with accounts, browsers and programs that act for them, and a small process of two tasks."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.access import Actor, actor
from app.clock import ProgrammeClock, SystemClock
from app.commands import accounts, chores, deployments, instances
from app.commands.programme_time import drain_inline
from app.runtime import Runtime
from app.store import people, user_tasks
from app.web import create_app
from tests.conftest import ROOT
from tests.dsl.drawing import Drawing, timer
from tests.dsl.play import moment

REGIONS = "bpmn/programme/regions.json"
PASSWORD = "Right-Horse-Battery-7"
SECRET = "for tests alone, never used anywhere"
OPERATOR = Actor("boss", "boss", frozenset(), frozenset({"operator"}))


@lru_cache(maxsize=1)
def password_hash() -> str:
    return accounts.hash_password(PASSWORD, cheap=True)


def words(page: str, *identities: object) -> str:
    """What a page says, without ids and the token, which is signed anew every second."""
    page = re.sub(r'(csrf-token" content|csrf_token" value)="[^"]+"', "", page)
    for identity in identities:
        page = page.replace(str(identity), "")
    return page


class Browser:
    """Somebody at the pages: carries the cookie and the token against forged requests."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def token(self) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/sign-in", follow_redirects=True).text)
        assert found, "no page with a token"
        return found[1]

    def post(self, path: str, json: Any = None, **form: Any) -> TestResponse:
        headers = {"X-CSRF-Token": self.token(), **form.pop("headers", {})}
        if json is not None:
            return self.client.post(path, json=json, headers=headers)
        return self.client.post(path, data=form, headers=headers)

    def sign_in(self, name: str, password: str = PASSWORD, **form: Any) -> TestResponse:
        return self.post("/sign-in", name=name, password=password, **form)


class Program:
    """A program with somebody's token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self.headers = app.test_client(), {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers, query_string=query)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", json=body if body is not None else {}, headers={**self.headers, **more})

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers)


class Site:
    """The pages on a runtime, with people made when they are first named."""

    def __init__(self, runtime: Runtime, settings: Mapping[str, str] = {}) -> None:
        self.runtime = runtime
        self.app = create_app(runtime, secret=SECRET, testing=True, settings=settings)
        self.app.testing = False                       # errors are answered, as they are for people

    def person(self, name: str, *members: str, unit: str | None = None) -> str:
        """Memberships as texts: operator, region_officer@JS, lead_unit@U-1 …"""
        with self.runtime.sessions.begin() as session:
            people.add_person(session, name, name, password=password_hash(), unit=unit)
            for member in members:
                role, _, place = member.partition("@")
                where = {"unit": place} if place.startswith("U-") else {"region": place or None}
                people.add_membership(session, name, role, **where)
        return name

    def browser(self, name: str | None = None, *members: str) -> Browser:
        """A browser, of somebody who has signed in."""
        found = Browser(self.app)
        if name:
            self.person(name, *members)
            assert found.sign_in(name).status_code == 303
        return found

    def program(self, name: str, *members: str) -> Program:
        """A program that acts for somebody."""
        self.person(name, *members)
        with self.runtime.sessions.begin() as session:
            token = accounts.create_token(self.runtime, session, name, "test", SystemClock().now())
        return Program(self.app, token)

    def actor(self, name: str) -> Actor:
        with self.runtime.sessions.connect() as session:
            row, members = people.person_with_members(session, name)
        return actor(row["id"], row["name"], members, self.runtime.role_scopes, unit=row["unit"])

    def deploy(self, *drawings: Drawing, **forms: bytes) -> None:
        files = {f"bpmn/{each.process_id}/{each.process_id}.bpmn": each.xml() for each in drawings}
        files[REGIONS] = (ROOT / REGIONS).read_bytes()
        files |= {
            f"forms/{each.process_id}/{name}.form": forms.get(name, EMPTY) for each in drawings for name in ("a", "b")
        }
        with self.runtime.sessions.begin() as session:
            deployments.deploy(self.runtime, session, files, by=None, source="files")

    def start(self, process: str = "p", **variables: Any) -> UUID:
        with self.runtime.sessions.begin() as session:
            identity = instances.start(self.runtime, session, process, by=OPERATOR, variables=variables)
        drain_inline(self.runtime)
        return identity

    def task(self, instance: UUID) -> UUID:
        """The open task of an instance."""
        with self.runtime.sessions.connect() as session:
            return user_tasks.of_instance(session, instance, only_open=True)[0]["id"]

    def facts(self, kind: str) -> list[Any]:
        from sqlalchemy import text

        with self.runtime.sessions.connect() as session:
            return session.execute(text("SELECT * FROM facts WHERE kind = :kind ORDER BY id"), {"kind": kind}).mappings().all()


EMPTY = b'{"type":"default","components":[]}'
ASKS = b"""{"type":"default","components":[
  {"type":"textfield","key":"answer","id":"f1","label":"\xe7\xad\x94\xe5\xa4\x8d","validate":{"required":true}}]}"""


def two_tasks(process: str = "p") -> Drawing:
    """Two tasks one after the other for the region's officers; the first has a deadline in five working days."""
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    return (
        Drawing(process, jiebang__region="=region", jiebang__businessKey="=id", jiebang__title="=title")
        .start(jiebang__role="operator")
        .user("a", **where, jiebang__due='=at(add working days(today(), 5), "17:00")').user("b", **where).end()
        .boundary("late", "a", timer("date", '=at(add working days(today(), 5), "17:00")')).flow("late > b")
        .flow("start > a > b > end")
    )


def stands_still(process: str = "p") -> Drawing:
    """A process that stops at its gateway unless an amount is above three."""
    return (
        Drawing(process, jiebang__region="=region", jiebang__businessKey="=id").start(jiebang__role="operator")
        .add("exclusiveGateway", "big").user("a", jiebang__role="region_officer", jiebang__scope="region")
        .user("b", jiebang__role="region_officer", jiebang__scope="region").end()
        .flow("start > big").flow("big > a", when="amount > 3").flow("big > b", when="amount > 9").flow("a > end").flow("b > end")
    )


def two_ways() -> Drawing:
    """A gateway that names its flows: much money is looked at twice."""
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    return (
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id").start(jiebang__role="operator")
        .add("exclusiveGateway", "big", default="big_to_b").user("a", **where).user("b", **where).end()
        .flow("start > big").flow("big > a", when="amount > 3", id="big_to_a", name="金额较大").flow("big > b", id="big_to_b")
        .flow("a > end").flow("b > end")
    )


@pytest.fixture
def site(runtime: Runtime) -> Site:
    """The pages on an empty database."""
    return Site(runtime)


@pytest.fixture
def two(site: Site) -> Site:
    """The pages with the process of two tasks deployed; its first form asks for an answer."""
    site.deploy(two_tasks(), a=ASKS)
    return site


@pytest.fixture
def demo(runtime: Runtime) -> Site:
    """The demo's pages, at nine in the morning of 2 September 2024."""
    found = replace(runtime, demo=True, clock=ProgrammeClock())
    with found.sessions.begin() as session:
        chores.move_clock(found, session, moment("2024-09-02 09:00"))
    site = Site(found)
    site.deploy(two_tasks(), a=ASKS)
    return site


@pytest.fixture
def called():
    """How the names of those begin who sign in."""
    return "设计者"


@pytest.fixture
def signed_in(web, programme_runtime, called):
    """A client for somebody with roles, an officer of Jiangsu where of a region; forms are taken without the page's token here."""
    web.config["WTF_CSRF_ENABLED"] = False

    def make(person: str = "d1", *roles: str):
        with programme_runtime.sessions.begin() as session:
            people.add_person(session, person, f"{called}{person}", email=f"{person}@demo.example")
            for role in roles or ("designer",):
                people.add_membership(session, person, role, "JS" if role == "region_officer" else None)
            epoch = people.person(session, person)["epoch"]
            key = accounts.open_session(session, person, SystemClock().now())
        client, now = web.test_client(), SystemClock().now().timestamp()
        with client.session_transaction() as cookie:
            cookie.update(person=person, key=key, epoch=epoch, since=now, seen=now)
        return client

    return make


@pytest.fixture
def designer(signed_in):
    """A client of one designer."""
    return signed_in()


@pytest.fixture
def resource(programme_runtime):
    """The newest content of a path."""
    def get(path: str) -> str:
        with programme_runtime.sessions.connect() as session:
            return programme_runtime.library(session).resources[path].content.decode()
    return get
