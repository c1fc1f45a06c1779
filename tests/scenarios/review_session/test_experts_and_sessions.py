"""Experts with conflicts, scores that are missing, and how many sessions a year may have."""

from __future__ import annotations

from decimal import Decimal

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import draw_experts, experts, file_proposal, pass_formal_check, score_all, settle


@basis("D07", "PP20", "R15.2", "S14")
def test_s14_an_expert_of_a_participating_unit_is_never_invited(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    experts(s, 1, first=5, uscc=answers.uscc(2))
    draw_experts(s, key)
    drawn = s.of("draw", "2024-1/第一组")["data"]["turns"][0]
    assert sorted(drawn["drawn"]) == ["E-0", "E-1", "E-2", "E-3", "E-4"]
    assert drawn["excluded"] == {"E-5": ["same_unit"]}
    assert drawn["seed"] == "2024-1/第一组/1"


@basis("D07", "PP20", "R15.2", "S14")
def test_s14_a_conflict_found_after_opening_the_material_voids_the_draft_and_draws_another_expert(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 6)
    draw_experts(s, key)
    s.complete("sign_commitment", answers=answers.commitment())
    gone = s.person_of("score")
    s.complete("score", conflict_found=True, conflict="advisor")
    assert s.of("score", f"2024-1/{key}/{gone}")["state"] == "revoked"
    assert len(s.open_of("sign_commitment")) == 5
    assert gone not in {s.person_of("sign_commitment", item) for item in range(5)}
    score_all(s, 86)
    valid = [each for each in s.keys("score") if s.of("score", each)["state"] == "valid"]
    assert len(valid) == 5 and f"2024-1/{key}/{gone}" not in valid
    settle(s)
    assert s.of("proposal", key)["data"]["mean"] == 86


@basis("D07", "PP20", "R15.2", "S14")
def test_s14_who_declares_a_conflict_is_replaced_before_seeing_anything(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 6)
    draw_experts(s, key)
    gone = s.person_of("sign_commitment")
    s.complete("sign_commitment", answers=answers.commitment(conflict="co_work", conflict_detail="合作"))
    assert s.of("score", f"2024-1/{key}/{gone}")["state"] == "revoked"
    assert len(s.open_of("sign_commitment")) == 5


@basis("S15", "Q23")
def test_s15_two_scores_of_five_are_too_few_even_after_five_more_days(scenario):
    s = scenario("proposal", at="2024-10-14 09:00").person("lead", ("lead_unit", None, "U-1"))
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    draw_experts(s, key)
    s.expect_open("sign_commitment", due="2024-11-13 17:00")
    for _ in range(5):
        s.complete("sign_commitment", answers=answers.commitment())
    for _ in range(2):
        s.complete("score", answers=answers.score())
    s.wait_until("2024-11-29 17:01").expect_open("score", due="2024-12-06 17:00").expect_not_open("sign_commitment")
    s.wait_until("2024-12-06 17:01").expect_not_open("sign_commitment", "score")
    settle(s)
    assert s.of("proposal", key)["state"] == "waiting_session"
    assert "等待" in s.mails()[-1] and "评分" not in s.mails()[-1]


@basis("Q23")
def test_a_vacant_seat_is_filled_once_when_scores_are_missing(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    draw_experts(s, key)
    for _ in range(2):
        s.complete("sign_commitment", answers=answers.commitment()).complete("score", answers=answers.score())
    experts(s, 1, first=5)
    s.complete("sign_commitment", answers=answers.commitment())
    s.wait_until("2024-11-13 17:01").expect_open("sign_commitment", due="2024-11-18 17:00")
    assert s.person_of("sign_commitment") == "E-5"
    score_all(s)
    settle(s)
    assert s.of("proposal", key)["state"] == "ranked"


@basis("R15.3", "PP05", "D09", "Q17", "S16")
def test_s16_a_proposal_that_comes_after_the_second_session_waits_for_the_next_year(scenario):
    s = scenario("proposal", at="2024-11-18 09:00")
    for number in (1, 2):
        s.record("session", f"earlier-{number}", state="closed", year="2024")
    key = pass_formal_check(s, file_proposal(s))
    waiting = s.of("proposal", key)
    assert waiting["state"] == "waiting_session" and str(waiting["data"]["valid_until"]) == "2025-11-18"
    s.start("review_session", answers=answers.session("2024-12-28", "2024-12-30"))
    s.expect_open("approve_session", role="task_force").complete("approve_session", decision="refuse", note="不增开")
    assert s.of("proposal", key)["state"] == "waiting_session"
    s.wait_until("2025-01-06 09:00").start("review_session", answers=answers.session("2025-02-14", "2025-03-14"))
    s.wait_until("2025-02-14 17:01")
    assert s.of("proposal", key)["state"] == "in_review"


@basis("R15.3", "PP05", "D09", "Q17", "S16")
def test_s16_a_third_session_of_the_year_opens_when_the_task_force_agrees(scenario):
    s = scenario("proposal", at="2024-11-18 09:00")
    for number in (1, 2):
        s.record("session", f"earlier-{number}", state="closed", year="2024")
    key = pass_formal_check(s, file_proposal(s))
    s.start("review_session", answers=answers.session("2024-12-28", "2024-12-30")).complete("approve_session", decision="pass", note="同意")
    s.wait_until("2024-12-28 17:01")
    assert s.of("proposal", key)["state"] == "in_review"


@basis("Q17")
def test_an_acceptance_that_waits_for_a_year_lapses(scenario):
    s = scenario("proposal", at="2024-11-18 09:00")
    key = pass_formal_check(s, file_proposal(s))
    s.wait_until("2025-11-18 16:59")
    assert s.of("proposal", key)["state"] == "waiting_session"  # the day that the notice names still counts
    s.wait_until("2025-11-18 17:01")
    assert s.of("proposal", key)["state"] == "lapsed"


@basis("Q17")
def test_the_year_of_an_acceptance_is_counted_from_its_day_in_shanghai(scenario):
    s = scenario("proposal", at="2024-11-18 07:30")  # still the 17th by Greenwich
    key = pass_formal_check(s, file_proposal(s))
    assert str(s.of("proposal", key)["data"]["valid_until"]) == "2025-11-18"


@basis("R15.1")
def test_a_lead_unit_that_the_review_does_not_support_is_told(scenario):
    s = scenario("proposal", at="2024-10-14 09:00").person("lead", ("lead_unit", None, "U-1"))
    key = pass_formal_check(s, file_proposal(s))
    experts(s)
    draw_experts(s, key)
    score_all(s, 50)
    settle(s)
    assert s.of("proposal", key)["state"] == "not_approved" and "评审结果告知" in s.mails()[-1]


@basis("P05", "Q17")
def test_a_session_that_is_called_off_leaves_its_proposals_to_the_next_one(scenario):
    s = scenario("proposal", at="2024-10-14 09:00").person("lead", ("lead_unit", None, "U-1"))
    key = pass_formal_check(s, file_proposal(s))
    experts(s)
    draw_experts(s, key)
    s.complete("sign_commitment", answers=answers.commitment()).expect_open("score")
    s.start("session_cancellation", session_id="2024-1", reason="会场变更")
    assert s.open() == [] and s.of("session", "2024-1")["state"] == "cancelled"
    assert s.of("proposal", key)["state"] == "waiting_session" and "等待" in s.mails()[-1]
    assert {s.of("score", each)["state"] for each in s.keys("score")} == {"revoked"}
    s.expect_path("session_called_off", "cancel_session", "tell_postponed", "session_cancelled")
    s.start("review_session", answers=answers.session("2024-12-27", "2024-12-30"))
    s.wait_until("2024-12-27 17:01").expect_open("group_proposals")
    assert s.of("proposal", key)["state"] == "in_review"


@basis("PP05")
def test_a_session_that_is_called_off_before_the_intake_closes_does_not_count_for_the_year(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    for _ in range(3):
        s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10"))
        s.expect_not_open("approve_session").start("session_cancellation", session_id=s.keys("session")[-1], reason="重排")


@basis("R15.1")
def test_one_region_that_does_not_agree_brings_the_panel_together_again(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s)
    draw_experts(s, key)
    score_all(s).wait_until("2024-12-10 09:00").complete("hold_panel", answers=answers.panel("2024-12-10"))
    for _ in range(3):
        s.complete("confirm_ranking", decision="agree")
    s.complete("confirm_ranking", decision="object", note="分歧较大").expect_open("hold_panel")
    settle(s, (key, "reserve"))
    assert s.of("proposal", key)["state"] == "reserve_list"


@basis("D08", "R15.1")
def test_experts_who_differ_by_more_than_25_points_are_marked_for_the_panel(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    draw_experts(s, key)
    while s.open_of("sign_commitment"):
        s.complete("sign_commitment", answers=answers.commitment())
    for total in (90, 90, 90, 90, 64):
        s.complete("score", answers=answers.score(total))
    ranked = s.of("session", "2024-1")["data"]["ranking"][0]
    assert (ranked["spread"], ranked["discuss"], ranked["tier"], ranked["mean"]) == (26, True, "support", Decimal("84.80"))
