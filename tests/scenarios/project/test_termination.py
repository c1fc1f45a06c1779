"""A project is terminated by decision, whatever it is doing at that moment."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    ask_for_change,
    create_project,
    report_every_year,
    run_project,
    seat_panel,
)

REGIONS = ["SH", "JS", "ZJ", "AH"]


def fills_in_its_contract(s, region):
    create_project(s, region)
    if region == "ZJ":
        s.wait_until("2025-06-09 09:01")
    return s.expect_open("fill_contract")


def prepares_its_acceptance(s, region):
    run_project(s, region)
    return report_every_year(s, 2025, 2026).wait_until("2027-03-01 09:00").expect_open("prepare_acceptance")


def applies_for_acceptance(s, region):
    return prepares_its_acceptance(s, region).complete("prepare_acceptance", answers=answers.preparation()).expect_open("apply_acceptance")


def is_being_accepted(s, region):
    applies_for_acceptance(s, region).complete("apply_acceptance", answers=answers.acceptance())
    if region in ("ZJ", "AH"):
        s.complete("endorse_acceptance", answers=PASS)
    return seat_panel(s.complete("check_materials", answers=PASS)).expect_open("hold_meeting")


@basis("R19.1", "D16")
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("stage", [fills_in_its_contract, prepares_its_acceptance, applies_for_acceptance, is_being_accepted])
def test_a_project_can_be_terminated_while_it(scenario, stage, region):
    s = stage(scenario("project", at="2025-06-02 09:00"), region)
    ask_for_change(s, "termination")
    if region != "SH":
        s.complete("endorse_change", answers=PASS)
    s.complete("decide_change", answers=PASS)
    assert s.of("project", "XM-1")["state"] == "terminated"
    assert s.status("project") == "completed" and s.open() == [] and s.timers() == [] and s.incidents() == []


@basis("R19.1", "D16")
def test_terminating_tells_the_lead_unit(scenario):
    s = scenario("project", at="2025-06-02 09:00").person("lead", ("lead_unit", None, "U-1"))
    fills_in_its_contract(s, "SH")
    ask_for_change(s, "termination").complete("decide_change", answers=PASS)
    assert "项目终止" in s.mails()[-1]
