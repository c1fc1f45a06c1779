"""The tables and forms of needs, row for row at their edges (D01, D02, D03, F01, F03)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from app.errors import Invalid
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.needs import need_form, solution_form, task
from tests.dsl.programme import FUNCTIONS
from tests.house.document_templates import _library

ROOT = Path(__file__).parents[3]
LIBRARY = _library()
ENVIRONMENT = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
GOOD: dict[str, Any] = {
    "enterprise": True, "region": "SH", "banned": False, "declared": True, "target_years": Decimal(3), "excess": False,
}


def decide(name: str, **variables: Any) -> Any:
    model = decisions.load((ROOT / f"bpmn/shared/{name}.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
    return model.decision(name).evaluate(variables, ENVIRONMENT).value


def refused(name: str, given: dict[str, Any], **lists: Any) -> list[str]:
    form = LIBRARY.form(name)
    try:
        form.load(given, ENVIRONMENT, given=lists)
    except Invalid as error:
        return sorted(error.messages)
    return []


@basis("D01", "R8.2", "R4.2", "R10.4")
@pytest.mark.parametrize("facts,codes", [
    ({}, []),
    ({"enterprise": False}, ["NEN-01"]),
    ({"region": "QT"}, ["NEN-02"]),
    ({"banned": True}, ["NEN-03"]),
    ({"declared": False}, ["NEN-04"]),
    ({"target_years": Decimal(1)}, ["NEN-05"]),
    ({"target_years": Decimal(2)}, []),
    ({"target_years": Decimal(9)}, ["NEN-05"]),
    ({"excess": True}, ["NEN-06"]),
    ({"enterprise": False, "banned": True}, ["NEN-01", "NEN-03"]),
])
def test_whatever_speaks_against_collecting_a_need_is_named(facts, codes):
    assert [each["code"] for each in decide("need_eligibility", **GOOD | facts) or []] == codes


@basis("D02", "R9.1", "Q10")
@pytest.mark.parametrize("valid,mean,least,suggestion", [
    (4, "90", "15", "too_few"), (5, "70.00", "10.00", "list"), (5, "69.99", "10.00", "not_list"), (5, "70.00", "9.99", "not_list"),
    (9, "100", "20", "list"), (5, "0", "0", "not_list"),
])
def test_a_need_is_listed_from_seventy_and_ten_in_every_criterion(valid, mean, least, suggestion):
    subject = {"valid": Decimal(valid), "mean": Decimal(mean), "least": Decimal(least)}
    assert decide("need_listing", subject=subject) == suggestion


@basis("D03", "R12.2")
@pytest.mark.parametrize("tasks,matched,status", [(3, 0, "unsolved"), (3, 1, "partial"), (3, 2, "partial"), (3, 3, "full"), (1, 1, "full")])
def test_the_status_follows_from_the_tasks_alone(tasks, matched, status):
    assert decide("reserve_status", n_tasks=Decimal(tasks), n_matched=Decimal(matched)) == status


@basis("F01", "R2.1", "R4.3", "R8.3", "R10.5")
@pytest.mark.parametrize("left_out", ["chain_link", "application_scene", "mode", "field", "cross_region_reason", "urgency", "contact", "clean_record"])
def test_a_need_says_what_it_is_for_and_why_it_takes_several_regions(left_out):
    given = need_form() | {left_out: False if left_out == "clean_record" else None}
    assert refused("need/fill_need", given) == [left_out]


@basis("F01", "R10.5")
def test_a_need_names_a_goal_and_at_least_one_task():
    assert refused("need/fill_need", need_form(breakthrough="")) == ["breakthrough"]
    assert refused("need/fill_need", need_form(breakthrough="", product="关键产品")) == []
    assert refused("need/fill_need", need_form(external_tasks=[])) == ["external_tasks"]


@basis("F01", "R10.4")
def test_two_tasks_of_one_number_are_refused():
    assert refused("need/fill_need", need_form(external_tasks=[task(1), task(1)])) == ["external_tasks"]


@basis("F03", "R11.4", "R10.2")
def test_a_solution_says_through_which_channel_it_came():
    tasks = [{"no": "1", "title": "任务1"}]
    assert refused("solution/submit_solution", solution_form("1", channel=None), public_tasks=tasks) == ["channel"]
    assert refused("solution/submit_solution", solution_form("1", channel="strategic"), public_tasks=tasks) == []
    assert refused("solution/submit_solution", solution_form("2"), public_tasks=tasks) == ["task_nos"]


@basis("F06", "R3.1", "R13.7", "R2.1")
@pytest.mark.parametrize("left_out", ["central_guidance", "province_municipal", "city_county", "lead_self", "partner_self", "mode", "field"])
def test_a_proposal_tells_its_money_by_source_and_how_it_is_organised(left_out):
    assert left_out in refused("proposal/fill_proposal", answers.proposal() | {left_out: None})


CLAIM: dict[str, Any] = {"mode": "jiebang", "own": False, "reviewed": False, "own_filed": False, "first": False}


@basis("Q16", "R5.1")
@pytest.mark.parametrize("facts,way,because", [
    ({"mode": "horse_race"}, "keep", None),
    ({"mode": "horse_race", "own_filed": True}, "keep", None),
    ({"own": True}, "keep", None),
    ({"own": True, "own_filed": True, "first": False}, "keep", None),
    ({"reviewed": True, "own_filed": True}, "keep", None),
    ({"own_filed": True, "first": True}, "redirect", "owner"),
    ({"own_filed": True}, "redirect", "owner"),
    ({"first": True}, "keep", None),
    ({}, "redirect", "earlier"),
    ({"mode": "innovation_consortium"}, "redirect", "earlier"),
])
def test_each_proposal_on_a_need_has_its_way(facts, way, because):
    assert decide("need_precedence", claim=CLAIM | facts) == {"way": way, "because": because}
