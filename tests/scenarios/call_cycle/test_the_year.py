"""A year of the programme: batches of needs, the guideline, the call, and what becomes of it when it is extended or refused."""

from __future__ import annotations

from datetime import date

import pytest

from app.commands.instances import NotAvailable
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.needs import PASS, cast, mask, number_of, opinion, raise_need
from tests.dsl.scenario import Scenario

AI = {"lead_unit": "U-1", "title": "示例", "region": "JS", "field": "ai", "origin": "open", "direction": "方向一"}


def begin(scenario, at="2024-02-19 09:00", closes=date(2024, 11, 29)) -> Scenario:
    """The promotion group starts the year 2024."""
    s = scenario("call_cycle", at=at).without_calls()
    return cast(s).start(
        year="2024", title="2024年度联合攻关", opens_on=date(2024, 3, 1), closes_on=closes, fields=["ai", "ic"], sessions=2,
        application_enterprise=False,
    )


def approve(s: Scenario, verdict: str = "pass") -> Scenario:
    """The promotion group, the four authorities and the task force decide."""
    said = {"decision": verdict} | ({"note": "请修改"} if verdict != "pass" else {})
    s.complete("decide_in_group", answers=said)
    if verdict != "pass":
        return s
    for _ in range(4):
        s.complete("decide_jointly", answers=said)
    return s.complete("decide_in_force", answers=said)


def write_guideline(s: Scenario, **more) -> Scenario:
    """A guideline with one direction."""
    direction = {"code": "1.1", "name": "方向一", "field": "ai", "goals": "目标与指标", "support_max": 3_000_000}
    return s.complete("draft_guideline", answers={
        "directions": [direction], "requirements": "申报要求", "experts": [{"expert": "E-0"}], "attachments": [], **more,
    })


def batch(s: Scenario, *needs: str) -> Scenario:
    """These needs are evaluated and all of them listed."""
    s.complete("plan_batch", answers={"more": "yes", "batch_title": "第一批", "need_ids": list(needs)})
    s.complete("confirm_evaluators", answers=PASS)
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(16))
    return s.complete("compile_list", answers={"chosen": list(needs), "note": ""})


def refresh(s: Scenario, need: str) -> Scenario:
    """The need passes its screening, and the list of needs is looked at again."""
    return s.complete("screen_need", of=need, answers=PASS).complete("plan_batch", answers={"more": "refresh"})


@basis("R4.5", "R9.3", "R9.4", "R10.1", "R13.1", "S01", "Q11")
def test_a_year_publishes_needs_opens_its_call_and_is_archived(scenario):
    s = begin(scenario)
    need = raise_need(s)
    refresh(s, need)
    mask(approve(batch(s, need)))
    assert s.of("need", need)["state"] == "matching" and s.of("publication", number_of(s, need))["state"] == "published"
    with pytest.raises(NotAvailable):
        s.start("proposal", answers={})
    approve(write_guideline(s))
    assert s.of("cycle", "2024")["state"] == "published" and s.of("expert", "E-0")["data"]["prepared"][-1] == "方向一"
    s.wait_until("2024-03-04 09:00").start("proposal", **AI).complete("fill_proposal", answers=answers.proposal())
    s.complete("plan_batch", answers={"more": "no"})
    s.wait_until("2024-11-29 17:01").expect_open("summarise_year", role="promotion_group")
    s.complete("summarise_year", answers={"summary": "本年度总结", "attachments": []})
    assert s.of("cycle", "2024")["state"] == "archived" and s.status("call_cycle") == "completed"
    assert "本年度没有在研项目" in s.paper("performance_list") and "本年度总结" in s.paper("performance_list")


@basis("R9.4", "Q11")
def test_a_list_that_is_returned_sends_its_needs_back(scenario):
    s = begin(scenario)
    need = raise_need(s)
    approve(batch(refresh(s, need), need), "return")
    s.expect_open("fill_need").expect_open("plan_batch")


@basis("R9.3")
def test_a_batch_without_a_listed_need_leads_to_the_next_one(scenario):
    s = begin(scenario)
    need = raise_need(s)
    refresh(s, need)
    s.complete("plan_batch", answers={"more": "yes", "batch_title": "第一批", "need_ids": [need]})
    s.complete("confirm_evaluators", answers=PASS)
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(5))
    s.complete("compile_list", answers={"chosen": [], "note": ""}).expect_open("plan_batch")
    assert s.of("need", need)["state"] == "not_listed"


@basis("R9.3")
def test_the_needs_that_have_waited_longest_are_offered_first(scenario):
    s = begin(scenario)
    first, second = raise_need(s), raise_need(s)
    s.complete("screen_need", of=second, answers=PASS).wait_until("2024-02-26 09:00")
    refresh(s, first)
    assert [each["need_id"] for each in s.variables(element="plan_batch")["screened"]] == [second, first]


@basis("R13.1")
def test_a_guideline_that_is_returned_is_written_again(scenario):
    s = begin(scenario)
    approve(write_guideline(s), "return").expect_open("draft_guideline")


@basis("R13.1")
def test_a_longer_window_reaches_the_applicants(scenario):
    s = approve(write_guideline(begin(scenario)))
    s.wait_until("2024-11-04 09:00").start("proposal", **AI).expect_open("fill_proposal", due="2024-11-29 17:00")
    s.start("window_extension", cycle_id="2024", closes_on=date(2024, 12, 13), reason="系统维护")
    s.expect_open("fill_proposal", due="2024-12-13 17:00")
    assert s.of("cycle", "2024")["data"]["closes"] == date(2024, 12, 13)
    s.wait_until("2024-12-02 09:00").complete("fill_proposal", answers=answers.proposal())
    s.wait_until("2024-12-13 17:01")
    assert s.of("cycle", "2024")["state"] == "closed"


@basis("R22.1", "Q18", "D17", "S24")
def test_no_year_begins_and_nothing_is_published_after_the_rule_set(scenario):
    s = begin(scenario, at="2025-03-17 09:00", closes=date(2025, 4, 3))
    need = raise_need(s)
    batch(refresh(s, need), need)
    s.wait_until("2025-04-07 09:00")
    approve(s).expect_not_open("mask_need")
    s.expect_open("fill_need")
    with pytest.raises(NotAvailable):
        s.start("call_cycle", answers={})
