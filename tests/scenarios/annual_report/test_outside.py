"""A report that another system is the record of: recorded with its number, day and file; what is asked here stays optional."""

from __future__ import annotations

import io
from datetime import date

import pytest

from app.commands import user_tasks
from app.commands.outside import NotOutside, Outside
from app.errors import Invalid
from app.store import exchange, people
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import run_project
from tests.web.conftest import Site

DONE = Outside("national", "NB-2025-0007", "2025-11-09")


@pytest.fixture
def running(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "JS")
    return s.wait_until("2025-11-10 09:00")


def record(s, element, outside, **answers):
    task = s._task(element, None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.complete(s.runtime, session, task["id"], answers, by=s._doer(task, None), done_outside=outside)
    return s._settle()


@basis("R7.2")
def test_a_report_filed_in_the_national_system_goes_on_to_review(running):
    record(running, "fill_report", DONE)
    report = running.of("report", "XM-1-2025")
    kept = report["data"]["outside"]
    assert report["state"] == "submitted" and (kept["system"], kept["number"], kept["on"]) == ("national", "NB-2025-0007", date(2025, 11, 9))
    with running.runtime.sessions.connect() as session:
        assert [each["number"] for each in exchange.numbers(session, "report", "XM-1-2025")] == ["NB-2025-0007"]
    running.complete("review_report", answers=PASS)
    assert running.of("report", "XM-1-2025")["state"] == "approved"


@pytest.mark.parametrize("wrong,field", [
    (Outside("nothing", "1", "2025-11-09"), "system"), (Outside("national", " ", "2025-11-09"), "number"), (Outside("national", "1", "2025-11-11"), "on"),
    (Outside("national", "1", "soon"), "on"),
])
def test_number_day_and_system_must_be_told(running, wrong, field):
    with pytest.raises(Invalid) as error:
        record(running, "fill_report", wrong)
    assert set(error.value.messages) == {field}
    running.expect_open("fill_report")


def test_what_is_given_is_checked_all_the_same(running):
    with pytest.raises(Invalid):
        record(running, "fill_report", DONE, indicators="no list")


def test_a_task_that_the_drawing_keeps_here_cannot_be_done_elsewhere(running):
    record(running, "fill_report", DONE)
    with pytest.raises(NotOutside):
        record(running, "review_report", DONE, **PASS)


def test_at_the_page_it_is_one_form_with_a_file(running):
    site, task = Site(running.runtime), running._task("fill_report", None, 0)
    role, _, unit = task["candidates"][0].partition("@unit:")
    site.person("ann")
    with running.runtime.sessions.begin() as session:
        people.add_membership(session, "ann", role, unit=unit)
    page = site.browser()
    page.sign_in("ann")
    assert 'id="outside"' in page.get(f"/tasks/{task['id']}").text
    sent = {"system": "national", "number": "NB-1", "on": "2025-11-09", "file": (io.BytesIO(b"%PDF-1.4"), "证明.pdf")}
    answer = page.client.post(f"/tasks/{task['id']}/outside", data=sent, headers={"X-CSRF-Token": page.token()})
    assert answer.status_code == 303
    file = running.of("report", "XM-1-2025")["data"]["outside"]["file"]
    boss = site.browser("boss", "operator")
    assert file in boss.get("/exchange/records/report/XM-1-2025").text and boss.get(f"/attachments/{file}").status_code == 200
