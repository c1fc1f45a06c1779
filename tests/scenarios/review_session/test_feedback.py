"""What the lead unit is told of its review: the experts' comments, cleaned, and nobody's name."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import AGREE
from tests.dsl.basis import basis
from tests.dsl.steps import agree_on_list, draw_experts, experts, file_proposal, pass_formal_check

SAID = "路线可行。本人E-{}（梅{}，梅花研究所{}）在此领域有经验。"


@pytest.fixture
def scored(scenario):
    """Five experts who tell in their comments who they are, with the panel about to meet."""
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    for number in range(5):
        experts(s, 1, first=number, title=f"梅{number}", unit_name=f"梅花研究所{number}")
    draw_experts(s, key)
    while s.open_of("sign_commitment"):
        s.complete("sign_commitment", answers=answers.commitment())
    while s.open_of("score"):
        said = SAID.format(*[s.person_of("score").removeprefix("E-")] * 3)
        s.complete("score", answers=answers.score() | {"comment": said, "confidential_comment": "内部之言"})
    return s.wait_until("2024-12-10 09:00"), key


def confirm(s):
    for _ in range(4):
        s.complete("confirm_ranking", answers=AGREE)
    return s


@basis("Q28", "F10", "R15.1")
def test_the_agency_is_given_the_comments_without_names_and_passes_on_what_it_leaves_of_them(scored):
    s, key = scored
    offered = s.variables(element="hold_panel")["feedback"]
    assert offered == [{"proposal_id": key, "comment": "路线可行。本人〔略〕（〔略〕，〔略〕）在此领域有经验。"}] * 5
    kept = [{"proposal_id": key, "comment": "路线可行。"}, {"proposal_id": key, "comment": "建议补充指标。"}]
    s.person(released_by := "agency-1", ("agency", None, None))
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": kept}, by=released_by)
    assert "comments" not in s.of("proposal", key)["data"]          # the four authorities have yet to agree
    assert confirm(s).of("proposal", key)["data"]["comments"] == ["路线可行。", "建议补充指标。"]
    assert [each["by"] for each in s.facts("completed") if each["element"] == "hold_panel"] == [released_by]
    assert {s.of("score", score)["data"]["comment"] for score in s.keys("score")} == {SAID.format(*[n] * 3) for n in range(5)}


@basis("Q28")
def test_a_name_that_the_agency_overlooked_is_taken_out_before_it_is_passed_on(scored):
    s, key = scored
    told = [{"proposal_id": key, "comment": "同意梅3的意见，E-4、梅花研究所1亦然。"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": told})
    assert confirm(s).of("proposal", key)["data"]["comments"] == ["同意〔略〕的意见，〔略〕、〔略〕亦然。"]


@basis("Q28", "R15.1")
def test_what_one_authority_objects_to_is_edited_again_and_not_gathered_anew(scored):
    s, key = scored
    told = [{"proposal_id": key, "comment": "第一稿"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": told})
    for _ in range(3):
        s.complete("confirm_ranking", answers=AGREE)
    s.complete("confirm_ranking", decision="object", note="意见须再整理")
    assert s.variables(element="hold_panel")["feedback"] == told
    again = [{"proposal_id": key, "comment": "第二稿"}]
    s.complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": again})
    assert confirm(s).of("proposal", key)["data"]["comments"] == ["第二稿"]


@basis("Q28")
def test_without_a_comment_worth_passing_on_the_list_of_an_award_is_made_all_the_same(scored):
    s, key = scored
    s.complete("hold_panel", answers=answers.panel("2024-12-10"))
    assert agree_on_list(confirm(s)).of("proposal", key)["data"]["comments"] == []
