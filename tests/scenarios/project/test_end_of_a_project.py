"""How projects end: dates that move late, open reports, money that comes back, awards that lapse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    ask_for_change,
    conclude,
    create_project,
    experts,
    make_contract,
    pay,
    report_every_year,
    run_project,
    seat_panel,
)

MONEY = {"fiscal": 3_000_000, "own": 7_000_000, "tranches": [{"number": 1, "amount": 3_000_000, "kind": "signed", "condition": "签订后"}]}


def _paid(s, region="SH"):
    """A project of ten million whose support of three was paid."""
    experts(s)
    create_project(s, region, support=3_000_000, total=10_000_000)
    if region == "ZJ":
        s.wait_until("2025-06-09 09:01")
    return pay(make_contract(s, region, **MONEY), 1, 3_000_000)


def _applies(s, region="SH", **more):
    report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    return s.complete("apply_acceptance", answers=answers.acceptance() | more)


@basis("S17", "PP12")
def test_s17_zhejiang_forfeits_by_itself_and_the_slot_goes_to_the_reserve(scenario):
    s = scenario("project", at="2024-12-24 09:00")
    create_project(s, "ZJ", notice="2024-12-24")
    s.wait_until("2025-01-02 09:00").expect_open("fill_contract", due="2025-02-05 17:00")      # 2025-02-02 is in the Spring Festival
    s.wait_until("2025-02-05 17:01").expect_not_open("fill_contract", "decide_overdue")
    assert (s.of("project", "XM-1")["state"], s.of("contract", "XM-1")["state"]) == ("forfeited", "forfeited")
    assert s.keys("credit") == ["XM-1/forfeited_contract"]
    s.expect_path("window_closed", "forfeit_contract", "forfeit_project", "slot_freed", "project_forfeited")


@basis("S17", "PP12")
def test_s17_in_shanghai_the_officer_decides(scenario):
    s = scenario("project", at="2024-12-24 09:00")
    create_project(s, "SH", notice="2024-12-24")
    s.wait_until("2025-02-05 17:01").expect_open("decide_overdue", role="region_officer", due="2025-02-18 17:00")      # 2025-02-08 is a working Saturday
    s.complete("decide_overdue", decision="extend", note="同意延长").expect_open("fill_contract", due="2025-02-18 17:00")


@basis("S18")
def test_an_extension_during_preparation_starts_the_clock_again(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "ZJ")
    report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").expect_open("prepare_acceptance")
    ask_for_change(s, "extension", new_end_date=date(2027, 11, 30)).complete("endorse_change", answers=PASS).complete("decide_change", answers=PASS)
    s.expect_not_open("prepare_acceptance")
    assert dict(s.timers())["preparation_reached"] == "2027-08-30 00:00"


@basis("S18")
def test_an_extension_after_preparation_takes_the_application_back_and_keeps_what_was_prepared(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "ZJ")
    report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    ask_for_change(s, "extension", new_end_date=date(2027, 11, 30)).complete("endorse_change", answers=PASS).complete("decide_change", answers=PASS)
    s.expect_not_open("apply_acceptance", "prepare_acceptance").wait_until("2027-08-30 00:01").expect_open("prepare_acceptance")
    assert s.of("acceptance", "XM-1")["data"]["audit_kind"] == "external"
    s.complete("prepare_acceptance", answers=answers.preparation()).expect_open("apply_acceptance", due="2028-05-30 17:00")


@basis("Q24", "R18.3")
def test_a_report_that_opens_after_the_preparation_blocks_the_application(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH", end="2026-12-31")
    report_every_year(s, 2025).wait_until("2026-10-12 09:00").complete("prepare_acceptance", answers=answers.preparation())
    s.wait_until("2026-11-02 09:00").expect_open("fill_report").complete("apply_acceptance", answers=answers.acceptance())
    s.expect_open("apply_acceptance").expect_not_open("check_materials")
    s.complete("fill_report", answers=answers.report(2026))
    assert s.of("report", "XM-1-2026")["state"] == "submitted"
    s.complete("apply_acceptance", answers=answers.acceptance()).expect_not_open("check_materials")
    s.complete("review_report", answers=PASS).complete("apply_acceptance", answers=answers.acceptance()).expect_open("check_materials")
    assert s.of("acceptance", "XM-1")["state"] == "applied"


@basis("Q05")
def test_less_input_in_the_final_account_brings_support_back(scenario):
    s = conclude(_applies(_paid(scenario("project", at="2025-06-02 09:00")), final_input=9_000_000), "SH").wait_until("2027-03-10 09:00")
    s.expect_open("recover_money").complete("recover_money", answers=answers.recovered(300_000, "2027-03-10"))
    assert s.of("project", "XM-1")["state"] == "accepted" and s.status("project") == "completed"


@basis("Q26", "S22")
def test_a_failed_acceptance_ends_in_the_credit_record_and_a_recovery(scenario):
    s = conclude(_applies(_paid(scenario("project", at="2025-06-02 09:00"))), "SH", core="no", diligent="no").wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "failed" and s.keys("credit") == ["XM-1/failed_acceptance"]
    assert s.of("payment", "XM-1-SH1")["data"]["due_amount"] == Decimal(3_000_000)
    s.complete("recover_money", answers=answers.recovered(2_000_000, "2027-03-20") | {"difference_reason": "按属地规定核定"})
    assert s.status("project") == "completed"


@basis("Q26")
def test_a_terminated_project_returns_what_it_has_not_spent(scenario):
    s = report_every_year(_paid(scenario("project", at="2025-06-02 09:00")), 2025)
    ask_for_change(s, "termination").complete("decide_change", answers=PASS)
    assert s.of("payment", "XM-1-SH1")["data"]["due_amount"] == Decimal(2_999_999)
    s.complete("recover_money", answers=answers.recovered(2_999_999))
    assert s.of("project", "XM-1")["state"] == "terminated" and s.status("project") == "completed"


@basis("S22", "PP19")
@pytest.mark.parametrize("handed_in", [True, False])
def test_s22_a_rectification_has_three_months_to_the_day(scenario, handed_in):
    s = scenario("project", at="2025-06-02 09:00")
    experts(s)
    run_project(s, "SH", end="2027-11-30")
    report_every_year(s, 2025, 2026).wait_until("2027-09-06 09:00").complete("prepare_acceptance", answers=answers.preparation())
    report_every_year(s, 2027).complete("apply_acceptance", answers=answers.acceptance()).complete("check_materials", answers=PASS)
    assert seat_panel(s).of("acceptance", "XM-1")["state"] == "meeting"
    s.wait_until("2027-12-20 09:00").complete("hold_meeting", answers=answers.meeting(other="no")).complete("confirm_conclusion", confirmed=True)
    s.expect_open("rectify", due="2028-03-20 17:00")
    if not handed_in:
        s.wait_until("2028-03-20 17:01").expect_not_open("rectify")
        assert s.of("project", "XM-1")["state"] == "failed" and s.keys("credit") == ["XM-1/failed_acceptance"]
        s.expect_path("rectification_overdue", "fail_overdue", "not_rectified", "certificate_issued", "failed")
        return
    s.wait_until("2028-03-15 09:00").complete("rectify", answers=answers.rectified()).complete("check_materials", answers=PASS)
    seat_panel(s).complete("hold_meeting", answers=answers.meeting()).complete("confirm_conclusion", confirmed=True).wait_until("2028-03-24 09:00")
    assert s.of("project", "XM-1")["state"] == "accepted_after_rectification"
    s.expect_path("serve_rectification", "rectify", "rectified", "hold_meeting", "publish_conclusion", "certificate_issued")
