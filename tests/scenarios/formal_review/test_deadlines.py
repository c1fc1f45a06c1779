"""Supplements and the calendar: ten working days, to the minute."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import file_proposal, find_defects

FORMS = Path(__file__).parents[3] / "forms"
CURED = {"answers": [{"code": "PART-01", "answer": "协议已补齐"}]}


@basis("R14.3", "PP07", "PP08", "Q03", "S02")
def test_s02_a_supplement_on_the_last_day_before_the_holiday_is_accepted(scenario):
    s = scenario("proposal", at="2024-09-14 09:00")
    key = file_proposal(s)
    find_defects(s, "PART-01")
    s.expect_open("supplement", role="lead_unit", due="2024-09-30 17:00")
    s.wait_until("2024-09-30 16:55").complete("supplement", answers=CURED)
    s.expect_open("recheck", role="agency", due="2024-10-08 17:00")
    assert s.reminded("supplement") == ["2024-09-24 09:00", "2024-09-26 09:00", "2024-09-29 09:00"]
    s.wait_until("2024-10-08 10:00").complete("recheck")
    s.expect_path(
        "check_items", "second_check", "serve_notice", "supplement", "take_supplement", "recheck", "note_complete", "accept_proposal"
    )
    assert s.of("proposal", key)["state"] == "waiting_session"
    assert s.documents()[0][1] == "supplement_notice"


@basis("R14.3", "PP07", "S03")
def test_s03_one_second_after_five_it_is_too_late_and_what_came_is_kept(scenario):
    s = scenario("proposal", at="2024-09-14 09:00")
    key = file_proposal(s)
    find_defects(s, "PART-01")
    s.wait_until("2024-09-30 16:59:59").expect_open("supplement").at_once("2024-09-30 17:00:01")
    s.submit_late("supplement", **CURED)
    assert s.of("proposal", key)["state"] == "not_accepted"
    assert s.of("supplement", key)["state"] == "late"
    assert [fact["data"]["answers"] for fact in s.facts("refused_late")] == [CURED]
    s.expect_not_open("supplement")


@basis("R14.3", "PP07", "S03")
def test_s03_the_last_second_of_the_day_counts(scenario):
    s = scenario("proposal", at="2024-09-14 09:00")
    key = file_proposal(s)
    find_defects(s, "PART-01")
    s.wait_until("2024-09-30 16:59:59").complete("supplement", answers=CURED)
    assert s.of("proposal", key)["state"] == "supplemented"


@basis("R14.3", "Q03", "PP07", "S04")
def test_s04_ten_working_days_over_the_national_holiday(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s)
    find_defects(s, "PART-01").expect_open("supplement", due="2024-10-08 17:00")
    s.wait_until("2024-10-08 17:01").expect_not_open("supplement")
    assert s.reminded("supplement") == ["2024-09-25 09:00", "2024-09-27 09:00", "2024-09-30 09:00"]
    assert s.of("proposal", key)["state"] == "not_accepted"


@basis("Q03", "PP07", "S05")
def test_s05_the_saturday_after_spring_festival_is_a_working_day(scenario):
    s = scenario("formal_review", at="2025-01-20 09:00")
    s.record("proposal", "SB-1", region="JS", unit="U-1", units=answers.units(("JS", "AH")), commitment=True)
    s.start(proposal_id="SB-1", title="示例", region="JS", lead_unit="U-1", rounds_used=0)
    find_defects(s, "PART-01").expect_open("supplement", due="2025-02-08 17:00")


@basis("R14.3", "Q02", "D04", "S06")
def test_s06_a_lead_unit_from_beijing_is_refused_at_once(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s, "JS", ("other", "JS", "AH"))
    find_defects(s)
    assert s.of("proposal", key)["state"] == "not_accepted"
    assert s.codes(key) == ["REG-01"]
    assert s.open() == [] and s.timers() == []


@basis("R14.3", "Q01", "PP07", "S07")
def test_s07_a_second_defect_after_the_only_round_refuses_and_lists_both(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s)
    find_defects(s, "PART-01").complete("supplement", answers=CURED).complete("recheck", defects=["IND-01"])
    assert s.of("proposal", key)["state"] == "not_accepted"
    assert s.codes(key) == ["PART-01", "IND-01"]
    s.expect_not_open("supplement")


@basis("R13.5", "PP01", "D05", "S11")
def test_s11_two_of_the_four_regions_are_enough(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s, "SH", ("SH", "ZJ"))
    find_defects(s)
    assert s.of("proposal", key)["state"] == "waiting_session"


@basis("R13.5", "PP01", "D05", "S11")
def test_s11_a_partner_added_inside_the_window_cures_a_missing_region(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s, "SH", ("SH", "other"))
    find_defects(s)
    assert [item["code"] for item in s.of("supplement", key)["data"]["items"]] == ["REG-02"]
    partner = {"role": "participant", "name": "浙江示例", "uscc": answers.uscc(7), "region": "ZJ", "agreement": [answers.FILE]}
    cured = {"answers": [{"code": "REG-02", "answer": "增加单位"}], "added_units": [partner]}
    s.complete("supplement", answers=cured).complete("recheck")
    assert s.of("proposal", key)["state"] == "waiting_session"


@basis("R14.1", "D04")
@pytest.mark.parametrize(
    "defect,more",
    [
        ("PER-01", {"end_date": "2028-01-02"}),
        ("AGR-01", {"agreement": False}),
        ("LIM-01", {"leader": answers.proposal()["leader"] | {"running_projects": 3}}),
    ],
)
def test_the_rules_find_it_themselves(scenario, defect, more):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s, **more)
    find_defects(s).expect_open("supplement")
    assert [item["code"] for item in s.of("supplement", key)["data"]["items"]] == [defect]


@basis("R5.2", "R14.1")
def test_who_prepared_the_check_may_not_confirm_it(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    file_proposal(s)
    s.complete("check_items", by="agency-1")
    s.expect_refused("second_check", "four-eyes", by="agency-1", agreed="agree")
    s.complete("second_check", by="agency-2", agreed="agree")


@basis("R14.1")
def test_who_confirms_the_check_sees_what_the_first_checker_waived():
    form = json.loads((FORMS / "formal_review" / "second_check.form").read_text(encoding="utf-8"))
    shown = {part["key"]: part.get("readonly") for part in form["components"] if "key" in part}
    assert shown["waived"] is shown["asked_days"] is shown["defects"] is True


@basis("R13.6", "D04")
def test_a_solver_listed_as_participant_becomes_a_sub_topic_unit_by_the_supplement(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    listed = answers.units(("JS", "AH"))
    listed[1] |= {"role": "participant", "solver": True}
    key = file_proposal(s, units=listed, origin="reserve", need_id="XQ-2024-JS-0001")
    find_defects(s)
    assert [item["code"] for item in s.of("supplement", key)["data"]["items"]] == ["SOL-01"]
    corrected = {"role": "sub_topic", "name": listed[1]["name"], "uscc": listed[1]["uscc"], "region": "AH"}
    s.complete("supplement", answers={"answers": [{"code": "SOL-01", "answer": "已更正"}], "added_units": [corrected]}).complete("recheck")
    units = s.of("proposal", key)["data"]["units"]
    assert [unit["role"] for unit in units] == ["lead", "sub_topic"] and units[1]["agreement"]
    assert s.of("proposal", key)["state"] == "waiting_session"


@basis("R12.2", "R13.6", "D04")
def test_a_solver_who_signed_for_a_task_of_the_need_may_not_be_left_out(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    s.record("unit", "U-S1", title="示例研究院", region="AH", uscc=answers.uscc(77), kind="institute")
    s.record("external_task", "XQ-2024-JS-0001/1", state="confirmed", need_id="XQ-2024-JS-0001", solver_unit="U-S1", no="1")
    key = file_proposal(s, origin="reserve", need_id="XQ-2024-JS-0001")
    find_defects(s)
    assert [item["code"] for item in s.of("supplement", key)["data"]["items"]] == ["SOL-01"]


@basis("R14.3")
def test_another_leader_brings_nothing_of_the_former_one_along(scenario):
    s = scenario("proposal", at="2024-09-18 09:00")
    key = file_proposal(s, leader=answers.proposal()["leader"] | {"running_projects": 3})
    find_defects(s)
    given = {"answers": [{"code": "LIM-01", "answer": "更换负责人"}], "leader_name": "王五", "leader_number": "E9"}
    assert "leader_projects" in s.messages_of("supplement", **given)
    s.complete("supplement", answers=given | {"leader_projects": 0}).complete("recheck")
    assert s.of("proposal", key)["data"]["leader"] == {"name": "王五", "other_number": "E9", "running_projects": 0}
    assert s.of("proposal", key)["state"] == "waiting_session"
