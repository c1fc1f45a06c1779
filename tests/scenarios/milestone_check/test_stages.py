"""A staged project is judged at the end of each stage; what is not reached is rectified once, or stops it."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    ask_for_payment,
    create_project,
    experts,
    make_contract,
    pay,
    seat_panel,
)

STAGES = [
    {"goal": "样机", "due": "2026-03-31", "fund": 1, "evidence": "测试报告"},
    {"goal": "中试", "due": "2026-12-31", "fund": 1, "evidence": "中试报告"},
]
TRANCHES = [{"number": 1, "amount": 1, "kind": "milestone", "stage": 1, "condition": "第一阶段达到后"}]


@pytest.fixture
def staged(scenario):
    """A Shanghai project in two stages, the first due on 2026-03-31."""

    def make(field="bio", mode="jiebang", **more):
        s = scenario("project", at="2025-06-02 09:00")
        experts(s, fields=[field])
        create_project(s, "SH", field=field, mode=mode)
        return make_contract(s, "SH", staged=True, milestones=STAGES, tranches=TRANCHES, **more)

    return make


def _hand_in(s):
    return s.complete("submit_stage", answers=answers.stage_results())


def _seated(s):
    return seat_panel(_hand_in(s))


def _assess(s, verdict="reached"):
    for _ in range(3):
        s.complete("assess_stage", answers=answers.assessed(verdict))
    return s


@basis("R4.4", "D19")
def test_a_stage_that_is_reached_releases_its_money_and_the_next_one_begins(staged):
    s = staged().expect_not_open("submit_stage")
    ask_for_payment(s, 1, 1)
    assert s.of("payment", "BK-2025-0001")["data"]["obstacles"] == ["MIL-01"]
    s.wait_until("2025-11-10 09:00").complete("fill_report", answers=answers.report(2025)).complete("review_report", answers=PASS)
    s.wait_until("2026-03-31 09:00").expect_open("submit_stage", role="lead_unit", due="2026-04-15 17:00")
    _hand_in(s)
    assert s.of("milestone", "XM-1-M1")["state"] == "submitted"
    _assess(seat_panel(s)).complete("decide_stage", verdict="reached", money_release=1, note="达到")
    first = s.of("milestone", "XM-1-M1")
    assert (first["state"], len(first["data"]["assessments"]), s.of("milestone", "XM-1-M2")["state"]) == ("reached", 3, "scheduled")
    pay(s, 1, 1, "2026-04-20")
    assert ("stage_due", "2026-12-31 00:00") in s.timers()
    s.expect_path("stage_due", "submit_stage", "assess_stage", "decide_stage", "note_reached", "stage_reached")


@basis("R4.4", "C19")
def test_a_stage_partly_reached_has_three_months_and_a_second_try(staged):
    s = _assess(_seated(staged().wait_until("2026-03-31 09:00")), "partial").complete("decide_stage", verdict="partial", note="部分")
    assert s.of("milestone", "XM-1-M1")["state"] == "rectifying"
    s.expect_open("submit_stage", due="2026-06-30 17:00")
    _assess(_seated(s)).complete("decide_stage", verdict="reached", money_release=1, note="达到")
    assert s.of("milestone", "XM-1-M1")["state"] == "reached"


@basis("C19")
def test_a_stage_partly_reached_for_the_second_time_stops_the_project(staged):
    s = _assess(_seated(staged().wait_until("2026-03-31 09:00")), "partial").complete("decide_stage", verdict="partial", note="部分")
    _assess(_seated(s), "partial").complete("decide_stage", verdict="partial", note="仍为部分")
    assert s.of("project", "XM-1")["state"] == "terminated" and s.timers("project") == [] and s.incidents() == []
    s.expect_path("fail_milestone", "stage_failed", "settle_termination", "project_terminated")


@basis("R5.1", "C19")
def test_in_a_horse_race_the_solver_who_fails_is_dropped_and_the_others_go_on(staged):
    s = _assess(_seated(staged("ai", "horse_race").wait_until("2026-03-31 09:00")), "failed")
    s.complete("decide_stage", verdict="failed", solver="示例单位2", note="未达到")
    dropped = [each["name"] for each in s.of("project", "XM-1")["data"]["units"] if each.get("dropped_on")]
    assert (dropped, s.of("project", "XM-1")["state"]) == (["示例单位2"], "active")
    assert ("stage_due", "2026-12-31 00:00") in s.timers()


@basis("D19")
def test_another_field_without_a_horse_race_has_no_stages(staged):
    s = staged("ai").wait_until("2026-04-01 09:00").expect_not_open("submit_stage")
    assert s.keys("milestone") == []


@basis("C19", "C10")
def test_too_few_experts_are_for_the_promotion_group_until_there_are_more(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH", field="bio")
    make_contract(s, "SH", staged=True, milestones=STAGES).wait_until("2026-03-31 09:00")
    _hand_in(s).expect_open("settle_shortage", role="promotion_group").expect_not_open("assess_stage")
    experts(s, 3, fields=["bio"])
    s.complete("settle_shortage", shortage="again", shortage_note="已补充专家")
    assert len(seat_panel(s).open_of("assess_stage")) == 3


@basis("C19", "C10", "R15.2")
def test_a_stage_is_assessed_by_whom_two_officers_saw_drawn_and_who_came(staged):
    s = staged().wait_until("2026-03-31 09:00")
    _hand_in(s).complete("confirm_draw", by="agency-1", answers=PASS)
    s.expect_refused("witness_draw", "four-eyes", by="agency-1", **PASS).complete("witness_draw", answers=PASS)
    s.complete("answer_invitation", reply="decline", reply_note="出差").complete("answer_invitation", reply="accept").complete("answer_invitation", reply="accept")
    s.expect_not_open("assess_stage").expect_open("confirm_draw")
    assert len(seat_panel(s).open_of("assess_stage")) == 3
    turns = s.of("draw", "XM-1-M1/0")["data"]["turns"]
    assert [turn["seed"] for turn in turns] == ["XM-1-M1/0/1", "XM-1-M1/0/2"] and not set(turns[0]["drawn"]) & set(turns[1]["drawn"])


@basis("C10", "R5.2")
def test_who_handed_in_the_stage_neither_confirms_nor_witnesses_the_draw_of_its_experts(staged):
    s = staged().wait_until("2026-03-31 09:00")
    s.complete("submit_stage", by="ann", answers=answers.stage_results()).expect_refused("confirm_draw", "four-eyes", by="ann", **PASS)
    s.complete("confirm_draw", answers=PASS).expect_refused("witness_draw", "four-eyes", by="ann", **PASS)
