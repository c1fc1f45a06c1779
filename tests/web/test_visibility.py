"""What those who have one task in something larger may not see of it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from app.store import instances, records, user_tasks
from tests.dsl import answers
from tests.dsl.answers import AGREE, PASS
from tests.dsl.basis import basis
from tests.dsl.scenario import Scenario
from tests.dsl.steps import agree_on_list, draw_experts, experts, file_proposal, pass_formal_check, score_all, settle
from tests.web.conftest import Site

EXPERTS = [f"E-{number}" for number in range(8)]


@pytest.fixture
def reviewed(programme_runtime):
    """A session with two proposals of two units, one of which asks for too much; five experts of eight for each."""
    site, s = Site(programme_runtime), Scenario(programme_runtime, "proposal", at="2024-10-14 09:00")
    for unit in ("U-1", "U-2"):
        s.unit(unit, f"单位{unit}", "SH")
        site.person(f"lead {unit}", f"lead_unit@{unit}", unit=unit)
    for expert in EXPERTS:
        site.person(expert, "expert")
    site.person("officer", "region_officer@SH")
    experts(s)
    keys = [pass_formal_check(s, file_proposal(s, "SH", fiscal=3_300_000, title="甲项目")), _of_another_unit(s)]
    return site, draw_experts(s, *keys), keys


def _of_another_unit(s):
    s.start("proposal", lead_unit="U-2", title="乙项目", region="SH", field="ai", origin="open", direction="方向一")
    key = s.keys("proposal")[-1]
    s.complete("fill_proposal", of=key, answers=answers.proposal(("SH", "JS"), title="乙项目")).complete("review_proposal", of=key, answers=PASS)
    return pass_formal_check(s, key)


def signed_in(site, name):
    browser = site.browser()
    assert browser.sign_in(name).status_code == 303
    return browser


@basis("R6.1", "Q28")
def test_an_expert_reads_of_the_session_what_he_did_himself(reviewed):
    site, s, _ = reviewed
    me = s.person_of("sign_commitment")
    expert = signed_in(site, me)
    session, task = s.instance_of("review_session", "2024-1"), s.open_tasks()[0]["id"]
    others = [each for each in EXPERTS if each != me]
    score_all(s).wait_until("2024-12-10 09:00").complete("hold_panel", answers=answers.panel("2024-12-10"))
    s.complete("confirm_ranking", answers=AGREE, by="officer")
    page = expert.get(f"/projects/{session}").text
    assert "评审打分" in page and "召开评审会" not in timeline(page) and not any(other in page for other in others)
    assert "平均分" not in page and expert.get(f"/tasks/{task}").status_code != 200
    assert "召开评审会" in timeline(signed_in(site, "officer").get(f"/projects/{session}").text)


def timeline(page: str) -> str:
    return page[page.index("办理记录"):]


@basis("R6.1", "Q28")
def test_a_lead_unit_that_confirms_a_cap_reads_nothing_of_the_others_or_of_the_votes(reviewed):
    site, s, _ = reviewed
    score_all(s)
    settle(s)
    s.complete("propose_list", entries=[])
    for officer in ("officer", None, None, None):
        s.complete("vote", answers=AGREE, by=officer)
    s.complete("decide_in_force", answers=PASS)
    lead, batch = signed_in(site, "lead U-1"), s.instance_of("award_batch", "LX-2024-1")
    task = s.open_of("confirm_cap")[0]["id"]
    for path in (f"/tasks/{task}", f"/projects/{batch}"):
        page = lead.get(path).text
        assert "乙项目" not in page and "四方表决" not in timeline(page), path
    s.complete("confirm_cap", decision="accept").wait_until("2024-12-20 17:01")
    assert "乙项目" not in lead.get(f"/projects/{batch}").text
    assert "乙项目" not in lead.get(f"/projects/{s.instance_of('proposal', 'SB-2024-0001')}").text
    assert signed_in(site, "lead U-2").get(f"/projects/{batch}").status_code == 404
    assert "乙项目" in signed_in(site, "officer").get(f"/projects/{batch}").text


@basis("R6.1", "Q28")
def test_an_expert_reads_the_files_of_the_proposal_beside_his_task_and_no_others(reviewed):
    site, s, (key, _) = reviewed
    here, elsewhere = (_attach(site, s, key, name) for name in ("协议.pdf", "别的.pdf"))
    with site.runtime.sessions.begin() as session:
        records.change(session, "proposal", key, at=site.runtime.clock.now(), by=None, data={"attachments": [str(here)]})
    mine = s.open_of("sign_commitment")
    task = next(task for task in mine if _judges(s, task, key))
    expert = task["candidates"][0].partition("@person:")[2]
    s.complete("sign_commitment", item=mine.index(task), answers=answers.commitment())
    score = s.open_of("score")[0]["id"]
    browser = signed_in(site, expert)
    link = re.search(r'href="(/attachments/[^"]+)">协议.pdf', browser.get(f"/tasks/{score}").text)[1]
    assert browser.get(link).data == b"x" and browser.get(f"/attachments/{here}").status_code == 404
    assert browser.get(f"/attachments/{elsewhere}?task={score}").status_code == 404
    other = next(each for each in EXPERTS if each != expert)
    assert signed_in(site, other).get(link).status_code == 404


@basis("C11", "F09", "S14")
def test_an_expert_reads_nothing_of_the_proposal_before_he_has_signed_nor_after_he_has_declared_a_conflict(reviewed):
    site, s, (key, _) = reviewed
    file = _attach(site, s, key, "协议.pdf")
    with site.runtime.sessions.begin() as session:
        records.change(session, "proposal", key, at=site.runtime.clock.now(), by=None, data={"attachments": [str(file)]})
    mine = s.open_of("sign_commitment")
    task = next(task for task in mine if _judges(s, task, key))
    browser = signed_in(site, task["candidates"][0].partition("@person:")[2])
    page = browser.get(f"/tasks/{task['id']}").text
    assert "协议.pdf" not in page and "路线" not in page and "示例单位1" not in page
    for address in (f"/attachments/{file}", f"/attachments/{file}?task={task['id']}", f"/records/proposal/{key}"):
        assert browser.get(address).status_code == 404, address
    s.complete("sign_commitment", item=mine.index(task), answers=answers.commitment())
    score = s.open_of("score")[0]["id"]
    link = re.search(r'href="(/attachments/[^"]+)">协议.pdf', browser.get(f"/tasks/{score}").text)[1]
    assert browser.get(link).status_code == 200
    s.complete("score", conflict_found=True, conflict="advisor")
    assert browser.get(link).status_code != 200 and browser.get(f"/tasks/{score}").status_code != 200
    assert browser.get(f"/attachments/{file}").status_code == 404


def _judges(s, task, key):
    with s.runtime.sessions.connect() as session:
        return instances.peek(s.runtime, session, task["instance_id"]).instance.variables_at(task["id"])["proposal_id"] == key


def _attach(site, s, key, name):
    with site.runtime.sessions.begin() as session:
        return user_tasks.add_attachment(
            session, instance_id=s.instance_of("proposal", key), task_id=None, name=name, media_type="application/pdf",
            content=b"x", sha256=uuid4().hex, by="lead U-1", at=site.runtime.clock.now(),
        )


@basis("Q28", "S28")
def test_the_lead_unit_reads_the_cleaned_comments_on_its_proposal_once_it_is_decided_and_never_a_name(reviewed):
    site, s, (key, other) = reviewed
    score_all(s).wait_until("2024-12-10 09:00")
    told = [{"proposal_id": key, "comment": "指标还须量化，如E-1所言。"}, {"proposal_id": other, "comment": "另一份之意见。"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": told})
    for _ in range(4):
        s.complete("confirm_ranking", answers=AGREE)
    lead, robot = signed_in(site, "lead U-1"), site.program("lead's program", "lead_unit@U-1")
    page = f"/records/proposal/{key}"
    assert page in lead.get(f"/projects/{s.instance_of('proposal', key)}").text
    assert s.of("proposal", key)["state"] == "ranked" and "指标还须量化" not in lead.get(page).text
    assert "comments" not in robot.get(f"/records/proposal/{key}").json["data"]
    agree_on_list(s)
    s.complete("confirm_cap", decision="accept").wait_until("2024-12-23 17:01").complete("conclude_notice", answers={"conclude_note": ""})
    assert s.of("proposal", key)["state"] == "contracting"
    text = lead.get(page).text
    assert "指标还须量化，如〔略〕所言。" in text and "另一份之意见" not in text
    assert not any(expert in text for expert in EXPERTS)
    assert robot.get(f"/records/proposal/{key}").json["data"]["comments"] == ["指标还须量化，如〔略〕所言。"]
    assert "指标还须量化" not in signed_in(site, "lead U-2").get(f"/records/proposal/{key}").text
