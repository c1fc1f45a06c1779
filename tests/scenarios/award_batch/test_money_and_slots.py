"""The cap of article 17, objections during the notice, and slots that become free."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.dsl import answers
from tests.dsl.answers import AGREE, PASS
from tests.dsl.basis import basis
from tests.dsl.play import moment
from tests.dsl.steps import (
    agree_on_list,
    award,
    close_case,
    draw_experts,
    experts,
    file_proposal,
    object_to,
    pass_formal_check,
    score_all,
    settle,
)


@pytest.fixture
def capped(scenario):
    """A proposal that asks for 30.01 %."""
    s = scenario("proposal", at="2024-10-14 09:00")
    key = award(s, "ZJ", published="2024-12-12", fiscal=3_001_000)
    return s, key


@basis("R17.1", "PP02", "D06", "Q05", "S12")
def test_s12_thirty_point_one_percent_warns_at_application_and_is_capped_at_the_award(capped):
    s, key = capped
    assert [item["code"] for item in s.of("proposal", key)["data"]["formal_items"]] == ["FUN-01"]
    s.expect_open("confirm_cap", role="lead_unit", due="2024-12-19 17:00")
    s.wait_until("2024-12-18 09:00").complete("confirm_cap", decision="accept")
    assert s.of("proposal", key)["data"]["support"] == 3_000_000


@basis("R17.1", "PP02", "D06", "Q05", "S12")
def test_s12_a_lead_unit_that_refuses_the_cap_gets_no_award(capped):
    s, key = capped
    s.complete("confirm_cap", decision="refuse")
    s.wait_until("2024-12-19 17:01").complete("conclude_notice")
    assert s.of("proposal", key)["state"] == "not_approved"
    assert s.keys("project") == []


@basis("R17.1", "PP02", "D06", "Q05", "S12")
def test_s12_silence_for_five_working_days_is_a_refusal(capped):
    s, _ = capped
    s.wait_until("2024-12-19 17:01").expect_not_open("confirm_cap")
    assert s.of("batch", "LX-2024-1")["data"]["noticed"] == []


@basis("R17.1", "PP02", "D06", "Q05", "S12")
def test_s12_exactly_thirty_percent_needs_no_confirmation(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = award(s, "ZJ", fiscal=3_000_000)
    s.expect_not_open("confirm_cap")
    assert s.of("proposal", key)["data"]["support"] == 3_000_000
    assert s.codes(key) == []


@basis("PP12", "D10", "S17")
def test_s17_a_zhejiang_award_that_nobody_signs_is_forfeited_and_its_slot_moves_on(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    first = pass_formal_check(s, file_proposal(s, "ZJ", title="甲项目"))
    second = pass_formal_check(s, file_proposal(s, "ZJ", title="乙项目"))
    experts(s)
    draw_experts(s, first, second)
    score_all(s)
    settle(s, (first, "support"), (second, "reserve"))
    agree_on_list(s, published="2024-12-18")
    s.wait_until("2024-12-24 17:01").complete("conclude_notice")
    s.wait_until("2024-12-31 09:01").expect_open("fill_contract", due="2025-02-05 17:00")
    s.wait_until("2025-02-05 17:01").expect_not_open("fill_contract")
    assert s.of("project", "XM-2024-ZJ-001")["state"] == "forfeited"
    assert s.of("proposal", first)["state"] == "forfeited"
    s.expect_open("propose_list", role="promotion_group")
    assert [entry["proposal_id"] for entry in s.variables(s.instance_of("award_batch"))["listed"]] == [second]
    s.complete("propose_list", entries=[])
    for _ in range(4):
        s.complete("vote", answers=AGREE)
    s.complete("decide_in_force", answers=PASS).wait_until("2025-02-11 17:01").complete("conclude_notice")
    assert s.of("proposal", second)["state"] == "contracting"
    title = s.of("notice", "LX-2024-1")["title"]
    assert s.of("notice", "LX-2024-1/2")["title"] == f"{title}（第2次公示）"


@basis("F12", "S27", "PP11")
@pytest.mark.parametrize("named", ["LX-2024-1", "LX-2024-1/2"])
def test_an_objection_may_name_the_second_notice_of_a_batch_by_its_own_number(scenario, named):
    s = scenario("supervision_case", at="2025-02-05 09:00")
    s.record("proposal", "SB-1", title="甲项目", region="JS", unit="U-1", state="public_notice")
    for key, state, until in (("LX-2024-1", "ended", "2024-12-24"), ("LX-2024-1/2", "published", "2025-02-11")):
        s.record("notice", key, state=state, notice_id="LX-2024-1", subjects=[{"key": "SB-1"}], notice_until=moment(f"{until} 17:00"), objections=[])
    case = object_to(s, "SB-1", notice=named)
    assert s.of("case", case)["state"] == "investigating" and s.of("case", case)["data"]["notice_id"] == "LX-2024-1"
    assert [each["case_id"] for each in s.of("notice", "LX-2024-1/2")["data"]["objections"]] == [case]


@basis("PP12", "D10", "S17")
def test_s17_in_shanghai_the_officer_decides_what_becomes_of_it(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    award(s, "SH")
    s.wait_until("2024-12-24 09:00").complete("conclude_notice")
    s.expect_open("fill_contract", due="2025-02-05 17:00").wait_until("2025-02-05 17:01")
    s.expect_open("decide_overdue", role="region_officer").expect_not_open("fill_contract")
    s.complete("decide_overdue", decision="extend", note="同意").expect_open("fill_contract", due="2025-02-18 17:00")
    s.wait_until("2025-02-18 17:01").complete("decide_overdue", decision="forfeit", note="放弃")
    assert s.of("project", "XM-2024-SH-001")["state"] == "forfeited"
    assert s.keys("credit") == ["XM-2024-SH-001/forfeited_contract"]


def _two_under_notice(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    first = pass_formal_check(s, file_proposal(s, "JS", title="甲项目"))
    second = pass_formal_check(s, file_proposal(s, "AH", title="乙项目"))
    experts(s)
    draw_experts(s, first, second)
    score_all(s)
    settle(s)
    return agree_on_list(s), first, second


@basis("S27", "PP11", "R16.1")
def test_s27_a_signed_objection_on_the_fourth_day_holds_up_its_own_project_only(scenario):
    s, first, second = _two_under_notice(scenario)
    s.wait_until("2024-12-19 10:00")
    case = object_to(s, first)
    s.expect_open("investigate", role="supervisor", due="2025-02-07 17:00", of=case)
    s.wait_until("2024-12-20 16:59").expect_not_open("conclude_notice")
    s.wait_until("2024-12-20 17:01").complete("conclude_notice")
    assert s.of("notice", "LX-2024-1")["data"]["blocked"] == [first]
    assert (s.of("proposal", first)["state"], s.of("proposal", second)["state"]) == ("objection", "contracting")
    close_case(s, "upheld")
    assert (s.of("proposal", first)["state"], s.of("proposal", second)["state"]) == ("not_approved", "contracting")


@basis("S27", "F12")
def test_s27_an_anonymous_objection_without_evidence_is_not_accepted(scenario):
    s, first, _ = _two_under_notice(scenario)
    s.wait_until("2024-12-19 10:00")
    case = object_to(s, first, **answers.anonymous())
    assert s.of("case", case)["state"] == "not_accepted" and s.of("case", case)["data"]["refusal"].startswith("匿名")
    s.expect_not_open("investigate").wait_until("2024-12-20 17:01").complete("conclude_notice")
    assert s.of("proposal", first)["state"] == "contracting"


@basis("R16.1", "PP11")
def test_an_unfounded_objection_that_is_closed_during_the_notice_holds_up_nothing(scenario):
    s, first, second = _two_under_notice(scenario)
    s.wait_until("2024-12-17 10:00")
    object_to(s, first)
    close_case(s, "unfounded").wait_until("2024-12-20 17:01").complete("conclude_notice")
    assert {s.of("proposal", key)["state"] for key in (first, second)} == {"contracting"}


@basis("R16.1", "PP11")
def test_a_project_waits_for_the_last_of_its_cases(scenario):
    s, first, _ = _two_under_notice(scenario)
    s.wait_until("2024-12-19 10:00")
    cases = [object_to(s, first), object_to(s, first)]
    s.wait_until("2024-12-20 17:01").complete("conclude_notice")
    close_case(s, "unfounded", of=cases[0])
    assert s.of("proposal", first)["state"] == "objection"
    close_case(s, "unfounded", of=cases[1])
    assert s.of("proposal", first)["state"] == "contracting"


@basis("Q27", "S27")
def test_an_objection_that_is_overturned_on_appeal_lets_the_project_go_on(scenario):
    s, first, _ = _two_under_notice(scenario)
    s.wait_until("2024-12-19 10:00")
    object_to(s, first)
    s.wait_until("2024-12-20 17:01").complete("conclude_notice")
    s.complete("investigate", answers=answers.findings()).complete("decide_case", answers=answers.decision())
    assert s.of("proposal", first)["state"] == "objection"
    s.complete("file_appeal", decision="appeal", grounds="与事实不符")
    s.complete("decide_appeal", appeal_outcome="overturned", appeal_reason="证据不足")
    assert s.of("proposal", first)["state"] == "contracting"


@basis("S27", "P06")
def test_a_batch_does_not_close_before_the_last_case_is_closed(scenario):
    s, first, _ = _two_under_notice(scenario)
    s.wait_until("2024-12-20 16:59")
    object_to(s, first)
    s.wait_until("2024-12-20 17:01").complete("conclude_notice").wait_until("2025-04-19 17:01")
    assert s.status("award_batch") == "active"
    close_case(s, "unfounded").wait_until("2025-04-20 09:00")
    assert s.status("award_batch") == "completed" and s.of("proposal", first)["state"] != "objection"


@basis("Q11", "R16.1")
def test_a_list_that_the_task_force_returns_is_voted_on_again_and_one_that_it_rejects_ends_the_batch(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s)
    draw_experts(s, key)
    score_all(s)
    settle(s)
    for decision in ("return", "reject"):
        s.complete("propose_list", entries=[])
        for _ in range(4):
            s.complete("vote", answers=AGREE)
        s.complete("decide_in_force", decision=decision, note="说明")
    log = s.of("approval", "LX-2024-1")["data"]["approval_log"]
    assert [(each["verdict"], each["valid"]) for each in log] == [("return", False), ("reject", False)]
    assert s.of("proposal", key)["state"] == "not_approved" and s.status("award_batch") == "completed"
    assert s.keys("notice") == []


@basis("R16.1")
def test_one_region_that_objects_sends_the_list_back(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s)
    draw_experts(s, key)
    score_all(s)
    settle(s)
    s.complete("propose_list", entries=[])
    for _ in range(3):
        s.complete("vote", answers=AGREE)
    s.complete("vote", decision="object", note="经费偏高").expect_open("propose_list").expect_not_open("decide_in_force")


@basis("R5.2")
def test_a_reason_is_told_in_the_language_of_the_reader(scenario):
    s = scenario("proposal", at="2024-10-14 09:00").person("lead", ("lead_unit", None, "U-1"))
    with s.runtime.sessions.begin() as session:
        session.execute(text("UPDATE people SET language = 'en'"))
    award(s, "JS", published="2024-12-12", fiscal=3_001_000)
    s.complete("confirm_cap", decision="refuse").wait_until("2024-12-19 17:01").complete("conclude_notice")
    told = [row["body"] for row in s._rows("SELECT body FROM mails ORDER BY id")][-1]
    assert "the reduced support was not accepted" in told
