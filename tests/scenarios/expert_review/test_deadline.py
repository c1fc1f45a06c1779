"""An expert has fifteen working days, is reminded three times, and cannot score afterwards."""

from __future__ import annotations

from tests.dsl import answers
from tests.dsl.steps import experts, file_proposal, pass_formal_check


def _drawn(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-11 09:00")
    s.complete("group_proposals", answers=answers.groups(key)).complete("confirm_draw", decision="pass", witness="监督员")
    return s, key


def test_s30_the_deadline_is_fifteen_working_days_away_with_three_reminders(scenario):
    s, _ = _drawn(scenario)
    s.complete("sign_commitment", answers=answers.commitment()).expect_open("score", role="expert", due="2024-12-02 17:00")
    s.wait_until("2024-12-02 16:59")
    assert s.reminded("score") == ["2024-11-25 09:00", "2024-11-27 09:00", "2024-11-29 09:00"]


def test_a_commitment_is_asked_for_within_three_working_days_and_still_taken_later(scenario):
    s, _ = _drawn(scenario)
    s.expect_open("sign_commitment", due="2024-11-14 17:00").wait_until("2024-11-15 09:00")
    assert set(s.reminded("sign_commitment")) == {"2024-11-13 09:00"}
    s.complete("sign_commitment", answers=answers.commitment()).expect_open("score", due="2024-12-02 17:00")


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


def test_another_expert_does_not_see_the_task(scenario):
    s, _ = _drawn(scenario)
    s.complete("sign_commitment", answers=answers.commitment())
    s.expect_hidden("score", "expert@person:somebody-else")
