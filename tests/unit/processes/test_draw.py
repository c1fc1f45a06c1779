"""A draw can be repeated by anybody, and leaves out whoever has a conflict of interest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from processes.expert_review.data import Review
from processes.expert_review.handlers import close_unscored, pick_substitute, query_substitutes, record_score, revoke_access
from processes.kit import Record
from processes.shared.conflicts import REASONS, facts_about
from processes.shared.draw import choose, pool_of
from processes.shared.scores import assign
from tests.dsl.basis import basis
from tests.dsl.memory import day, expert, ports, proposal
from tests.dsl.programme import FUNCTIONS

POOL = [expert(f"E-{number}") for number in range(10)]
BPMN = Path(__file__).parents[3] / "bpmn"
TABLE = decisions.load((BPMN / "shared/expert_conflict.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
ENVIRONMENT = feel.Environment(datetime(2024, 11, 11, 9, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)


def judge(facts):
    """What the table says of one expert."""
    return list(TABLE.decision("expert_conflict").evaluate(feel.adopt({"facts": dict(facts)}), ENVIRONMENT).value or [])


def draw(world, subject, *, seed, count, already=()):
    """A draw as the drawing makes it: who was drawn, and who could not be and why."""
    pool = pool_of(world, [subject], field=subject.data.get("field"), until=day("2024-12-02"), already=already)
    judged = [judge(facts) for facts in pool]
    drawn = tuple(facts["expert"] for facts in choose(pool, judged, seed=seed, count=count))
    return drawn, {facts["expert"]: reasons for facts, reasons in zip(pool, judged, strict=True) if reasons}


def conflicts(expert_key, profile, data, banned=False):
    """The reasons of one expert for one subject."""
    one, other = (Record("", key, "", None, None, "", values) for key, values in ((expert_key, profile), ("", data)))
    return judge(facts_about(one, [other], today=day("2024-11-11"), credit_active=banned) | {"available": True, "open_reviews": Decimal(0)})


@basis("R15.2")
def test_the_same_seed_draws_the_same_experts_in_the_same_order():
    first = draw(ports(*POOL), proposal(), seed="2024-1/SB-1/1", count=5)
    again = draw(ports(*reversed(POOL)), proposal(), seed="2024-1/SB-1/1", count=5)
    assert first == again and len(first[0]) == 5


@basis("R15.2")
def test_another_seed_draws_others():
    drawn = {draw(ports(*POOL), proposal(), seed=str(turn), count=5)[0] for turn in range(20)}
    assert len(drawn) > 15


@basis("R15.2")
def test_everybody_is_drawn_about_equally_often():
    counts = dict.fromkeys((each.key for each in POOL), 0)
    pool = pool_of(ports(*POOL), [proposal()], field="ai", until=day("2024-12-02"))
    for turn in range(1000):
        for each in (facts["expert"] for facts in choose(pool, [[]] * len(pool), seed=str(turn), count=5)):
            counts[each] += 1
    assert all(430 < count < 570 for count in counts.values())


@basis("R15.2")
def test_only_active_experts_of_the_field_who_were_not_drawn_before():
    pool = [*POOL, expert("E-bio", fields=["bio"]), Record("expert", "E-gone", "", None, None, "suspended", {"fields": ["ai"]})]
    made = draw(ports(*pool), proposal(), seed="s", count=20, already={"E-0", "E-1"})
    assert sorted(made[0]) == [f"E-{number}" for number in range(2, 10)]


@basis("R20.4", "D07")
def test_a_credit_entry_keeps_an_expert_out_until_it_ends():
    def entry(until):
        return Record("credit", "C", "", None, None, "active", {"subject": "E-0", "until": day(until)})

    assert draw(ports(*POOL, entry("2024-11-11")), proposal(), seed="s", count=10)[1] == {"E-0": ["credit"]}
    assert draw(ports(*POOL, entry("2024-11-10")), proposal(), seed="s", count=10)[1] == {}


@basis("D07", "PP20")
@pytest.mark.parametrize(
    "reason,profile",
    [
        ("same_unit", {"uscc": "PARTNER"}),
        ("recent_unit", {"jobs": [{"uscc": "LEAD", "until": day("2021-11-11")}]}),
        ("recent_unit", {"jobs": [{"uscc": "LEAD", "until": None}]}),
        ("controlled_unit", {"controlled_units": ["LEAD"]}),
        ("co_project", {"co_projects": [{"with": "李四", "on": day("2022-01-01")}]}),
        ("co_paper", {"co_papers": [{"with": "张三", "on": day("2021-11-11")}]}),
        ("advisor", {"advisors": ["张三"]}),
        ("kinship", {"relatives": ["李四"]}),
        ("equity", {"equity_units": ["PARTNER"]}),
        ("own_proposal", {"own_proposals": [{"direction": "方向一", "cycle_id": "2024"}]}),
        ("prepared_call", {"prepared": ["方向一"]}),
    ],
)
def test_every_reason_keeps_an_expert_out(reason, profile):
    assert conflicts("E", profile, proposal().data) == [reason]


@basis("PP20")
@pytest.mark.parametrize(
    "profile",
    [
        {"jobs": [{"uscc": "LEAD", "until": day("2021-11-10")}]},
        {"co_papers": [{"with": "张三", "on": day("2021-11-10")}]},
        {"own_proposals": [{"direction": "方向一", "cycle_id": "2023"}]},
        {"uscc": None},
    ],
)
def test_what_is_longer_ago_or_elsewhere_is_no_conflict(profile):
    assert conflicts("E", profile, proposal().data) == []


@basis("D07")
def test_an_applicant_may_object_to_two_experts_and_no_more():
    objected = proposal(objected_experts=["E-1", "E-2", "E-3"]).data
    assert [conflicts(f"E-{number}", {}, objected) for number in (1, 2, 3)] == [["objected"], ["objected"], []]


@basis("R15.2")
def test_all_reasons_are_named_none_is_weighed_against_another():
    profile = {"uscc": "LEAD", "advisors": ["张三"], "equity_units": ["LEAD"]}
    assert conflicts("E", profile, proposal().data, banned=True) == ["same_unit", "advisor", "equity", "credit"]
    assert set(REASONS) > {"same_unit"}


REVIEW = Review("2024-1", "SB-1", "E-0", "示例")


def _substitute(world, review=REVIEW):
    """The three steps of the drawing; nobody in the pool has a conflict."""
    revoke_access(review, world)
    pool = query_substitutes(review, world)["pool"]
    return pick_substitute(replace(review, pool=pool, judged=[[]] * len(pool)), world)["expert"]


@basis("R15.2")
def test_a_substitute_is_nobody_who_was_asked_before():
    world = ports(*POOL[:5], proposal())
    for key in ("E-1", "E-2", "E-3"):
        assign(world, "2024-1", proposal(), key)
    assert _substitute(world) == "E-4"
    assert world.records.get("score", "2024-1/SB-1/E-0").state == "revoked"
    assert _substitute(world) is None


@basis("R15.2")
def test_a_substitute_who_was_asked_while_the_pool_was_judged_is_left_out():
    world = ports(*POOL[:2], proposal())
    pool = query_substitutes(REVIEW, world)["pool"]
    for key in ("E-0", "E-1"):
        assign(world, "2024-1", proposal(), key)
    assert pick_substitute(replace(REVIEW, pool=pool, judged=[[]] * len(pool)), world)["expert"] is None


@basis("R15.2")
def test_who_once_declared_a_conflict_about_a_proposal_is_known_for_it():
    told = Record("score", "2023-1/SB-1/E-0", "", None, None, "revoked", {"proposal_id": "SB-1", "expert": "E-0", "conflict": "advisor"})
    pool = pool_of(ports(*POOL[:2], told), [proposal()], field="ai", until=day("2024-12-02"))
    assert [facts["declared"] for facts in pool] == [True, False]


@basis("R15.2")
def test_a_draw_takes_turns_between_kinds_of_unit_and_one_expert_from_a_unit():
    pool = [{"expert": f"E-{number}", "unit": f"U-{number % 4}", "unit_kind": "university"} for number in range(8)]
    pool += [{"expert": "E-8", "unit": "U-8", "unit_kind": "enterprise"}, {"expert": "E-9", "unit": None, "unit_kind": None}]
    chosen = choose(pool, [[]] * 10, seed="s", count=9)
    assert len(chosen) == 6 and {"E-8", "E-9"} <= {facts["expert"] for facts in chosen[:3]}
    again = choose(pool, [[]] * 10, seed="s", count=9, taken_units=["U-8"])
    assert "E-8" not in {facts["expert"] for facts in again}


@basis("R15.2")
def test_a_handler_that_runs_twice_records_one_score():
    world = ports(proposal())
    review = Review("2024-1", "SB-1", "E-0", total=Decimal(86), recommendation="support")
    assert record_score(review, world) == record_score(review, world)
    assert [each.state for each in world.records.find("score")] == ["valid"]


@basis("R15.2")
def test_whose_access_was_revoked_is_not_counted_as_missing():
    world = ports(*POOL[:1], proposal())
    revoke_access(REVIEW, world)
    close_unscored(REVIEW, world)
    assert world.records.get("score", "2024-1/SB-1/E-0").state == "revoked"


@basis("D07", "PP20")
def test_who_evaluated_a_need_under_its_number_for_experts_does_not_judge_the_proposal_that_comes_of_it():
    need = Record("need", "XQ-1", "", None, None, "applied", {"brief_id": "PG-1"})
    subject = replace(proposal(), data={**proposal().data, "direction": None, "need_id": "XQ-1"})
    for prepared in ("PG-1", "XQ-1"):            # before there was such a number, the need's own was kept
        pool = pool_of(ports(expert("E-0", prepared=[prepared]), expert("E-1", prepared=["PG-2"]), need), [subject], field="ai", until=day("2024-12-01"))
        assert {facts["expert"]: facts["prepared_call"] for facts in pool} == {"E-0": True, "E-1": False}
