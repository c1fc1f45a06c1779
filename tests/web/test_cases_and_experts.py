"""Who objects is not told to whom it is about, and experts are registered at the pages and by a program alike."""

from __future__ import annotations

import pytest

from app.commands.programme_time import drain_inline
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.scenario import Scenario
from tests.web.conftest import Site

REPORT = {"kind": "complaint", "subject_key": "XM-1", "facts": "反映的事实", "signed": "yes", "name": "举报人甲", "contact": "13900000000", "verifiable": "no"}


@pytest.fixture
def told(programme_runtime):
    """A unit with a project that somebody complains about."""
    site, s = Site(programme_runtime), Scenario(programme_runtime, "supervision_case", at="2024-09-02 09:00")
    s.unit("U-1", "单位甲", "JS").record("project", "XM-1", title="示例项目", region="JS", unit="U-1")
    site.person("lead", "lead_unit@U-1", unit="U-1")
    return site, s


@basis("F12", "R5.2")
def test_the_unit_that_a_report_is_about_never_reads_who_made_it(told):
    site, s = told
    s.start(answers=REPORT).complete("investigate", answers=answers.findings())
    case = s.keys("case")[0]
    s.complete("decide_case", answers=answers.decision())
    lead = site.browser()
    assert lead.sign_in("lead").status_code == 303
    task = s.open_of("file_appeal")[0]
    for path in (f"/tasks/{task['id']}", f"/projects/{task['instance_id']}"):
        page = lead.get(path)
        assert page.status_code == 200 and "举报人甲" not in page.text and "13900000000" not in page.text, path
    assert lead.get(f"/records/case/{case}").status_code == 404


@basis("F12")
@pytest.mark.parametrize("member", ["expert", "lead_unit@U-1", "region_officer@JS", "solver@U-1"])
def test_anybody_who_is_signed_in_may_object_or_report(told, member):
    site, _ = told
    somebody = site.program("somebody", member)
    started = somebody.post("/instances", {"process_id": "supervision_case", "answers": REPORT})
    assert started.status_code == 201, started.json


@basis("C10")
def test_a_program_of_the_agency_registers_an_expert_and_nobody_else_may(told):
    site, s = told
    agency, expert = site.program("agency", "agency"), site.program("someone", "expert")
    asked = {"process_id": "expert_record", "answers": {"action": "create", "expert_id": "E-1"}}
    assert expert.post("/instances", asked).status_code == 403
    assert agency.post("/instances", asked).status_code == 201
    drain_inline(site.runtime)
    task = next(each["id"] for each in agency.get("/user-tasks").json["items"] if each["element"] == "fill_record")
    filled = {"name": "王明", "fields": ["ai"], "unit_name": "示例大学", "uscc": answers.uscc(300), "unit_kind": "university", "region": "JS"}
    done = agency.post(f"/user-tasks/{task}/complete", {"answers": filled})
    assert done.status_code == 200, done.json
    drain_inline(site.runtime)
    assert s.of("expert", "E-1")["title"] == "王明"


def test_an_expert_opens_his_own_record_at_the_pages(told):
    site, s = told
    s.record("expert", "someone", title="王明", region="JS", fields=["ai"], name="王明", unit_name="示例大学")
    browser = site.browser("someone", "expert")
    assert "/start/expert_self_record" in browser.get("/start").text
    assert browser.get("/start/expert_self_record").status_code == 200
    assert browser.post("/start/expert_self_record", json={"answers": {}}).status_code == 200
    drain_inline(site.runtime)
    page = browser.get(f"/tasks/{s.open_of('fill_own_record')[0]['id']}").text
    assert "示例大学" in page
