"""An expert signs within three working days, scores within fifteen, is reminded, and cannot score afterwards."""

from __future__ import annotations

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import accept_invitations, confirm_draw, experts, file_proposal, pass_formal_check, score_all


def _drawn(scenario, pool=5):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, pool)
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-11 09:00")
    s.complete("group_proposals", answers=answers.groups(key))
    return accept_invitations(confirm_draw(s)), key


@basis("R15.1", "PP13", "S30")
def test_s30_the_deadline_is_fifteen_working_days_away_with_three_reminders(scenario):
    s, _ = _drawn(scenario)
    s.complete("sign_commitment", answers=answers.commitment()).expect_open("score", role="expert", due="2024-12-02 17:00")
    s.wait_until("2024-12-02 16:59")
    assert s.reminded("score") == ["2024-11-25 09:00", "2024-11-27 09:00", "2024-11-29 09:00"]


@basis("C11", "F09")
def test_an_expert_who_does_not_sign_within_three_working_days_is_replaced(scenario):
    s, key = _drawn(scenario, pool=6)
    silent = s.person_of("sign_commitment")
    for _ in range(4):
        s.complete("sign_commitment", item=1, answers=answers.commitment())
    s.expect_open("sign_commitment", due="2024-11-14 17:00").wait_until("2024-11-14 17:01")
    assert set(s.reminded("sign_commitment")) == {"2024-11-13 09:00"}
    assert s.of("score", f"2024-1/{key}/{silent}")["state"] == "revoked"
    substitute = s.person_of("sign_commitment")
    assert substitute != silent
    known = s.variables(s.instance_of("review_session"), "sign_commitment")
    assert known["expert"] == substitute and known["pool"] == known["judged"] == []      # who else could have been drawn is not kept
    s.expect_open("sign_commitment", due="2024-11-19 17:00").complete("sign_commitment", answers=answers.commitment())
    s.expect_open("score", due="2024-12-02 17:00")


@basis("C11", "S30")
def test_a_score_is_locked_until_the_panel_reopens_it(scenario):
    s, key = _drawn(scenario)
    who = s.person_of("sign_commitment")
    score_all(s, 86)
    s.expect_not_open("score").wait_until("2024-12-10 09:00")
    again = [{"score": f"2024-1/{key}/{who}", "reason": "笔误"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"reopened": again})
    s.expect_open("score", role="expert", due="2024-12-17 17:00").expect_not_open("sign_commitment", "confirm_ranking")
    assert s.person_of("score") == who
    s.complete("score", answers=answers.score(76)).complete("hold_panel", answers=answers.panel("2024-12-10"))
    assert s.of("score", f"2024-1/{key}/{who}")["data"]["reopened_reason"] == "笔误"
    assert s.of("session", "2024-1")["data"]["ranking"][0]["mean"] == 84


@basis("R15.1", "PP13")
def test_a_score_that_was_reopened_in_vain_counts_as_it_stood(scenario):
    s, key = _drawn(scenario)
    who = s.person_of("sign_commitment")
    score_all(s, 86)
    s.wait_until("2024-12-10 09:00")
    again = [{"score": f"2024-1/{key}/{who}", "reason": "笔误"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"reopened": again}).wait_until("2024-12-17 17:01")
    assert s.of("session", "2024-1")["data"]["ranking"][0]["mean"] == 86


@basis("S30", "C11")
def test_s30_who_missed_the_deadline_scores_only_if_the_panel_reopens_it(scenario):
    s, key = _drawn(scenario)
    for _ in range(5):
        s.complete("sign_commitment", answers=answers.commitment())
    late = s.person_of("score")
    for _ in range(4):
        s.complete("score", item=1, answers=answers.score(86))
    s.wait_until("2024-12-10 09:00").expect_not_open("score")
    assert s.of("score", f"2024-1/{key}/{late}")["state"] == "missed"
    again = [{"score": f"2024-1/{key}/{late}", "reason": "因公出差"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"reopened": again})
    s.complete("score", answers=answers.score(81))
    assert s.of("session", "2024-1")["data"]["ranking"][0]["mean"] == 85


@basis("R15.1", "PP13", "S30")
def test_s30_a_score_after_the_deadline_is_refused_and_kept_but_does_not_count(scenario):
    s, key = _drawn(scenario)
    for _ in range(3):
        s.complete("sign_commitment", answers=answers.commitment()).complete("score", answers=answers.score(86))
    s.complete("sign_commitment", answers=answers.commitment())
    late = s.person_of("score")
    s.wait_until("2024-12-02 16:59:59").at_once("2024-12-02 17:00:01").submit_late("score", **answers.score(10))
    assert s.of("score", f"2024-1/{key}/{late}")["state"] == "missed"
    assert len(s.facts("refused_late")) == 1
    s.expect_open("hold_panel")
    assert s.of("session", "2024-1")["data"]["ranking"][0]["mean"] == 86


@basis("R15.1", "PP13")
def test_another_expert_does_not_see_the_task(scenario):
    s, _ = _drawn(scenario)
    s.complete("sign_commitment", answers=answers.commitment())
    s.expect_hidden("score", "expert@person:somebody-else")


@basis("C11", "T17")
def test_a_score_sheet_is_signed_by_the_expert_who_filled_it_and_names_no_other(scenario):
    s, _ = _drawn(scenario)
    score_all(s, 86)
    signed = [{each["person"] for each in sheet} for sheet in s.signers("score_sheet")]
    assert len(signed) == 5 and all(len(people) == 1 for people in signed) and len(set().union(*signed)) == 5
