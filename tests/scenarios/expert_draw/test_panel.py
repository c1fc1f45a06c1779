"""A panel is drawn in the sight of two officers, until enough experts have accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import accept_invitations, confirm_draw, experts, file_proposal, pass_formal_check

AGAIN = {"decision": "again", "note": "有专家当日无法参加"}


def _drawn(scenario, pool=5, **data):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, pool, **data)
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-08 17:01")
    return s.complete("group_proposals", by="agency-1", answers=answers.groups(key)), key


def _turns(s):
    return s.of("draw", "2024-1/第一组")["data"]["turns"]


@basis("C10", "R5.2")
def test_two_officers_confirm_a_draw_and_neither_has_grouped_the_proposals(scenario):
    s, _ = _drawn(scenario)
    s.expect_refused("confirm_draw", "four-eyes", by="agency-1", **PASS)
    s.complete("confirm_draw", by="agency-2", answers=PASS).expect_open("witness_draw", role="supervisor", due="2024-11-12 17:00")
    s.expect_refused("witness_draw", "four-eyes", by="agency-2", **PASS)
    s.complete("witness_draw", by="supervisor-1", answers=PASS)
    accept_invitations(s)
    turn = _turns(s)[0]
    assert (turn["confirmed_by"], turn["witnessed_by"]) == ("agency-2", "supervisor-1")
    assert s.of("draw", "2024-1/第一组")["state"] == "formed" and len(s.open_of("sign_commitment")) == 5


@basis("R15.2")
def test_a_draw_that_is_not_confirmed_takes_nobody_out_of_the_pool(scenario):
    s, _ = _drawn(scenario)
    s.complete("confirm_draw", answers=AGAIN).complete("confirm_draw", answers=PASS).complete("witness_draw", answers=AGAIN)
    accept_invitations(confirm_draw(s))
    assert [turn.get("void") for turn in _turns(s)] == [True, True, None]
    assert [turn["seed"] for turn in _turns(s)] == [f"2024-1/第一组/{number}" for number in (1, 2, 3)]
    assert len(s.open_of("sign_commitment")) == 5


@basis("C10", "S14")
def test_who_declines_or_does_not_answer_in_three_working_days_is_replaced_by_another_draw(scenario):
    s, _ = _drawn(scenario, pool=7)
    confirm_draw(s)
    first = set(_turns(s)[0]["drawn"])
    s.expect_open("answer_invitation", role="expert", due="2024-11-13 17:00")
    s.complete("answer_invitation", reply="decline", reply_note="出差")
    for _ in range(3):
        s.complete("answer_invitation", reply="accept")
    s.wait_until("2024-11-13 17:01").expect_open("confirm_draw", due="2024-11-15 17:00")
    accept_invitations(confirm_draw(s))
    second = set(_turns(s)[1]["drawn"])
    assert len(second) == 2 and not first & second
    assert len(s.of("draw", "2024-1/第一组")["data"]["members"]) == 5
    assert s.open_of("sign_commitment")[0]["due"] is not None and len(s.open_of("sign_commitment")) == 5


@basis("C10")
def test_after_three_draws_the_promotion_group_decides(scenario):
    s, key = _drawn(scenario, pool=8)
    for _ in range(3):
        confirm_draw(s)
        while s.open_of("answer_invitation"):
            s.complete("answer_invitation", reply="accept" if len(s.open_of("answer_invitation")) == 2 else "decline", reply_note="出差")
        if s.open_of("settle_shortage"):
            break
    s.expect_open("settle_shortage", role="promotion_group", due="2024-11-13 17:00")
    s.complete("settle_shortage", shortage="proceed", shortage_note="时间紧迫")
    assert s.of("draw", "2024-1/第一组")["state"] == "short"
    assert len(s.open_of("sign_commitment")) == len(s.of("draw", "2024-1/第一组")["data"]["members"]) > 0
    s.expect_path("settle_shortage", "accept_shortage", "panel_short")


@basis("R15.2")
def test_an_empty_pool_is_a_shortage_at_once_and_one_that_grew_is_drawn_from_again(scenario):
    s, _ = _drawn(scenario, pool=0)
    s.expect_open("settle_shortage").expect_not_open("confirm_draw")
    experts(s, 5)
    s.complete("settle_shortage", shortage="again", shortage_note="已补充专家")
    accept_invitations(confirm_draw(s))
    assert len(s.open_of("sign_commitment")) == 5


@basis("C10", "C21")
def test_an_acceptance_panel_is_drawn_for_a_project(scenario):
    s = scenario("expert_draw", at="2027-01-12 09:00")
    s.record("project", "XM-1", region="JS", unit="U-1", units=answers.units(("JS", "AH")), leader={"name": "张三"}, field="ai")
    experts(s, 7)
    experts(s, 1, first=7, advisors=["张三"])
    s.start(
        draw_id="XM-1/acceptance", draw_title="示例项目 验收", subject_type="project", subjects=["XM-1"], specialty="ai",
        wanted=Decimal(5), prepared_by="officer-js-1",
    )
    accept_invitations(confirm_draw(s))
    assert len(s.variables()["panel"]) == 5 and "E-7" not in s.variables()["panel"]
    assert s.of("draw", "XM-1/acceptance")["data"]["turns"][0]["excluded"] == {"E-7": ["advisor"]}


@basis("C10", "R15.2")
def test_no_unit_sends_two_and_the_kinds_of_unit_take_turns(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 4, uscc=answers.uscc(200), unit_kind="university")
    experts(s, 4, first=4, unit_kind="university")
    experts(s, 2, first=8, unit_kind="enterprise")
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-08 17:01")
    s.complete("group_proposals", answers=answers.groups(key))
    drawn = _turns(s)[0]["drawn"]
    assert len(set(drawn) & {"E-0", "E-1", "E-2", "E-3"}) <= 1 and {"E-8", "E-9"} <= set(drawn) and len(drawn) == 5


@basis("R15.2")
@pytest.mark.parametrize("period,left_out", [
    (("2024-11-08", "2024-11-08"), True), (("2024-11-29", "2024-12-31"), True), (("2024-11-30", "2024-12-31"), False),
    (("2024-10-01", "2024-11-07"), False),
])
def test_an_expert_who_is_away_while_he_is_needed_is_left_out(scenario, period, left_out):
    first, last = map(date.fromisoformat, period)
    s, _ = _drawn(scenario, pool=1, unavailable=[{"from": first, "until": last}])
    found = _turns(s)[0]["excluded"] if s.keys("draw") else {}
    assert (found == {"E-0": ["unavailable"]}) is left_out


@basis("R15.2")
def test_who_has_as_many_reviews_as_one_may_have_is_left_out(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    for number in range(15):
        s.record("score", f"other/{number}/E-0", state="committed", session_id="other", proposal_id=str(number), expert="E-0")
    for number in range(14):
        s.record("score", f"other/{number}/E-1", state="assigned", session_id="other", proposal_id=str(number), expert="E-1")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 6)
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-08 17:01")
    s.complete("group_proposals", answers=answers.groups(key))
    assert _turns(s)[0]["excluded"] == {"E-0": ["workload"]}


@basis("C10", "R15.2")
def test_without_a_single_expert_there_is_no_panel_to_go_on_with(scenario):
    s, _ = _drawn(scenario, pool=0)
    assert set(s.messages_of("settle_shortage", shortage="proceed", shortage_note="时间紧迫")) == {"shortage"}
    s.complete("settle_shortage", shortage="again", shortage_note="正在补充专家").expect_open("settle_shortage").expect_not_open("sign_commitment")
