"""Starting processes and seeing what has become of them, each within one's own scope."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.clock import SystemClock, VirtualClock
from app.commands import chores
from app.commands.programme_time import drain_inline
from app.store import documents, people, records
from app.web.words import size
from tests.dsl.basis import basis
from tests.dsl.play import moment
from tests.web.conftest import ASKS, Site, stands_still, two_tasks


@pytest.fixture
def open_start(site: Site) -> Site:
    """Officers may start the process; a form asks at the start."""
    drawing = two_tasks()
    drawing.body[0] = drawing.body[0].replace('jiebang:role="operator"', 'jiebang:role="region_officer" jiebang:form="p/a"')
    site.deploy(drawing, a=ASKS)
    return site


def test_a_start_form_is_asked_and_checked(open_start):
    ann = open_start.browser("ann", "region_officer@JS")
    assert "/start/p" in ann.get("/start").text and "answer" in ann.get("/start/p").text
    refused = ann.post("/start/p", json={"answers": {}})
    assert refused.status_code == 422 and "answer" in refused.json["errors"]
    started = ann.post("/start/p", json={"answers": {"answer": "好"}})
    assert started.status_code == 200 and started.json["next"].startswith("/projects/")


def test_whoever_starts_something_reads_it_before_its_first_step_says_whose_it_is(programme_runtime):
    site = Site(programme_runtime)
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲研究院", region="SH")
        records.create(session, "project", "XM-1", title="项目", region="SH", unit="U-1", state="active",
                       data={"start_date": date(2024, 1, 1), "end_date": date(2026, 12, 31)}, at=site.runtime.clock.now(), by=None)
    site.person("ann", "lead_unit@U-1", unit="U-1"), site.person("bob", "unit_admin@U-1", unit="U-1")
    ann, bob = site.browser(), site.browser()
    ann.sign_in("ann"), bob.sign_in("bob")
    begun = ann.post("/start/change_request", json={"answers": {"project_id": "XM-1", "kind": "termination", "reason": "x"}}).json["next"]
    assert "系统正在处理" in ann.get(begun).text and bob.get(begun).status_code == 404
    drain_inline(site.runtime)
    assert "审批变更" in ann.get(begun).text and bob.get(begun).status_code == 200


def test_whoever_asks_for_a_change_brings_the_consent_of_the_partners(programme_runtime):
    site = Site(programme_runtime)
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲研究院", region="SH")
        records.create(session, "project", "XM-1", title="项目", region="SH", unit="U-1", state="active",
                       data={"start_date": date(2024, 1, 1), "end_date": date(2026, 12, 31)}, at=site.runtime.clock.now(), by=None)
    site.person("ann", "lead_unit@U-1", unit="U-1"), site.person("bob", "unit_admin@U-1", unit="U-1"), site.person("eve", "expert@all")
    ann, bob, eve = site.browser(), site.browser(), site.browser()
    ann.sign_in("ann"), bob.sign_in("bob"), eve.sign_in("eve")

    def bring(browser):
        sent = {"file": (io.BytesIO(b"%PDF"), "同意书.pdf")}
        return browser.client.post("/start/change_request/attachments", data=sent, headers={"X-CSRF-Token": browser.token()})

    assert "/start/change_request/attachments" in ann.get("/start/change_request").text
    file, asked = bring(ann).json, {"project_id": "XM-1", "kind": "partner", "reason": "x"}
    assert bring(eve).status_code == 403
    for answers in (asked, asked | {"consents": [bring(bob).json["id"]]}):
        assert "consents" in ann.post("/start/change_request", json={"answers": answers}).json["errors"]
    begun = ann.post("/start/change_request", json={"answers": asked | {"consents": [file["id"]]}})
    drain_inline(site.runtime)
    assert bob.get(begun.json["next"]).status_code == 200 and bob.get(file["url"]).status_code == 200 and eve.get(file["url"]).status_code == 404
    again = ann.post("/start/change_request", json={"answers": asked | {"consents": [file["id"]]}})
    assert "consents" in again.json["errors"]


def test_files_brought_for_a_start_that_never_happens_are_removed_after_three_days(programme_runtime):
    clock = VirtualClock(moment("2025-03-10 09:00"))
    site = Site(replace(programme_runtime, clock=clock))
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲研究院", region="SH")
        records.create(session, "project", "XM-1", title="项目", region="SH", unit="U-1", state="active",
                       data={"start_date": date(2024, 1, 1), "end_date": date(2026, 12, 31)}, at=clock.now(), by=None)
    site.person("ann", "lead_unit@U-1", unit="U-1")
    ann = site.browser()
    ann.sign_in("ann")
    kept, left = (
        ann.client.post("/start/change_request/attachments", data={"file": (io.BytesIO(b"%PDF"), name)}, headers={"X-CSRF-Token": ann.token()}).json
        for name in ("同意书.pdf", "作废.pdf")
    )
    ann.post("/start/change_request", json={"answers": {"project_id": "XM-1", "kind": "partner", "reason": "x", "consents": [kept["id"]]}})
    for when, status in (("2025-03-13 08:59", 200), ("2025-03-13 09:01", 404)):
        clock.set(moment(when))
        with site.runtime.sessions.begin() as session:
            chores.tidy(site.runtime, session, SystemClock().now())
        assert (ann.get(kept["url"]).status_code, ann.get(left["url"]).status_code) == (200, status)
    assert [(each["data"]["name"], each["data"]["owner"]) for each in site.facts("upload_removed")] == [("作废.pdf", "ann")]


def test_a_start_sent_twice_counts_once(open_start):
    ann = open_start.browser("ann", "region_officer@JS")
    sent = [ann.post("/start/p", json={"answers": {"answer": "x"}}, headers={"Idempotency-Key": "s1"}) for _ in range(2)]
    assert sent[0].json == sent[1].json and len(open_start.facts("started")) == 1


def test_who_may_not_start_is_told_so(open_start):
    boss = open_start.browser("eve", "expert")
    assert "/start/p" not in boss.get("/start").text and boss.get("/start/p").status_code == 403
    assert boss.post("/start/p", json={"answers": {"answer": "x"}}).status_code == 403
    assert boss.get("/start/nothing").status_code == 404
    assert boss.post("/start/nothing", json={"answers": {}}).status_code in {404, 422}


@basis("R6.1", "R6.2")
def test_the_list_shows_ones_own_scope_and_its_filters_and_number_too(two):
    two.start(region="JS", id="P1", title="一号项目")
    two.start(region="ZJ", id="P2", title="二号项目")
    ann, boss = two.browser("ann", "region_officer@JS"), two.browser("boss", "operator")
    page = ann.get("/projects").text
    assert "一号项目" in page and "二号项目" not in page and "共 1 项" in page
    assert "共 2 项" in boss.get("/projects").text and "二号项目" not in ann.get("/projects?search=二号").text
    assert "一号项目" not in ann.get("/projects?status=completed").text and "一号项目" in ann.get("/projects?process=p").text
    assert "共 0 项" in ann.get("/projects?search=P_").text


def test_one_instance_shows_where_it_stands_and_what_happened(two):
    instance = two.start(region="JS", id="P1", title="一号项目")
    ann = two.browser("ann", "region_officer@JS")
    task = two.task(instance)
    ann.post(f"/tasks/{task}/complete", json={"answers": {"answer": "x"}})
    page = ann.get(f"/projects/{instance}").text
    state = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S)[1])["state"]
    assert state["active"] == ["b"] and state["completed"]["a"] == 1
    assert "一号项目" in page and "完成" in page and "ann" in page
    drawing = re.search(r'data-xml-url="([^"]+)"', page)[1]
    assert ann.get(drawing).mimetype == "application/xml"


def test_who_worked_on_it_still_reads_it_elsewhere(two):
    instance = two.start(region="JS", id="P1")
    ann = two.browser("ann", "region_officer@JS")
    assert ann.post(f"/tasks/{two.task(instance)}/complete", json={"answers": {"answer": "x"}}).status_code == 200
    from sqlalchemy import text
    with two.runtime.sessions.begin() as session:
        session.execute(text("UPDATE memberships SET region = 'ZJ'"))
    assert ann.get(f"/projects/{instance}").status_code == 200
    assert two.browser("zoe", "region_officer@ZJ").get(f"/projects/{instance}").status_code == 404


def test_an_official_document_is_for_its_unit(two):
    with two.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, unit, region="JS")
        identity, content = uuid4(), io.BytesIO()
        zipfile.ZipFile(content, "w").close()
        documents.add(session, id=identity, number="补正〔2024〕1号", template="t", values={}, sha256="", content=content.getvalue(),
                      at=two.runtime.clock.now(), unit="U-1")
    two.person("ann", "lead_unit@U-1", unit="U-1")
    two.person("bob", "lead_unit@U-2", unit="U-2")
    ann, bob = two.browser(), two.browser()
    ann.sign_in("ann"), bob.sign_in("bob")
    answer = ann.get(f"/documents/{identity}")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert bob.get(f"/documents/{identity}").status_code == 404
    assert [(fact["by"], fact["data"]["name"]) for fact in two.facts("downloaded")] == [("ann", "补正〔2024〕1号.docx")]
    two.person("expert of the unit", "expert", unit="U-1")          # works there, and does not act for it
    expert = two.browser()
    expert.sign_in("expert of the unit")
    assert expert.get(f"/documents/{identity}").status_code == 404


def test_other_instances_of_the_same_key_are_named_to_those_who_may_read_them(two):
    mine, other = two.start(region="JS", id="P1"), two.start(region="ZJ", id="P1")
    assert str(other) not in two.browser("ann", "region_officer@JS").get(f"/projects/{mine}").text
    assert str(other) in two.browser("boss", "agency").get(f"/projects/{mine}").text


@pytest.mark.parametrize(("octets", "text"), [(1, "1 KB"), (2048, "2 KB"), (5 * 1024 * 1024, "5.0 MB")])
def test_a_files_size_is_never_nothing(octets, text):
    assert size(octets) == text


def test_notices_are_ones_own_and_read_once_seen(two):
    two.person("ann", "region_officer@JS"), two.person("bob", "region_officer@JS")
    with two.runtime.sessions.begin() as session:
        people.add_notice(session, "ann", "补正通知", "请于 30 日前补正", two.runtime.clock.now())
    ann, bob = two.browser(), two.browser()
    ann.sign_in("ann"), bob.sign_in("bob")
    assert "补正通知" not in bob.get("/notices").text
    assert "bg-blue-lt" in ann.get("/notices").text and "bg-blue-lt" not in ann.get("/notices").text


def test_a_change_is_offered_for_projects_that_have_not_ended(programme_runtime):
    site = Site(programme_runtime)
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲研究院", region="JS")
        for number, state in enumerate(("active", "accepted", "terminated")):
            records.create(session, "project", f"XM-{number}", title="项目", region="JS", unit="U-1", state=state, data={},
                           at=site.runtime.clock.now(), by=None)
    site.person("ann", "lead_unit@U-1", unit="U-1")
    ann = site.browser()
    ann.sign_in("ann")
    assert re.findall(r"XM-\d", ann.get("/start/change_request").text) == ["XM-0", "XM-0"]
    refused = ann.post("/start/change_request", json={"answers": {"project_id": "XM-1", "kind": "termination", "reason": "x"}})
    assert refused.status_code == 422 and "project_id" in refused.json["errors"]


def test_the_programmes_own_pages_open_for_whoever_starts_a_proposal(programme_runtime):
    site = Site(programme_runtime)
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲研究院", region="JS", uscc="91320000MA1XXXXX0X")
    site.person("ann", "unit_admin@U-1", "lead_unit@U-1", unit="U-1")
    ann = site.browser()
    ann.sign_in("ann")
    page = ann.get("/start").text
    started = re.findall(r'href="(/start/\w+)"', page)
    assert started
    for path in started:
        assert ann.get(path).status_code == 200, path
    drain_inline(site.runtime)


def test_what_went_wrong_inside_is_for_operators(site):
    site.deploy(stands_still("q"))
    stuck = site.start("q", region="JS", id="P3", amount=1)
    with site.runtime.sessions.begin() as session:
        session.execute(text("UPDATE incidents SET message = 'KeyError: secret inside'"))
        message = session.scalar(text("SELECT data->>'message' FROM facts WHERE kind = 'incident'"))
    page = site.browser("ann", "region_officer@JS").get(f"/projects/{stuck}").text
    state = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S)[1])["state"]
    assert state["incidents"] == ["big"] and message and message not in page
    assert message in site.browser("boss", "operator").get(f"/operations/instances/{stuck}").text
