"""What goes into the credit record of a project's lead unit expires on its day, whoever entered it."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import (
    conclude,
    create_project,
    experts,
    report_every_year,
    run_project,
)


@pytest.fixture
def s(scenario):
    """A story about a unit of Shanghai with a credit code."""
    story = scenario("project", at="2025-06-02 09:00")
    story.record("unit", "U-1", region="SH", unit="U-1", uscc=answers.uscc(1))
    return story


def _expires(s, key, *, after, until):
    """The entry is active on its last day, and has expired when that is over."""
    entry = s.of("credit", key)
    assert (entry["state"], str(entry["data"]["until"]), entry["data"]["subject"]) == ("active", until, answers.uscc(1))
    s.wait_until(f"{until} 23:00")
    assert s.of("credit", key)["state"] == "active"
    s.wait_until(f"{after} 00:01")
    assert s.of("credit", key)["state"] == "expired" and s.incidents() == []


@basis("D15", "F20", "C26", "R20.4")
def test_a_contract_that_was_forfeited_is_forgotten_after_a_year(s):
    create_project(s, "SH")
    s.wait_until("2025-08-01 09:00").complete("decide_overdue", decision="forfeit", note="逾期")
    _expires(s, "XM-1/forfeited_contract", until="2026-08-01", after="2026-08-02")


@basis("D15", "F20", "C26", "PP18")
def test_an_acceptance_that_was_asked_for_late_is_forgotten_after_a_year(s):
    run_project(s, "SH")
    report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    s.wait_until("2027-08-31 17:01").complete("decide_overdue", decision="extend", note="同意")
    _expires(s, "XM-1/late_acceptance", until="2028-08-31", after="2028-09-01")


@basis("D15", "F20", "C26")
def test_a_report_that_was_long_overdue_is_forgotten_after_a_year(s):
    run_project(s, "SH")
    s.wait_until("2026-03-20 09:00")
    entry = s.of("credit", "XM-1/late_report")["data"]
    _expires(s, "XM-1/late_report", until=f"{entry['until']}", after=f"{entry['until']:%Y-%m}-{entry['until'].day + 1:02d}")


@basis("D15", "F20", "C26", "R20.4")
def test_a_failed_acceptance_keeps_its_unit_out_for_three_years_and_no_longer(s):
    run_project(s, "SH")
    experts(s)
    report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    conclude(s.complete("apply_acceptance", answers=answers.acceptance()), "SH", core="no", diligent="no").wait_until("2027-03-10 09:00")
    assert s.of("credit", "XM-1/failed_acceptance")["data"]["bans"] is True
    until = s.of("credit", "XM-1/failed_acceptance")["data"]["until"]
    assert until.year == 2030
    _expires(s, "XM-1/failed_acceptance", until=f"{until}", after=f"{until:%Y-%m}-{until.day + 1:02d}")
