"""The yearly report: opened, reminded of, late, and late for good."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import run_project


@pytest.fixture
def running(scenario):
    """A Jiangsu project under contract since June 2025."""
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "JS")
    return s


@basis("R18.3", "PP14", "PP15", "S23")
def test_s23_a_late_report_is_told_to_the_officer_then_to_the_group_and_stays_marked(running):
    s = running
    s.wait_until("2025-10-31 09:01").expect_open("fill_report", role="lead_unit", due="2025-12-01 17:00")  # 11-30 is a Sunday
    s.wait_until("2025-12-01 17:01")
    assert s.reminded("fill_report") == ["2025-10-31 09:00", "2025-11-21 09:00", "2025-12-01 09:00"]
    assert s.of("report", "XM-1-2025")["state"] == "late"
    s.expect_not_open("call_lead").wait_until("2025-12-08 09:01").expect_open("call_lead", role="region_officer")
    s.expect_not_open("watch_project").wait_until("2025-12-29 09:01").expect_open("watch_project", role="promotion_group")
    s.expect_open("fill_report").wait_until("2026-01-10 10:00").complete("fill_report", answers=answers.report())
    s.complete("review_report", answers=PASS)
    report = s.of("report", "XM-1-2025")
    assert (report["state"], report["data"]["late"]) == ("approved", True)
    s.expect_not_open("call_lead", "watch_project", "fill_report")
    s.wait_until("2026-02-10 09:00")
    assert s.keys("credit") == []


@basis("PP15", "R20.4", "D12")
def test_after_sixty_days_payments_are_held_and_the_credit_record_says_so(running):
    s = running
    s.wait_until("2026-01-30 09:01")
    assert s.of("report", "XM-1-2025")["state"] == "escalated"
    assert s.keys("credit") == ["XM-1/late_report"]
    assert str(s.of("project", "XM-1")["data"]["payments_held_since"]) == "2026-01-30"
    s.complete("fill_report", answers=answers.report()).complete("review_report", answers=PASS)
    assert s.of("project", "XM-1")["data"]["payments_held_since"] is None


@basis("R18.3")
def test_a_returned_report_has_ten_working_days_for_correction(running):
    s = running
    s.wait_until("2025-11-10 09:00").complete("fill_report", answers=answers.report()).complete("review_report", answers=answers.returned())
    s.expect_open("fill_report", due="2025-11-24 17:00")
    assert s.of("report", "XM-1-2025")["state"] == "returned"


@basis("R18.3")
def test_an_officer_may_excuse_a_report_with_a_reason(running):
    s = running
    s.wait_until("2025-12-08 09:01").complete("call_lead", decision="excuse", note="项目停顿")
    report = s.of("report", "XM-1-2025")
    assert report["state"] == "skipped" and report["data"]["skip_reason"] == "项目停顿"
    s.expect_not_open("fill_report", "call_lead")


@basis("PP14")
def test_a_contract_younger_than_three_months_needs_no_report(scenario):
    s = scenario("project", at="2025-09-15 09:00")
    run_project(s, "JS", start="2025-09-15", end="2027-09-14", notice="2025-09-15")
    s.wait_until("2025-12-31 09:00").expect_not_open("fill_report")
    s.wait_until("2026-11-10 09:00").expect_open("fill_report")


@basis("PP14")
def test_a_project_of_a_year_needs_no_report(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "JS", start="2025-06-01", end="2026-05-31")
    s.wait_until("2025-12-31 09:00").expect_not_open("fill_report")


@basis("PP15")
def test_an_excuse_ends_the_hold_of_payments(running):
    s = running.wait_until("2026-01-30 09:01").complete("call_lead", decision="excuse", note="项目停顿")
    assert s.of("report", "XM-1-2025")["state"] == "skipped"
    assert s.of("project", "XM-1")["data"]["payments_held_since"] is None
