"""A browser, a small site of the tests' own with the islands on it, and pages that fail on any violation or error."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from app.adapters.queues import InlineQueue
from app.cli import demo as demo_command
from app.clock import ProgrammeClock
from app.commands import chores
from app.commands.accounts import hash_password
from app.factory import build_runtime
from app.store import people
from app.web import create_app
from processes import demo
from tests.browser.house import House
from tests.browser.site import Site
from tests.dsl.play import moment

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium where it is installed, else Playwright's own."""
    with sync_playwright() as playwright:
        found = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
        browser = playwright.chromium.launch(args=ARGUMENTS, **found)
        yield browser
        browser.close()


@pytest.fixture
def site():
    """The tests' site, served on a free port; what islands sent is in its lists."""
    site = Site()
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium, site, request):
    """A page on which a CSP violation or a console error fails the test, unless the test expects answers that are errors."""
    context = chromium.new_context(base_url=site.address, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(8_000)
    page = context.new_page()
    wrong: list[str] = []
    expected = request.node.get_closest_marker("answers_with_errors")
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" and not (expected and "status of 4" in message.text) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    context.add_init_script("window.violations = []; addEventListener('securitypolicyviolation', e => window.violations.push(e.violatedDirective + ' ' + e.sourceFile + ' ' + e.sample));")
    yield page
    pictures = os.environ.get("JIEBANG_SCREENSHOTS")
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"{request.node.name}.png"), full_page=True)
    violations = page.evaluate("window.violations")
    context.close()
    assert violations == []
    assert wrong == []


def pytest_configure(config):
    """The marker of tests in which the server refuses on purpose."""
    config.addinivalue_line("markers", "answers_with_errors: the browser's own report of a refused request is expected")


class Live:
    """The real application on the deployed programme, served on a free port."""

    def __init__(self, runtime, application) -> None:
        self.runtime = runtime
        self.server = make_server("127.0.0.1", 0, application, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def person(self, identity: str, name: str, *members: str, unit: str | None = None, password: str = "Only-For-Tests-1") -> None:
        """Somebody who can sign in; memberships as texts: designer, region_officer@JS, lead_unit@U-1."""
        with self.runtime.sessions.begin() as session:
            people.add_person(session, identity, name, email=f"{identity}@demo.example", unit=unit)
            people.set_password(session, identity, hash_password(password, cheap=True))
            for member in members:
                role, _, place = member.partition("@")
                people.add_membership(session, identity, role, **({"unit": place} if place.startswith("U-") else {"region": place or None}))

    def stop(self) -> None:
        """No more requests."""
        self.server.shutdown()
        self.thread.join()


@pytest.fixture
def live(programme_runtime, web):
    """The real pages with their own headers, and a designer 沈设计 who can sign in."""
    live = Live(programme_runtime, web)
    live.person("designer", "沈设计", "designer")
    yield live
    live.stop()


class Visits:
    """People's own browsers; a CSP violation or a console error in any of them is noted as wrong."""

    def __init__(self, chromium, address: str, expects_errors: bool) -> None:
        self.chromium, self.address, self.expects_errors = chromium, address, expects_errors
        self.contexts: list = []
        self.wrong: list[str] = []

    def open(self):
        """A new browser with one page."""
        context = self.chromium.new_context(
            base_url=self.address, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900},
        )
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        context.expose_function("reportViolation", lambda text: self.wrong.append(f"CSP {text}"))
        context.add_init_script("addEventListener('securitypolicyviolation', e => window.reportViolation(e.violatedDirective + ' ' + e.sourceFile + ' ' + e.sample));")
        return context.new_page()

    def _said(self, message) -> None:
        if message.type == "error" and not (self.expects_errors and "status of 4" in message.text):
            self.wrong.append(f"{message.text} {message.location['url']}")

    def close(self) -> None:
        """All of them; nothing must have gone wrong."""
        for context in self.contexts:
            context.close()
        assert self.wrong == []


def visits_to(chromium, live, request) -> Visits:
    """Visits to a house that expect refusals where the test says so."""
    return Visits(chromium, live.address, request.node.get_closest_marker("answers_with_errors") is not None)


@pytest.fixture
def visit(chromium, live, request):
    """Opens a page of the real application for a person; a CSP violation or a console error in any fails the test."""
    visits = visits_to(chromium, live, request)

    def open_page(identity: str):
        page = visits.open()
        page.goto("/sign-in")
        page.locator("#name").fill(identity)
        page.locator("#password").fill("Only-For-Tests-1")
        page.locator("#password").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield open_page
    visits.close()


@pytest.fixture
def signed_in(visit):
    """Pages of the real application for the designer."""
    return visit("designer")


@pytest.fixture
def house(chromium, clone, deployed_template, programme, request):
    """The demo on the morning of 18 March 2025, with units, people and experts, before anybody has done anything."""
    runtime = build_runtime(clone(deployed_template), InlineQueue(), clock=ProgrammeClock(), programme=programme, demo=True)
    with runtime.sessions.begin() as session:
        demo_command._add_people(session, demo, moment("2025-03-18 09:00"))
        chores.move_clock(runtime, session, moment("2025-03-18 09:00"))
    live = Live(runtime, create_app(runtime, secret="for tests alone, never used anywhere", testing=True))
    visits = visits_to(chromium, live, request)
    yield House(runtime, lambda who: pick_from_accounts(visits.open(), who), "lead-zj-02", visits.open)
    visits.close()
    live.stop()


def pick_from_accounts(page, who):
    """Somebody signs in by finding himself among the accounts."""
    page.goto("/sign-in")
    account = page.locator(f'[data-account="{who}"]')
    if not account.is_visible():
        page.locator("details", has=account).locator("summary").click()
    account.get_by_role("button").click()
    expect(page.locator(".page-title")).to_have_text("我的待办")
    return page
