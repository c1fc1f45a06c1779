"""Who asks stays unknown to solvers by every way out, until the demand side opens it to one of them (S28)."""

from __future__ import annotations

import re

import pytest

from app.store import people
from tests.dsl.basis import basis
from tests.dsl.needs import SOLVERS, offer, published_need, round_of
from tests.dsl.scenario import Scenario
from tests.web.conftest import Site

NAME = "上海示例芯核有限公司"
SEALED = (NAME, "芯核", "91310000MA1FL5XX11", "甲某", "13800000000", "U-XQ")
API = (
    "/records/need", "/records/external_task", "/records/publication", "/records/solution", "/records/unit", "/records/brief",
    "/instances", "/user-tasks", "/me",
)
PAGES = ("/", "/projects", "/start", "/start/solution", "/notices", "/programme", "/public", "/public/needs")


@pytest.fixture
def story(programme_runtime):
    site, s = Site(programme_runtime), Scenario(programme_runtime, "need", at="2024-04-22 09:00")
    for name, unit in (("chosen", SOLVERS[0]), ("other", SOLVERS[1])):
        with site.runtime.sessions.begin() as session:
            people.add_unit(session, unit, f"示例研究院{unit}", region="AH")
        site.person(name, f"solver@{unit}", unit=unit)
    return site, s


def answers_of(site, name, need, *keys):
    """Everything that somebody gets at, by address."""
    browser, found = site.browser(), {}
    assert browser.sign_in(name).status_code == 303
    with site.runtime.sessions.begin() as session:
        from app.clock import SystemClock
        from app.commands import accounts
        token = accounts.create_token(site.runtime, session, name, "test", SystemClock().now())
    ask = {"Authorization": f"Bearer {token}"}
    paths = [f"/api/v1{path}" for path in API] + [f"/api/v1/records/{kind}/{key}" for kind in ("need", "external_task", "publication", "solution") for key in (need, f"{need}/1", "FB-2024-0001", *keys)]
    for path in paths:
        for query in ("", *(["?search=" + word for word in ("芯核", "U-XQ", "甲某")] if path.count("/") == 4 and "records" in path else [])):
            found[path + query] = browser.client.get(path + query, headers=ask)
    for path in PAGES:
        found[path] = browser.get(path)
    for path in sorted(set(re.findall(r'href="(/(?:projects|tasks|documents|attachments)/[^"]+)"', found["/"].text + found["/projects"].text))):
        found[path] = browser.get(path)
    found["/?search"] = browser.get("/", query_string={"search": "芯核"})
    found["/projects?search"] = browser.get("/projects", query_string={"search": "芯核"})
    found["error"] = browser.post("/start/solution", json={"answers": {"publication_id": "FB-2024-0001", "solver_unit": "U-XQ", "title": ""}})
    return found


def said(found):
    """Addresses whose answers name the demand side; what one has typed oneself into a search box does not count."""
    return sorted(
        path for path, answer in found.items() if answer.status_code < 500
        for word in SEALED if word in _text(answer) and "search" not in path
    )


def _text(answer):
    return str(answer.json) if answer.is_json else answer.text


def mails(site, *names):
    with site.runtime.sessions.connect() as session:
        return [str(dict(each)) for name in names for each in people.notices_of(session, name)] + [str(dict(each)) for each in people.mails(session)]


@basis("S28", "R10.3", "Q12")
def test_nobody_who_offers_a_solution_learns_who_asks_before_consent_and_then_only_he(story):
    site, s = story
    need = published_need(s)
    chosen, other = offer(s, need, "1"), offer(s, need, "1", unit=SOLVERS[1])
    for name, key in (("chosen", chosen), ("other", other)):
        found = answers_of(site, name, need, key)
        assert said(found) == [] and all(answer.json["total"] == 0 for path, answer in found.items() if "search=" in path and answer.is_json), name
        assert found[f"/api/v1/records/need/{need}"].status_code == 404 and found[f"/api/v1/records/solution/{key}"].status_code == 200
        assert not any(word in text for word in SEALED for text in mails(site, name))
    s.wait_until("2024-05-06 09:00")
    round_of(s, *({"solution_id": key, "decision": "invite", "reason": "指标符合", "disclose": opened} for key, opened in ((chosen, True), (other, False))))
    for key in (chosen, other):
        s.complete("attend_roadshow", of=key, answers={"attends": "yes", "nda": True})
    assert f"/api/v1/records/solution/{chosen}" in said(answers_of(site, "chosen", need, chosen, other))
    assert said(answers_of(site, "other", need, chosen, other)) == []
    with site.runtime.sessions.connect() as session:
        told = {name: str([dict(each) for each in people.notices_of(session, name)]) for name in ("chosen", "other")}
    assert NAME in told["chosen"] and not any(word in told["other"] for word in SEALED)
