"""What every acceptance drawing must do, and what local rules add."""

from __future__ import annotations

import pytest

from app.access import Actor, Scope
from app.commands import user_tasks
from app.commands.outside import Outside
from app.queries import numbers
from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    conclude,
    create_project,
    experts,
    make_contract,
    report_every_year,
    run_project,
    seat_panel,
)

REGIONS = ["SH", "JS", "ZJ", "AH"]
WINDOW = {"SH": "2027-08-31", "JS": "2027-08-31", "ZJ": "2027-11-30", "AH": "2027-11-30"}


@pytest.fixture
def prepared(scenario):
    """Makes a project that may ask for acceptance: it ended, or will end, on 2027-05-31."""

    def make(region):
        s = scenario("project", at="2025-06-02 09:00")
        run_project(s, region)
        experts(s)
        report_every_year(s, 2025, 2026)
        return s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())

    return make


def _ask(s, **more):
    return s.complete("apply_acceptance", answers=answers.acceptance() | more)


@basis("R19.4", "F18")
def test_who_invests_next_is_kept_with_the_acceptance(prepared):
    s = _ask(prepared("SH"), follow_up="示例基金拟投资")
    assert s.of("acceptance", "XM-1")["data"]["follow_up"] == "示例基金拟投资"


@basis("R19.1", "R19.3", "D14")
@pytest.mark.parametrize("region", REGIONS)
def test_a_good_project_is_accepted(prepared, region):
    s = conclude(_ask(prepared(region)), region)
    s.wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "accepted" and s.open() == []
    assert s.of("acceptance", "XM-1")["data"]["certificate_no"] == f"YS-2027-{region}-001"
    assert s.path().count("endorse_acceptance") == (1 if region in ("ZJ", "AH") else 0)


@basis("PP19", "Q26", "S22")
@pytest.mark.parametrize("region", REGIONS)
def test_one_rectification_and_a_second_meeting(prepared, region):
    s = conclude(_ask(prepared(region)), region, other="no")
    s.expect_open("rectify", due="2027-06-01 17:00")
    assert s.of("project", "XM-1")["state"] == "rectifying"
    s.complete("rectify", answers=answers.rectified())
    if "endorse_acceptance" in s.open():
        s.complete("endorse_acceptance", answers=PASS)
    seat_panel(s.complete("check_materials", answers=PASS)).complete("hold_meeting", answers=answers.meeting()).complete(
        "confirm_conclusion", confirmed=True
    )
    s.wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "accepted_after_rectification"


@basis("PP19", "R20.4", "S22")
@pytest.mark.parametrize("region", REGIONS)
def test_a_rectification_that_is_not_handed_in_fails_and_enters_the_credit_record(prepared, region):
    s = conclude(_ask(prepared(region)), region, other="no").wait_until("2027-06-01 17:01").expect_not_open("rectify")
    assert s.of("project", "XM-1")["state"] == "failed"
    assert s.keys("credit") == ["XM-1/failed_acceptance"]


@basis("Q26", "D14")
@pytest.mark.parametrize("region", REGIONS)
def test_missed_targets_with_due_care_close_without_fault(prepared, region):
    s = conclude(_ask(prepared(region)), region, core="no").wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "closed_without_fault"


@basis("PP18", "D10")
@pytest.mark.parametrize("region", REGIONS)
def test_who_does_not_ask_in_time(prepared, region):
    s = prepared(region).expect_open("apply_acceptance", due=f"{WINDOW[region]} 17:00").wait_until(f"{WINDOW[region]} 17:01")
    s.expect_not_open("apply_acceptance")
    if region == "ZJ":
        assert s.of("project", "XM-1")["state"] == "failed"
        assert s.of("project", "XM-1")["data"]["recover_support"] is True
    else:
        s.complete("decide_overdue", decision="extend", note="同意").expect_open("apply_acceptance")
        assert s.keys("credit") == ["XM-1/late_acceptance"]


@basis("D10", "R17.2")
def test_jiangsu_freezes_spending_when_acceptance_is_asked_for(prepared):
    s = _ask(prepared("JS"))
    assert str(s.of("project", "XM-1")["data"]["spending_frozen_on"]) == "2027-03-01"


@basis("R5.2")
def test_who_held_the_meeting_does_not_confirm_its_conclusion(prepared):
    s = seat_panel(_ask(prepared("SH")).complete("check_materials", answers=PASS))
    s.complete("hold_meeting", by="officer-1", answers=answers.meeting())
    s.expect_refused("confirm_conclusion", "four-eyes", by="officer-1", confirmed=True)


@basis("R17.5", "PP03", "D13", "S21")
@pytest.mark.parametrize("paid,missing", [([1_599_999.99], {"示例单位2": "0.01"}), ([1_900_000, 1_400_000], {"示例单位3": "200000"})])
def test_s21_a_solver_paid_less_than_eighty_percent_blocks_the_acceptance(scenario, paid, missing):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    report_every_year(s, 2025, 2026)
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation(*paid))
    s.expect_open("prepare_acceptance").expect_not_open("apply_acceptance")
    gaps = s.variables(s.instance_of("project"), "prepare_acceptance")["gaps"]
    assert [gap["code"] for gap in gaps] == ["PAY-80"]
    assert {pair["unit"]: f"{pair['missing'].normalize():f}" for pair in gaps[0]["details"]} == missing


@basis("R17.5", "PP03", "D13", "S21")
def test_s21_exactly_eighty_percent_passes(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    report_every_year(s, 2025, 2026)
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation(1_600_000)).expect_open("apply_acceptance")


@basis("Q24", "D13")
def test_an_open_report_blocks_the_acceptance(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    assert [gap["code"] for gap in s.variables(s.instance_of("project"), "prepare_acceptance")["gaps"]] == ["REP-OPEN"]


@basis("R17.5")
@pytest.mark.parametrize("told,missing", [([], "1600000"), ([{"unit": "示例单位2", "contract_amount": 100, "paid": 100}], "1599900")])
def test_a_technical_contract_cannot_be_left_out_or_made_smaller(scenario, told, missing):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH")
    agreed = {"technical_contracts": [{"solver": "示例单位2", "contract_amount": 2_000_000}]}
    make_contract(s, "SH", **agreed)
    report_every_year(s, 2025, 2026)
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation() | {"solver_payments": told})
    gaps = s.variables(s.instance_of("project"), "prepare_acceptance")["gaps"]
    assert [f"{pair['missing'].normalize():f}" for pair in gaps[0]["details"]] == [missing]


@basis("R7.2", "R19.3")
def test_a_meeting_that_was_recorded_in_another_system_leads_to_the_same_conclusion(prepared):
    s = seat_panel(_ask(prepared("SH")).complete("check_materials", answers=PASS))
    task = s._task("hold_meeting", None, 0)
    with s.runtime.sessions.begin() as session:
        done = Outside("national", "YS-2027-0001", s.runtime.clock.now().date().isoformat())
        user_tasks.complete(s.runtime, session, task["id"], answers.meeting(), by=s._doer(task, None), done_outside=done)
    s._settle().expect_open("confirm_conclusion")
    assert [each["data"]["key"] for each in s.facts("recorded_outside")] == ["YS-2027-0001"]
    assert _found(s, "YS-2027", officer("SH")) == ["YS-2027-0001"] and _found(s, "YS-2027", officer("ZJ")) == []


def officer(region: str) -> Actor:
    return Actor("p-1", "甲", frozenset(), frozenset({"region_officer"}), Scope("p-1", regions=frozenset({region})))


def _found(s, search: str, who: Actor) -> list[str]:
    with s.runtime.sessions.connect() as session:
        return [each["number"] for each in numbers.search(s.runtime, session, who, search, 10)]
