"""Signing in: locked after guesses, ended when idle, never a way to somebody else's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.commands import accounts, chores
from app.commands.accounts import MAX_FAILURES
from app.web import addresses, create_app, guard
from tests.web.conftest import PASSWORD, SECRET, Browser


def test_name_and_password_open_the_inbox_and_signing_out_closes_it(two):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.get("/").status_code == 200
    assert ann.post("/sign-out").status_code == 303
    assert ann.get("/").status_code == 302 and "/sign-in" in ann.get("/").location
    assert [len(two.facts(kind)) for kind in ("signed_in", "signed_out")] == [1, 1]


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("", ""), ("ann'--", PASSWORD), ("ann", PASSWORD.lower())])
def test_wrong_names_and_passwords_get_one_and_the_same_answer(two, name, password):
    two.person("ann", "region_officer@JS")
    browser = two.browser()
    answer = browser.sign_in(name, password)
    assert answer.status_code == 401 and "用户名或密码不正确" in answer.text
    assert browser.get("/").status_code == 302 and len(two.facts("sign_in_failed")) == 1


def test_after_a_few_wrong_passwords_the_right_one_does_not_open_either(two):
    two.person("ann", "region_officer@JS")
    browser = two.browser()
    for _ in range(MAX_FAILURES):
        browser.sign_in("ann", "wrong")
    assert browser.sign_in("ann").status_code == 401
    with two.runtime.sessions.begin() as session:          # half an hour later
        session.execute(text("UPDATE people SET locked_until = :then"), {"then": SystemClock().now() - timedelta(seconds=1)})
    assert browser.sign_in("ann").status_code == 303


def test_wrong_passwords_before_the_limit_are_forgotten(two):
    two.person("ann", "region_officer@JS")
    browser = two.browser()
    for _ in range(3):
        for _ in range(MAX_FAILURES - 1):
            browser.sign_in("ann", "wrong")
        assert browser.sign_in("ann").status_code == 303
        browser.post("/sign-out")


@pytest.mark.parametrize(("field", "seconds"), [("seen", guard.IDLE_SECONDS + 1), ("since", guard.ABSOLUTE_SECONDS + 1)])
def test_a_session_ends_when_idle_and_when_old(two, field, seconds):
    ann = two.browser("ann", "region_officer@JS")
    with ann.client.session_transaction() as cookie:
        cookie[field] -= seconds - 120
        cookie["seen"] = max(cookie["seen"], cookie["since"]) if field == "since" else cookie["seen"]
    assert ann.get("/").status_code == 200
    with ann.client.session_transaction() as cookie:
        cookie[field] -= 300
        if field == "seen":
            cookie[field] = SystemClock().now().timestamp() - seconds
    assert ann.get("/").status_code == 302


def test_a_cookie_that_was_changed_is_worth_nothing(two):
    ann = two.browser("ann", "region_officer@JS")
    value = ann.client.get_cookie("jiebang").value
    ann.client.set_cookie("jiebang", value[:-4] + "AAAA")
    assert ann.get("/").status_code == 302


def test_rights_and_accounts_change_with_the_next_request(two):
    boss = two.browser("boss", "operator")
    assert boss.get("/operations/").status_code == 200
    with two.runtime.sessions.begin() as session:
        session.execute(text("DELETE FROM memberships"))
    assert boss.get("/operations/").status_code == 403
    with two.runtime.sessions.begin() as session:
        session.execute(text("UPDATE people SET active = false"))
    assert boss.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(two):
    here, there = two.browser("ann", "region_officer@JS"), Browser(two.app)
    assert there.sign_in("ann").status_code == 303
    new = "Another-Horse-Battery-8"
    assert here.post("/account/password", old="wrong", new=new, again=new).status_code == 422
    assert here.post("/account/password", old=PASSWORD, new="short", again="short").status_code == 422
    assert here.post("/account/password", old=PASSWORD, new=new, again=new + "x").status_code == 422
    assert here.post("/account/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert here.get("/").status_code == 200 and there.get("/").status_code == 302
    assert Browser(two.app).sign_in("ann").status_code == 401 and Browser(two.app).sign_in("ann", new).status_code == 303


def copy_of(browser: Browser, site) -> Browser:
    """Somebody else with the same cookie."""
    found = Browser(site.app)
    found.client.set_cookie("jiebang", browser.client.get_cookie("jiebang").value)
    return found


def test_signing_out_ends_every_copy_of_the_cookie_and_no_other_session(two):
    ann, elsewhere = two.browser("ann", "region_officer@JS"), Browser(two.app)
    assert elsewhere.sign_in("ann").status_code == 303
    thief = copy_of(ann, two)
    assert thief.get("/").status_code == 200
    ann.post("/sign-out")
    assert thief.get("/").status_code == 302 and elsewhere.get("/").status_code == 200


def test_a_new_password_ends_every_copy_of_the_cookie_that_changed_it(two):
    ann = two.browser("ann", "region_officer@JS")
    thief, new = copy_of(ann, two), "Another-Horse-Battery-8"
    assert ann.post("/account/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert ann.get("/").status_code == 200 and thief.get("/").status_code == 302


def test_sessions_and_guesses_that_are_over_are_forgotten(two):
    ann = two.browser("ann", "region_officer@JS")
    ann.post("/sign-out")
    ann.sign_in("ann", "wrong")
    ann.sign_in("ann")
    for now, left in ((SystemClock().now(), (1, 1)), (SystemClock().now() + timedelta(days=2), (0, 0))):
        with two.runtime.sessions.begin() as session:
            chores.tidy(two.runtime, session, now)
            assert tuple(session.scalar(text(f"SELECT count(*) FROM {each}")) for each in ("web_sessions", "sign_in_failures")) == left


def guessing(two, **settings: str) -> Browser:
    """A browser at pages where an address may guess three times."""
    site = create_app(two.runtime, secret=SECRET, settings={"JIEBANG_SIGN_IN_FAILURES": "3", **settings})
    return Browser(site)


def test_after_a_few_wrong_names_an_address_has_to_wait_and_is_told_so_in_its_language(two):
    two.person("ann", "region_officer@JS")
    browser = guessing(two)
    for name in ("one", "two", "three"):
        assert browser.sign_in(name, "wrong").status_code == 401
    for _ in range(2):
        answer = browser.sign_in("ann")
        assert answer.status_code == 429 and "请在 15 分钟后再试" in answer.text
    browser.post("/language/en")
    assert "try again in 15 minutes" in browser.sign_in("ann").text
    assert [(each["by"], each["data"]["name"]) for each in two.facts("address_locked")] == [("three", "127.0.0.1")]
    assert [each["by"] for each in two.facts("sign_in_failed")] == ["one", "two", "three"]
    with two.runtime.sessions.begin() as session:          # a quarter of an hour later
        session.execute(text("UPDATE sign_in_failures SET since = :then"), {"then": SystemClock().now() - timedelta(minutes=15)})
    assert browser.sign_in("ann").status_code == 303


def test_only_our_own_proxies_say_where_somebody_comes_from(two):
    two.person("ann", "region_officer@JS")
    plain, proxied = guessing(two), guessing(two, JIEBANG_PROXIES="127.0.0.1, 10.0.0.0/8")
    for number in range(3):
        plain.sign_in("nobody", "wrong", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert plain.sign_in("ann", headers={"X-Forwarded-For": "198.51.100.9"}).status_code == 429
    for number in range(3):
        proxied.sign_in("nobody", "wrong", headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7, 10.1.2.3"})
    assert proxied.sign_in("ann", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 429
    assert proxied.sign_in("ann", headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 303


@pytest.mark.parametrize("settings", [
    {"JIEBANG_PROXIES": "proxy.example"}, {"JIEBANG_SIGN_IN_FAILURES": "0"}, {"JIEBANG_SIGN_IN_MINUTES": "a while"},
])
def test_settings_that_cannot_be_read_stop_the_start(two, settings):
    with pytest.raises(addresses.BadSetting, match=next(iter(settings))):
        create_app(two.runtime, secret=SECRET, settings=settings)


@pytest.mark.parametrize(("target", "lands"), [
    ("/projects?status=active", "/projects?status=active"), ("https://evil.example/", "/"), ("//evil.example/", "/"),
    ("/\\evil.example", "/"), ("javascript:alert(1)", "/"), ("\\\\evil.example", "/"), ("/%5c/evil.example", "/%5c/evil.example"),
    ("http:evil.example", "/"), ("///evil.example", "/evil.example"), ("/\t/evil.example", "/"), ("", "/"),
])
def test_after_signing_in_one_stays_inside(two, target, lands):
    two.person("ann", "region_officer@JS")
    location = two.browser().sign_in("ann", next=target).location
    assert location == lands, location


@pytest.mark.parametrize(("target", "lands"), [
    ("/projects?status=active", "/projects?status=active"), ("//evil.example/", "/"), ("////evil.example", "/"), ("/\\evil.example", "/"),
])
def test_choosing_a_language_one_stays_inside_too(two, target, lands):
    assert two.browser().post("/language/en", next=target).location == lands


def test_the_page_one_wanted_comes_after_signing_in(two):
    browser = two.browser()
    asked = browser.get("/projects?status=active").location
    assert "next=" in asked and "/projects" in asked


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language/en", "/account/tokens", "/operations/incidents/retry", "/start/p"])
def test_a_write_without_the_pages_token_is_refused(two, path):
    two.start(region="JS", id="P1")
    boss = two.browser("boss", "operator")
    for headers in ({}, {"X-CSRF-Token": "made-up"}):
        answer = boss.client.post(path, headers=headers, data={"name": "boss", "password": PASSWORD})
        assert answer.status_code == 400, path
    assert len(two.facts("signed_in")) == 1 and two.facts("token_created") == []


def test_a_token_is_shown_once_and_can_be_withdrawn(two):
    import re
    ann = two.browser("ann", "region_officer@JS")
    page = ann.post("/account/tokens", name="报表").text
    token = re.search(r"jb_[\w-]+", page)[0]
    bearer = {"Authorization": f"Bearer {token}"}
    assert two.app.test_client().get("/api/v1/me", headers=bearer).json["id"] == "ann"
    page = ann.get("/account").text
    assert token not in page
    assert ann.post(re.search(r'/account/tokens/[0-9a-f-]{36}/withdraw', page)[0]).status_code == 303
    assert two.app.test_client().get("/api/v1/me", headers=bearer).status_code == 401


def test_what_a_person_chose_as_language_stays(two):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.post("/language/en", next="/projects").location == "/projects"
    assert 'lang="en"' in ann.get("/").text and 'lang="zh-CN"' not in ann.get("/").text.split("<body", 1)[0]
    assert ann.post("/language/xx", next="//evil.example/x").location == "/"


def test_a_name_that_nobody_has_costs_as_much_time_as_one_that_somebody_has():
    """Otherwise names could be found out with a watch: an argon2 hash says itself what checking it costs."""
    cost = accounts._nobody().split("$")[2:4]
    assert cost == accounts.hash_password(PASSWORD).split("$")[2:4]
