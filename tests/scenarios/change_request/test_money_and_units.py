"""Changes of money, indicators, partners and the lead unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    ask_for_change,
    create_project,
    experts,
    make_contract,
    pay,
    run_project,
    seat_panel,
)

MONEY = {"fiscal": 3_000_000, "own": 7_000_000}


@pytest.fixture
def ten_million(scenario):
    """A Shanghai project with ten million of input, three of them support, paid in one tranche."""
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH", support=3_000_000, total=10_000_000)
    make_contract(s, "SH", **MONEY, tranches=[{"number": 1, "amount": 3_000_000, "kind": "signed", "condition": "签订后"}])
    return s


@basis("S13", "Q05", "PP02")
def test_s13_less_input_shows_the_ratio_and_asks_for_less_support(ten_million):
    s = pay(ten_million, 1, 3_000_000).wait_until("2026-03-02 09:00")
    ask_for_change(s, "funds", new_total=Decimal(9_000_000), old_value="1000万元", new_value="900万元")
    seen = s.variables(s.instance_of("change_request"), "decide_change")
    assert (seen["ratio_after"], seen["required_support"]) == (Decimal("0.3333"), Decimal("2700000.00"))
    s.complete("decide_change", answers=PASS)
    project, contract = s.of("project", "XM-1")["data"], s.of("contract", "XM-1")["data"]
    assert project["support"] == contract["fiscal"] == Decimal(2_700_000) and project["total"] == Decimal(9_000_000)
    recovery = s.of("payment", "XM-1-SH1")
    assert (recovery["state"], recovery["data"]["kind"], recovery["data"]["due_amount"]) == ("recovery_due", "recovery", 300_000)
    s.expect_open("recover_money", role="finance_officer").complete("recover_money", answers=answers.recovered(300_000))
    assert s.of("payment", "XM-1-SH1")["state"] == "recovered"


@basis("S13", "Q05")
def test_nothing_is_recovered_of_what_was_never_paid(ten_million):
    s = ask_for_change(ten_million, "funds", new_total=Decimal(9_000_000), old_value="1", new_value="2")
    s.complete("decide_change", answers=PASS).expect_not_open("recover_money")
    s.expect_path("apply_change", "compute_recovery", "nothing_due", "change_recorded")


@basis("PP02")
@pytest.mark.parametrize("total,support", [("10000000.00", "3000000.00"), ("9999999.99", "2999999.99"), ("12000000", "3000000")])
def test_the_support_is_lowered_to_thirty_percent_and_never_rounded_up(ten_million, total, support):
    s = ask_for_change(ten_million, "funds", new_total=Decimal(total), old_value="1", new_value="2").complete("decide_change", answers=PASS)
    assert s.of("project", "XM-1")["data"]["support"] == Decimal(support)


@basis("D16")
def test_lowered_indicators_are_decided_with_the_opinion_of_three_experts(ten_million):
    s = ten_million
    experts(s)
    ask_for_change(s, "indicators", old_value="95", new_value="90", new_indicators=[{"name": "准确率", "level": "core", "target": "≥90"}])
    seat_panel(s.expect_not_open("decide_change"))
    for decision in ("pass", "pass", "refuse"):
        s.complete("give_opinion", answers=answers.opinion(decision))
    assert len(s.of("draw", "BG-2025-0001")["data"]["members"]) == 3
    s.complete("decide_change", answers=PASS)
    assert s.of("contract", "XM-1")["data"]["indicators"][0]["target"] == "≥90"


@basis("Q22", "PP01")
def test_a_partner_who_leaves_one_region_alone_is_replaced_within_sixty_days(ten_million):
    s = ten_million
    ask_for_change(s, "partner", new_units=answers.units(("SH",)))
    assert s.of("change", "BG-2025-0001")["state"] == "blocked"
    s.expect_open("name_replacement", role="lead_unit", due="2025-08-01 17:00").expect_not_open("decide_change")
    s.wait_until("2025-07-20 09:00").complete("name_replacement", new_units=answers.taking_part("SH", "ZJ"))
    s.complete("decide_change", answers=PASS)
    assert [each["region"] for each in s.of("project", "XM-1")["data"]["units"]] == ["SH", "ZJ"]
    assert s.of("change", "BG-2025-0001")["state"] == "approved" and s.of("project", "XM-1")["state"] == "active"


@basis("Q22")
def test_a_replacement_from_the_same_region_does_not_move_the_last_day(ten_million):
    s = ask_for_change(ten_million, "partner", new_units=answers.units(("SH",))).wait_until("2025-07-20 09:00")
    s.complete("name_replacement", new_units=answers.taking_part("SH", "SH")).expect_open("name_replacement", due="2025-08-01 17:00")


@basis("Q22")
def test_without_a_replacement_the_project_is_terminated(ten_million):
    s = ask_for_change(ten_million, "partner", new_units=answers.units(("SH",))).wait_until("2025-08-01 17:01")
    assert s.of("project", "XM-1")["state"] == "terminated" and "不足2地" in s.of("project", "XM-1")["data"]["termination_reason"]
    assert s.of("change", "BG-2025-0001")["state"] == "refused" and s.open() == [] and s.timers() == []
    s.expect_path("replacement_missed", "close_unreplaced", "settle_termination", "project_terminated")


@basis("D16")
def test_a_project_that_has_ended_is_not_changed(scenario):
    s = scenario("change_request", at="2027-03-10 09:00")
    s.record("project", "XM-1", region="SH", unit="U-1", state="accepted", start_date=date(2025, 6, 1), end_date=date(2027, 5, 31), units=[])
    ask_for_change(s, "leader", new_leader="王五")
    assert "目前的状态" in s.of("change", "BG-2027-0001")["data"]["refusal"]


@basis("D16")
def test_while_acceptance_is_being_judged_the_end_is_not_moved(scenario):
    s = scenario("change_request", at="2026-12-10 09:00")
    s.record(
        "project", "XM-1", region="SH", unit="U-1", state="acceptance_applied", start_date=date(2025, 6, 1), end_date=date(2027, 5, 31), units=[]
    )
    ask_for_change(s, "extension", new_end_date=date(2027, 11, 30))
    assert s.of("change", "BG-2026-0001")["state"] == "refused"


@basis("S20", "Q21")
def test_s20_a_lead_unit_of_another_region_takes_over(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    experts(s)
    run_project(s, "JS")
    s.wait_until("2026-01-12 09:00")
    assert s.of("report", "XM-1-2025")["state"] == "late"
    ask_for_change(s, "lead_unit", new_lead="U-ZJ", new_lead_region="ZJ").complete("endorse_change", answers=PASS)
    assert sorted(task["candidates"][0] for task in s.open_of("decide_change")) == ["region_officer@region:JS", "region_officer@region:ZJ"]
    s.complete("decide_change", answers=PASS).expect_not_open("consent_group").complete("decide_change", answers=PASS)
    assert s.of("contract", "XM-1")["state"] == "filed"
    s.complete("consent_group", answers=PASS)
    closed = s.of("contract", "XM-1/HT-2025-JS-001")
    assert (closed["state"], closed["region"], closed["data"]["party_a"]) == ("closed", "JS", "江苏省科学技术厅")
    project, contract = s.of("project", "XM-1"), s.of("contract", "XM-1")
    assert (project["state"], project["region"], project["unit"]) == ("contracting", "ZJ", "U-ZJ")
    assert (contract["state"], contract["region"], contract["data"]["party_a"]) == ("draft", "ZJ", "浙江省科学技术厅")
    assert [(unit["role"], unit["region"]) for unit in project["data"]["units"]] == [("lead", "ZJ"), ("sub_topic", "AH")]
    s.expect_not_open("fill_contract", "fill_report").wait_until("2026-01-19 09:01")     # Zhejiang opens after a week
    s.expect_open("fill_contract", due="2026-02-24 17:00")                              # 40 days end in the Spring Festival
    make_contract(s, "ZJ")
    assert s.of("contract", "XM-1")["data"]["number"] == "HT-2026-ZJ-001" and s.of("project", "XM-1")["state"] == "active"
    s.wait_until("2026-01-20 09:00").complete("fill_report", answers=answers.report(2025)).complete("review_report", answers=PASS)
    s.wait_until("2026-11-10 09:00").complete("fill_report", answers=answers.report(2026)).complete("review_report", answers=PASS)
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    s.expect_open("apply_acceptance", due="2027-11-30 17:00")                           # six months, as Zhejiang has it
    s.complete("apply_acceptance", answers=answers.acceptance()).expect_open("endorse_acceptance").complete("endorse_acceptance", answers=PASS)
    seat_panel(s.complete("check_materials", answers=PASS)).complete("hold_meeting", answers=answers.meeting()).complete("confirm_conclusion", confirmed=True)
    s.wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "accepted" and s.keys("project") == ["XM-1"]
    assert s.of("acceptance", "XM-1")["data"]["certificate_no"] == "YS-2027-ZJ-001" and s.open() == [] and s.incidents() == []


@basis("S20", "Q21")
@pytest.mark.parametrize("who", ["decide_change", "consent_group"])
def test_s20_one_authority_or_the_promotion_group_alone_can_refuse(scenario, who):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    ask_for_change(s, "lead_unit", new_lead="U-ZJ", new_lead_region="ZJ")
    if who == "consent_group":
        s.complete("decide_change", answers=PASS).complete("decide_change", answers=PASS)
    s.complete(who, decision="refuse", note="不宜变更").expect_not_open("decide_change", "consent_group")
    change = s.of("change", "BG-2025-0001")
    assert (change["state"], change["data"]["refusal"]) == ("refused", "不宜变更")
    assert (s.of("project", "XM-1")["region"], s.of("contract", "XM-1")["state"]) == ("SH", "filed")


@basis("S20", "Q22", "PP01")
def test_s20_a_new_lead_unit_must_leave_two_regions(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")                                # with a partner in Jiangsu
    ask_for_change(s, "lead_unit", new_lead="U-JS", new_lead_region="JS").expect_open("name_replacement").expect_not_open("decide_change")


@basis("Q21")
def test_a_lead_unit_of_the_same_region_signs_anew_by_the_officers_decision(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    ask_for_change(s, "lead_unit", new_lead="U-2", new_lead_region="SH").complete("decide_change", answers=PASS)
    make_contract(s, "SH")
    assert s.of("contract", "XM-1/HT-2025-SH-001")["state"] == "closed"
    assert (s.of("contract", "XM-1")["data"]["number"], s.of("project", "XM-1")["unit"]) == ("HT-2025-SH-002", "U-2")


@basis("Q21")
def test_a_new_lead_unit_that_does_not_sign_ends_the_project(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    ask_for_change(s, "lead_unit", new_lead="U-ZJ", new_lead_region="ZJ")
    s.complete("decide_change", answers=PASS).complete("decide_change", answers=PASS).complete("consent_group", answers=PASS)
    s.wait_until("2025-09-01 09:00")
    assert s.of("project", "XM-1")["state"] == "terminated" and s.open() == []
    s.expect_path("lead_changed", "move_project", "forfeit_contract", "settle_termination", "project_terminated")


@basis("C10", "R5.2")
def test_who_asked_for_the_change_does_not_confirm_the_draw_of_its_experts(ten_million):
    s = ten_million
    experts(s)
    indicators = [{"name": "准确率", "level": "core", "target": "≥90"}]
    ask_for_change(s, "indicators", old_value="95", new_value="90", new_indicators=indicators, started_by="ann")
    s.expect_refused("confirm_draw", "four-eyes", by="ann", **PASS)
    s.complete("confirm_draw", answers=PASS).expect_refused("witness_draw", "four-eyes", by="ann", **PASS)
