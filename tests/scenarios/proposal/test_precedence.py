"""Two proposals on one need: in a horse race both go on, otherwise the demand side's own keeps it (Q16)."""

from __future__ import annotations

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis

NEED = "XQ-2024-JS-0001"
OWNER, OTHER, THIRD = "U-1", "U-2", "U-3"


def story(scenario, mode="jiebang"):
    s = scenario("proposal", at="2024-09-02 09:00")
    for place, unit in enumerate((OWNER, OTHER, THIRD), start=1):
        s.unit(unit, f"示例单位{place}", "JS").person(f"ann-{unit.lower()}", ("lead_unit", "JS", unit))
    s.record("unit", OTHER, region="JS", unit=OTHER)
    return s.record("need", NEED, title="示例需求", region="JS", unit=OWNER, state="full", mode=mode)


def file(s, unit, **more):
    """A unit applies on the need, and its proposal reaches the agency."""
    s.start("proposal", lead_unit=unit, title=f"{unit}的申报", region="JS", field="ai", origin="reserve", need_id=NEED)
    key = s.keys("proposal")[-1]
    s.complete("fill_proposal", of=key, answers=answers.proposal(title=f"{unit}的申报", origin="reserve", need_id=NEED, **more))
    s.complete("review_proposal", of=key, answers=PASS).complete("recommend", of=key, answers=PASS)
    return key


def data(s, key):
    return s.of("proposal", key)["data"]


@basis("Q16", "Q15")
def test_the_demand_sides_own_proposal_wins_and_the_one_that_was_there_goes_on_under_the_guideline(scenario):
    s = story(scenario)
    other = file(s, OTHER)
    assert data(s, other)["origin"] == "reserve" and s.open_of("choose_way") == []
    own = file(s, OWNER)
    assert data(s, own)["need_id"] == NEED
    moved = data(s, other)
    assert (moved["origin"], moved["need_id"], moved["redirected_from"], moved["redirected_because"]) == ("open", None, NEED, "owner")
    assert s.mails().count("申报已改投指南方向：U-2的申报") + s.mails().count("Proposal redirected to a direction of the guideline: U-2的申报") >= 1
    s.expect_open("choose_way", role="lead_unit", due="2024-09-09 17:00")
    s.complete("choose_way", of=other, way="open", direction="方向二")
    assert data(s, other)["direction"] == "方向二"
    s.complete("check_items", of=other).complete("second_check", of=other, agreed="agree")
    assert s.of("proposal", other)["state"] == "waiting_session"


@basis("Q16")
def test_whoever_comes_after_the_demand_side_is_redirected_and_may_withdraw(scenario):
    s = story(scenario)
    own, other = file(s, OWNER), file(s, OTHER)
    assert data(s, own)["origin"] == "reserve" and data(s, other)["origin"] == "open"
    s.complete("choose_way", of=other, way="withdraw", reason="只愿承担该需求")
    assert s.of("proposal", other)["state"] == "withdrawn" and s.status("proposal", other) == "completed"
    assert s.of("proposal", own)["state"] == "formal_checking"


@basis("Q16")
def test_silence_goes_on_under_the_direction_that_was_shown(scenario):
    s = story(scenario)
    file(s, OWNER)
    other = file(s, OTHER)
    s.expect_open("choose_way").wait_until("2024-09-09 17:01").expect_not_open("choose_way")
    assert s.of("proposal", other)["state"] == "formal_checking" and data(s, other)["direction"] == "U-2的申报"
    assert s.status("proposal_redirection", other) == "completed"


@basis("Q16")
def test_where_the_demand_side_does_not_apply_the_earlier_proposal_keeps_the_need(scenario):
    s = story(scenario)
    first, second = file(s, OTHER), file(s, THIRD)
    assert data(s, first)["need_id"] == NEED
    assert data(s, second)["redirected_because"] == "earlier"


@basis("Q16", "R5.1")
def test_in_a_horse_race_both_keep_the_need(scenario):
    s = story(scenario, mode="horse_race")
    other, own = file(s, OTHER), file(s, OWNER)
    assert [data(s, key)["need_id"] for key in (other, own)] == [NEED, NEED] and s.open_of("choose_way") == []


@basis("Q16", "Q13")
def test_a_proposal_that_is_already_reviewed_is_not_redirected(scenario):
    s = story(scenario).record("proposal", "SB-2023-0009", title="上年申报", unit=OTHER, state="in_review", need_id=NEED, origin="reserve")
    own = file(s, OWNER)
    assert data(s, "SB-2023-0009")["need_id"] == NEED and data(s, own)["need_id"] == NEED
