"""A proposal has until the call closes, and can only begin while one is open."""

from __future__ import annotations

from datetime import date

import pytest

from app.commands.instances import NotAvailable
from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.play import moment

NEW = {"title": "示例项目", "region": "JS", "lead_unit": "U-1", "field": "ai", "origin": "open", "direction": "方向一"}


@basis("R13.1")
def test_a_draft_that_is_not_submitted_is_closed_with_the_call(scenario):
    s = scenario("proposal", at="2024-11-01 09:00").start(**NEW)
    s.expect_open("fill_proposal", role="lead_unit", due="2024-11-29 17:00").wait_until("2024-11-29 17:01")
    assert s.of("proposal", "SB-2024-0001")["state"] == "not_submitted"
    assert s.open() == []


@basis("R13.4")
def test_the_unit_review_too_must_be_done_before_the_call_closes(scenario):
    s = scenario("proposal", at="2024-11-01 09:00").start(**NEW).complete("fill_proposal", answers=answers.proposal())
    s.expect_open("review_proposal", role="unit_admin").wait_until("2024-11-29 17:01").expect_not_open("review_proposal")
    assert s.of("proposal", "SB-2024-0001")["state"] == "not_submitted"


@basis("R6.1", "R13.4")
def test_unit_and_recommending_department_may_return_it(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").start(**NEW)
    s.complete("fill_proposal", answers=answers.proposal()).complete("review_proposal", answers=answers.returned())
    s.complete("fill_proposal", answers=answers.proposal()).complete("review_proposal", answers=PASS)
    s.expect_open("recommend", role="local_recommender").complete("recommend", answers=answers.returned())
    s.expect_open("fill_proposal").expect_not_open("check_items")


@basis("R13.4")
def test_the_lead_unit_withdraws_its_proposal_before_the_unit_has_reviewed_it(scenario):
    s = scenario("proposal", at="2024-11-01 09:00").start(**NEW).complete("fill_proposal", by="ann", answers=answers.proposal())
    s.withdraw("fill_proposal", by="ann", reason="预算表有误").expect_not_open("review_proposal")
    s.expect_open("fill_proposal", due="2024-11-29 17:00").complete("fill_proposal", by="ann", answers=answers.proposal())
    s.complete("review_proposal", answers=PASS)
    s.expect_no("too-late", s.withdraw, "fill_proposal", by="ann")


@basis("R22.1", "D17")
@pytest.mark.parametrize("day", ["2024-12-02 09:00", "2025-02-14 09:00", "2025-04-04 09:00", "2025-04-07 09:00"])
def test_nothing_new_begins_between_calls_or_after_the_rule_set(scenario, day):
    with pytest.raises(NotAvailable):
        scenario("proposal", at=day).start(answers={})


@basis("R22.1", "Q18")
def test_what_began_under_the_rule_set_goes_on_after_its_end(scenario):
    s = scenario("proposal", at="2025-04-03 09:00").start(**NEW)
    s.complete("fill_proposal", answers=answers.proposal(start_date="2025-09-01", end_date="2027-08-31"))
    s.complete("review_proposal", answers=PASS).complete("recommend", answers=PASS).wait_until("2025-04-08 09:00")
    assert s.of("proposal", "SB-2025-0001")["data"]["rule_set"] == "YRD-2023-04-06"
    s.complete("check_items").complete("second_check", agreed="agree")
    assert s.of("proposal", "SB-2025-0001")["state"] == "waiting_session"


@basis("R13.3", "F06")
def test_a_form_that_is_wrong_says_where(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").start(**NEW)
    wrong = answers.proposal()
    wrong["units"][1] |= {"uscc": "91310000MA1FL00000"}
    assert set(s.messages_of("fill_proposal", **wrong | {"risks": ""})) == {"units", "risks"}
    s.expect_open("fill_proposal")


@basis("R18.1", "PP04", "D18")
@pytest.mark.parametrize("end,over", [("2028-01-01", False), ("2028-01-02", True)])
def test_the_unit_is_told_that_the_period_exceeds_three_years_before_it_agrees(scenario, end, over):
    s = scenario("proposal", at="2024-09-18 09:00").start(lead_unit="U-1", title="示例", region="SH", field="ai", origin="open", direction="一")
    s.complete("fill_proposal", answers=answers.proposal(end_date=end)).expect_open("review_proposal")
    assert s.variables(element="review_proposal")["over_period"] is over


@basis("R13.1")
def test_a_longer_window_keeps_what_was_typed_in_and_moves_the_deadline(scenario):
    s = scenario("proposal", at="2024-11-01 09:00").start(**NEW)
    s.type_in("fill_proposal", risks="已写的风险").wait_until("2024-11-25 09:00")
    s.publish("cycle.window_extended", "2024", closes_on=date(2024, 12, 13), close_at=moment("2024-12-13 17:00"))
    s.expect_open("fill_proposal", due="2024-12-13 17:00")
    assert s.shown("fill_proposal")["risks"] == "已写的风险"
    s.wait_until("2024-12-02 09:00").complete("fill_proposal", answers=answers.proposal())
    s.expect_open("review_proposal", due="2024-12-13 17:00")


@basis("R14.1")
def test_a_proposal_is_withdrawn_while_it_is_checked_or_waits_for_a_session(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").start(**NEW)
    s.complete("fill_proposal", answers=answers.proposal()).complete("review_proposal", answers=PASS).complete("recommend", answers=PASS)
    s.start("proposal_withdrawal", proposal_id="SB-2024-0001", reason="合作方退出")
    assert s.of("proposal", "SB-2024-0001")["state"] == "withdrawn" and s.open() == []
    s.start("proposal", **NEW)
    s.complete("fill_proposal", answers=answers.proposal()).complete("review_proposal", answers=PASS).complete("recommend", answers=PASS)
    s.complete("check_items").complete("second_check", agreed="agree")
    s.start("proposal_withdrawal", proposal_id="SB-2024-0002", reason="合作方退出")
    assert s.of("proposal", "SB-2024-0002")["state"] == "withdrawn" and s.status("proposal", "SB-2024-0002") == "completed"


@basis("R13.1")
def test_a_longer_window_gives_the_unit_more_time_to_review(scenario):
    s = scenario("proposal", at="2024-11-01 09:00").start(**NEW).complete("fill_proposal", answers=answers.proposal())
    s.publish("cycle.window_extended", "2024", closes_on=date(2024, 12, 13), close_at=moment("2024-12-13 17:00"))
    s.expect_open("review_proposal", due="2024-12-13 17:00")


@basis("R4.6")
def test_a_shared_proposal_is_no_local_layout(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").start(**NEW)
    assert set(s.messages_of("fill_proposal", **answers.proposal(origin="local", need_id="XQ-2024-JS-0001"))) == {"origin"}
