"""The public side: what everybody reads without signing in, and what nobody does."""

from __future__ import annotations

import io
import json

import pytest

from app.commands import objections
from app.commands.programme_time import drain_inline
from app.store import records
from processes.public import RESULTS, STANDING
from tests.dsl.basis import basis
from tests.dsl.needs import published_need
from tests.dsl.scenario import Scenario
from tests.web import conftest
from tests.web.conftest import Site

SEALED = ("上海示例芯核", "芯核", "91310000MA1FL5XX11", "甲某", "13800000000", "U-XQ")
PAGES = ("", "/needs", "/guidelines", "/results", "/notices", "/statistics", "/data", "/data/needs.json", "/data/needs.csv",
         "/data/results.json", "/data/results.csv", "/data/notices.json", "/data/notices.csv", "/data/statistics.json", "/data/statistics.csv",
         "/data/guidelines.json", "/needs?search=芯片", "/needs?choose=ai")


@pytest.fixture
def site(programme_runtime):
    found = Site(programme_runtime)
    from app.web.public import views
    views.turnstile = objections.Turnstile()
    return found


@pytest.fixture
def published(site):
    s = Scenario(site.runtime, "need", at="2024-03-04 09:00")
    return s, published_need(s)


def put(site, kind, key, state="published", **data):
    more = {name: data.pop(name) for name in ("region", "unit") if name in data}
    with site.runtime.sessions.begin() as session:
        records.create(
            session, kind, key, title=data.get("title", key), region=more.get("region"), unit=more.get("unit"), state=state,
            data=data, at=site.runtime.clock.now(), by=None,
        )


def notice(site, until):
    put(site, "proposal", "SB-1", "public_notice", title="示例项目甲", region="JS", unit="U-1")
    put(site, "notice", "GS-1", title="拟立项公示", notice_id="GS-1", notice_from=site.runtime.clock.now().date(), notice_until=until,
        subjects=[{"key": "SB-1", "title": "示例项目甲", "secret": "不公开的内容"}], objections=[{"case_id": "JD-1", "outcome": "open"}])


def everywhere(browser, *more):
    return {path: browser.get(f"/public{path}") for path in (*PAGES, *more)}


@basis("R10.3", "R10.4", "S28")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_public_answer_says_who_the_demand_side_is_or_where(site, published, language):
    _, key = published
    browser = site.browser()
    browser.post(f"/language/{language}")
    identity = browser.get("/public/data/needs.json").json["items"][0]["id"]
    for path, answer in everywhere(browser, f"/needs/{identity}").items():
        assert answer.status_code == 200, path
        assert not any(word in answer.text for word in (*SEALED, key)), path
    assert browser.get(f"/public/needs/{key}").status_code == 404
    assert browser.get("/public/needs", query_string={"search": "芯核"}).text.count("/public/needs/") == 0


@basis("R10.4")
def test_a_published_need_has_the_five_fields_and_nothing_else(site, published):
    item = site.browser().get("/public/data/needs.json").json["items"][0]
    assert item.keys() == {"id", "title", "goals", "tasks", "total_input", "external_fund", "updated"}
    assert item["tasks"][0] == {"no": "1", "title": "任务1", "content": "需要解决的问题"} and item["external_fund"] == "3000000"


def test_lists_are_narrowed_down_and_empty_ones_say_so(site, published):
    browser = site.browser()
    assert "车规级算力芯片" in browser.get("/public/needs?choose=ai").text
    for path in ("/public/needs?choose=bio", "/public/needs?search=%25", "/public/notices", "/public/results"):
        assert "没有符合条件的内容" in browser.get(path).text, path
    assert browser.get("/public/nothing").status_code == 404 and browser.get("/public/data/nothing.json").status_code == 404


def test_open_data_that_have_not_changed_are_not_sent_again(site, published):
    browser = site.browser()
    first = browser.get("/public/data/needs.json")
    again = browser.get("/public/data/needs.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and first.json["licence"]["zh"] and first.json["updated"]
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]


def test_results_are_counted_by_field_region_and_year(site):
    for number, region in enumerate(("SH", "SH", "JS")):
        put(site, "project", f"XM-{number}", "active", title=f"项目{number}", region=region, field="ai", support=1_000_000, leader={"name": "某负责人"})
    put(site, "project", "XM-9", "revoked", title="撤销的项目", region="SH", field="ai", support=1)
    browser = site.browser()
    counted = {(each["by"], each["value"]): (each["count"], each["amount"]) for each in browser.get("/public/data/statistics.json").json["items"]}
    assert counted[("region", "SH")] == (2, "2000000") and counted[("field", "ai")] == (3, "3000000")
    assert "某负责人" not in browser.get("/public/data/results.json").text + browser.get("/public/results/XM-0").text
    assert "撤销的项目" not in browser.get("/public/results").text and "<svg" in browser.get("/public/statistics").text
    browser.post("/language/en")
    assert "by field" in browser.get("/public/statistics").text and "by Field" not in browser.get("/public/statistics").text


def test_a_cell_of_a_table_is_never_a_formula(site):
    put(site, "project", "XM-1", "active", title="=HYPERLINK(1)", region="SH", field="ai", support=1)
    assert "'=HYPERLINK" in site.browser().get("/public/data/results.csv").text


@basis("F12", "S27", "PP11")
def test_a_signed_objection_from_outside_begins_a_case_and_holds_up_its_subject(site):
    notice(site, conftest.moment("2030-01-01 17:00"))
    browser = site.browser()
    page = browser.get("/public/notices/GS-1").text
    assert "不公开的内容" not in page and "JD-1" not in page
    told = {"subject_key": "SB-1", "name": "丙某", "contact": "13900000000", "facts": "成果并非其所有"}
    assert browser.post("/public/notices/GS-1", **told, evidence=(io.BytesIO(b"x"), "证据.pdf")).status_code == 201
    drain_inline(site.runtime)
    with site.runtime.sessions.connect() as session:
        (case,) = records.find(session, "case", subject_key="SB-1")
        assert case["state"] == "investigating" and case["data"]["name"] == "丙某" and len(case["data"]["evidence"]) == 1
        assert records.get(session, "notice", "GS-1")["data"]["objections"][-1]["subject_key"] == "SB-1"
    for path, answer in everywhere(browser, "/notices/GS-1").items():
        assert "丙某" not in answer.text and "13900000000" not in answer.text, path


@basis("F12", "S27", "PP11")
def test_an_objection_to_the_second_notice_of_a_batch_is_filed_on_its_own_page(site):
    put(site, "proposal", "SB-1", "public_notice", title="示例项目甲", region="JS", unit="U-1")
    for key, state, year in (("LX-1", "ended", 2020), ("LX-1/2", "published", 2030)):
        put(site, "notice", key, state, title="拟立项公示", notice_id="LX-1", notice_until=conftest.moment(f"{year}-01-01 17:00"), subjects=[{"key": "SB-1"}], objections=[])
    browser, told = site.browser(), {"subject_key": "SB-1", "name": "丙某", "contact": "13900000000", "facts": "成果并非其所有"}
    assert browser.post("/public/notices/LX-1", **told).status_code == 409
    assert browser.post("/public/notices/LX-1/2", **told).status_code == 201
    drain_inline(site.runtime)
    with site.runtime.sessions.connect() as session:
        assert records.get(session, "notice", "LX-1/2")["data"]["objections"][-1]["subject_key"] == "SB-1"


@basis("F12", "S27")
def test_an_anonymous_objection_without_evidence_is_refused_and_keeps_what_was_typed(site):
    notice(site, conftest.moment("2030-01-01 17:00"))
    browser = site.browser()
    answer = browser.post("/public/notices/GS-1", subject_key="SB-1", facts="我认为不妥", name="", contact="")
    assert answer.status_code == 422 and "未署名" in answer.text and "我认为不妥" in answer.text
    refused = browser.post("/public/notices/GS-1", subject_key="SB-1", facts="事实", evidence=(io.BytesIO(b"x"), "坏.exe"))
    assert refused.status_code == 422 and "坏.exe" in refused.text
    assert browser.post("/public/notices/GS-1", subject_key="SB-1", facts="事实", evidence=(io.BytesIO(b"x"), "证据.pdf")).status_code == 201
    assert browser.client.post("/public/notices/GS-1", data={"facts": "x"}).status_code == 400


def test_no_more_than_five_objections_an_hour_come_from_one_address_and_none_after_the_end(site):
    notice(site, conftest.moment("2030-01-01 17:00"))
    browser = site.browser()
    sent = [browser.post("/public/notices/GS-1", subject_key="SB-1", facts="事实").status_code for _ in range(6)]
    assert sent == [422] * 5 + [429]
    put(site, "notice", "GS-2", title="已过公示", notice_id="GS-2", notice_until=conftest.moment("2020-01-01 17:00"), subjects=[{"key": "SB-1"}])
    assert browser.post("/public/notices/GS-2", subject_key="SB-1", facts="事实").status_code == 409
    assert "公示期已满" in browser.get("/public/notices/GS-2").text


def test_open_data_say_what_their_fields_mean(site):
    page = site.browser().get("/public/data").text
    assert "external_fund" in page and "更新时间" in page and json.dumps("x")


@basis("F06", "S28")
def test_what_is_internal_or_secret_is_in_no_public_list_count_or_notice(site):
    for secrecy, key in (("open", "1"), ("internal", "2"), ("secret", "3")):
        put(site, "proposal", f"SB-{key}", "approved", title=f"{secrecy}的项目", secrecy=secrecy)
        put(site, "project", f"XM-{key}", "active", title=f"{secrecy}的项目", proposal_id=f"SB-{key}", field="ai", support=1)
    put(site, "notice", "GS-1", title="公示", notice_until=site.runtime.clock.now(), subjects=[{"key": f"SB-{key}", "title": f"{secrecy}的项目"} for key, secrecy in (("1", "open"), ("2", "internal"), ("3", "secret"))])
    browser = site.browser()
    for path, answer in everywhere(browser, "/notices/GS-1").items():
        assert not any(word in answer.text for word in ("internal的项目", "secret的项目", "XM-2", "XM-3", "SB-2", "SB-3")), path
    assert "open的项目" in browser.get("/public/results").text and "open的项目" in browser.get("/public/notices/GS-1").text
    assert browser.get("/public/results/XM-3").status_code == 404
    entries = [each for each in browser.get("/public/data/statistics.json").json["items"] if each["list"] == "results"]
    assert entries and all(each["count"] == 1 for each in entries)


@basis("S28")
@pytest.mark.parametrize("state", sorted(RESULTS.states))
def test_of_a_project_everybody_learns_whether_it_runs_is_accepted_or_has_ended(site, state):
    put(site, "project", "XM-1", state, title="项目", field="ai", support=1)
    row = site.browser().get("/public/data/results.json").json["items"][0]
    assert row["state"] == STANDING[state] and row["state"] in {"running", "accepted", "ended"}
    assert state in {"accepted"} or state not in site.browser().get("/public/results/XM-1").text
