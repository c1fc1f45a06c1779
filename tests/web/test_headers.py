"""Headers of every answer, and pages that need no script of their own."""

from __future__ import annotations

import re

import pytest

PAGES = ["/sign-in", "/", "/projects", "/start", "/notices", "/account", "/operations/", "/mails", "/api/docs", "/nothing-here", "/api/v1/me"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_a_strict_policy(two, path):
    answer = two.browser("boss", "operator").get(path, follow_redirects=True)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'" and policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'" and "unsafe" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_scripts_or_styles_that_the_policy_would_stop(two, path):
    two.start(region="JS", id="P1")
    text = two.browser("boss", "operator", "region_officer@JS").get(path, follow_redirects=True).text
    assert not re.findall(r"<style|\sstyle=|\son\w+=\"", text)
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or 'type="application/json"' in script
    assert not re.findall(r'(?:src|href|action)="https?://', text)


def test_one_instance_and_one_task_obey_too(two):
    instance = two.start(region="JS", id="P1", title="</script><script>alert(1)</script>")
    boss = two.browser("boss", "operator", "region_officer@JS")
    for path in (f"/projects/{instance}", f"/operations/instances/{instance}", f"/tasks/{two.task(instance)}", "/", "/projects", "/operations/timers"):
        answer = boss.get(path)
        assert answer.status_code == 200 and "<script>alert" not in answer.text, path
        assert not re.findall(r"<style|\sstyle=|\son\w+=\"", answer.text)


def test_the_session_cookie_is_for_the_server_alone(two):
    from app.web import create_app
    from dataclasses import replace
    two.person("ann", "region_officer@JS")
    cookie = two.browser().sign_in("ann").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    app = create_app(replace(two.runtime, address="https://jiebang.example"), secret="another one for tests only")
    assert app.config["SESSION_COOKIE_SECURE"]


def test_browsers_that_came_by_https_are_told_to_stay_with_it(two):
    from app.web import create_app
    from dataclasses import replace
    app = create_app(replace(two.runtime, address="https://jiebang.example"), secret="another one for tests only")
    assert "max-age" in app.test_client().get("/sign-in").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in two.app.test_client().get("/sign-in").headers


def test_an_unexpected_error_says_nothing_of_the_inside(two, monkeypatch):
    from app.queries import tasks
    monkeypatch.setattr(tasks, "inbox", lambda *_, **__: 1 / 0)
    ann = two.browser("ann", "region_officer@JS")
    answer = ann.get("/")
    assert answer.status_code == 500 and "ZeroDivision" not in answer.text and "Traceback" not in answer.text
    answer = two.program("bob", "region_officer@JS").get("/user-tasks")
    assert answer.status_code == 500 and answer.json["code"] == "unexpected" and set(answer.json) == {"code", "message"}
