"""A project that stands still: its clock waits, its reports do not, and no money is paid."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import ask_for_change, ask_for_payment, experts, report_every_year, run_project


@pytest.fixture
def running(scenario):
    """A Shanghai project until 2027-05-31."""
    s = scenario("project", at="2025-06-02 09:00")
    experts(s)
    run_project(s, "SH")
    return s


def _decide(s, kind, **more):
    return ask_for_change(s, kind, **more).complete("decide_change", answers=PASS)


@basis("R18.4", "R19.1")
def test_a_suspended_project_ends_later_by_the_days_it_stood_still(running):
    s = report_every_year(running, 2025).wait_until("2026-01-05 09:00")
    _decide(s, "suspension")
    assert s.of("project", "XM-1")["state"] == "suspended" and "preparation_reached" not in dict(s.timers())
    ask_for_payment(s, 1, 1)
    assert "SUS-01" in s.of("payment", "BK-2026-0001")["data"]["obstacles"]
    s.wait_until("2026-04-05 09:00")
    _decide(s, "resumption")
    assert s.of("project", "XM-1")["state"] == "active"
    assert str(s.of("project", "XM-1")["data"]["end_date"]) == str(s.of("contract", "XM-1")["data"]["end_date"]) == "2027-08-29"
    assert dict(s.timers())["preparation_reached"] == "2027-05-28 00:00"     # 2027-05-29 is a Saturday


@basis("R18.3")
def test_reports_are_owed_while_a_project_is_suspended(running):
    _decide(running, "suspension").wait_until("2025-11-10 09:00").expect_open("fill_report", due="2025-12-01 17:00")


@basis("R19.1")
def test_a_project_can_be_suspended_while_it_prepares_its_acceptance(running):
    s = report_every_year(running, 2025, 2026).wait_until("2027-03-01 09:00").expect_open("prepare_acceptance")
    _decide(s, "suspension").expect_not_open("prepare_acceptance").wait_until("2027-03-31 09:00")
    _decide(s, "resumption").wait_until("2027-04-01 09:00").expect_open("prepare_acceptance", due="2027-06-30 17:00")
    s.complete("prepare_acceptance", answers=answers.preparation()).expect_open("apply_acceptance", due="2027-09-30 17:00")


@basis("PP04")
def test_the_days_given_back_never_lengthen_a_project_beyond_four_years(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH", end="2028-05-31")
    _decide(s, "suspension").wait_until("2026-12-02 09:00")
    _decide(s, "resumption")
    assert str(s.of("project", "XM-1")["data"]["end_date"]) == "2029-06-01"


@basis("D16")
def test_what_is_not_suspended_cannot_be_resumed_and_not_twice_suspended(running):
    s = ask_for_change(running, "resumption")
    assert s.of("change", "BG-2025-0001")["state"] == "refused"
    _decide(s, "suspension")
    ask_for_change(s, "suspension").expect_not_open("decide_change")
    assert s.of("change", "BG-2025-0003")["state"] == "refused"


@basis("D16")
def test_a_suspended_project_can_be_terminated(running):
    s = _decide(_decide(running, "suspension"), "termination")
    assert s.of("project", "XM-1")["state"] == "terminated" and s.open() == [] and s.timers() == []
