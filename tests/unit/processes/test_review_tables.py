"""The tables of the review, row by row and at their edges: conflicts, tiers, spreads, sessions and credit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from processes.credit_entry.handlers import span_of
from processes.shared.conflicts import REASONS
from tests.dsl.basis import basis
from tests.dsl.programme import FUNCTIONS

BPMN = Path(__file__).parents[3] / "bpmn"
ENVIRONMENT = feel.Environment(datetime(2024, 11, 11, 9, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
DRAWN_ON = date(2024, 11, 11)
FREE: dict[str, Any] = {
    "drawn_on": DRAWN_ON,
    "same_unit": False,
    "unit_left": None,
    "controlled_unit": False,
    "co_project_on": None,
    "co_paper_on": None,
    "advisor": False,
    "kinship": False,
    "equity": False,
    "own_proposal": False,
    "prepared_call": False,
    "credit_active": False,
    "declared": False,
    "objected": False,
    "available": True,
    "open_reviews": Decimal(0),
}


def decide(path: str, **variables: Any) -> Any:
    model = decisions.load((BPMN / f"{path}.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
    return model.decision(path.rpartition("/")[2]).evaluate(feel.adopt(variables), ENVIRONMENT).value


def conflicts(**facts: Any) -> list[str]:
    return list(decide("shared/expert_conflict", facts=FREE | facts) or [])


@basis("D07", "PP20")
@pytest.mark.parametrize(
    "facts,reasons",
    [
        ({}, []),
        ({"same_unit": True}, ["same_unit"]),
        ({"unit_left": date(2021, 11, 11)}, ["recent_unit"]),
        ({"unit_left": date(2021, 11, 10)}, []),
        ({"controlled_unit": True}, ["controlled_unit"]),
        ({"co_project_on": date(2021, 11, 11)}, ["co_project"]),
        ({"co_project_on": date(2021, 11, 10)}, []),
        ({"co_paper_on": date(2021, 11, 11)}, ["co_paper"]),
        ({"co_paper_on": date(2021, 11, 10)}, []),
        ({"advisor": True}, ["advisor"]),
        ({"kinship": True}, ["kinship"]),
        ({"equity": True}, ["equity"]),
        ({"own_proposal": True}, ["own_proposal"]),
        ({"prepared_call": True}, ["prepared_call"]),
        ({"credit_active": True}, ["credit"]),
        ({"declared": True}, ["declared"]),
        ({"objected": True}, ["objected"]),
        ({"available": False}, ["unavailable"]),
        ({"open_reviews": Decimal(14)}, []),
        ({"open_reviews": Decimal(15)}, ["workload"]),
        ({"same_unit": True, "kinship": True, "credit_active": True}, ["same_unit", "kinship", "credit"]),
    ],
)
def test_every_reason_is_named_and_the_look_back_is_36_months_to_the_day(facts, reasons):
    assert conflicts(**facts) == reasons


@basis("D07")
def test_the_look_back_from_the_end_of_february_is_a_day_of_february():
    leap = {"drawn_on": date(2024, 2, 29)}
    assert conflicts(**leap, unit_left=date(2021, 2, 28)) == ["recent_unit"]
    assert conflicts(**leap, unit_left=date(2021, 2, 27)) == []


def test_every_reason_of_the_table_has_words():
    everything = {name: True for name, value in FREE.items() if value is False} | {"available": False}
    late = dict.fromkeys(("unit_left", "co_project_on", "co_paper_on"), DRAWN_ON)
    assert set(conflicts(**everything, **late, open_reviews=Decimal(99))) == set(REASONS)


@basis("D08")
@pytest.mark.parametrize(
    "mean,refusals,tier",
    [
        ("100", 0, "priority"),
        ("85.00", 0, "priority"),
        ("84.99", 0, "support"),
        ("75.00", 0, "support"),
        ("74.99", 0, "reserve"),
        ("60.00", 0, "reserve"),
        ("59.99", 0, "not_supported"),
        ("90", 2, "priority"),
        ("90", 3, "not_supported"),
    ],
)
def test_a_tier_begins_at_its_limit_and_a_majority_against_it_decides(mean, refusals, tier):
    found = {"mean": Decimal(mean), "refusals": Decimal(refusals), "valid_scores": Decimal(5)}
    assert decide("shared/review_tier", standing=found) == tier


@basis("D08")
def test_half_of_the_experts_are_no_majority():
    found = {"mean": Decimal(90), "refusals": Decimal(2), "valid_scores": Decimal(4)}
    assert decide("shared/review_tier", standing=found) == "priority"


@basis("D08")
@pytest.mark.parametrize("spread,discuss", [("0", False), ("25", False), ("25.00", False), ("25.01", True), ("60", True)])
def test_experts_who_differ_by_more_than_25_points_are_discussed(spread, discuss):
    assert decide("shared/review_spread", standing={"spread": Decimal(spread)}) is discuss


@basis("D09", "PP05", "Q17")
@pytest.mark.parametrize(
    "session,used,planned,route",
    [
        ("2024-1", 1, False, "session"),
        ("2024-3", 3, False, "session"),
        (None, 1, True, "wait"),
        (None, 1, False, "carry_over"),
        (None, 2, False, "carry_over"),
        (None, 2, True, "carry_over"),
    ],
)
def test_a_proposal_goes_to_an_open_session_or_waits_or_is_carried_over(session, used, planned, route):
    found = decide(
        "proposal/session_routing",
        session_id=session, sessions_used=Decimal(used), sessions_max=Decimal(2), next_planned=planned,
    )
    assert found == route


GRADES = [
    ("late_report", "first", ("一般", 1, 1, False, False)),
    ("forfeited_contract", "repeated", ("一般", 1, 1, False, False)),
    ("late_acceptance", "first", ("一般", 1, 1, False, False)),
    ("failed_acceptance", "first", ("较重", 3, 3, True, False)),
    ("false_material", "first", ("严重", 5, 5, True, True)),
    ("misuse", "first", ("严重", 5, 5, True, True)),
    ("solicitation", "first", ("较重", 1, 3, True, False)),
    ("solicitation", "repeated", ("严重", 3, 5, True, True)),
    ("solicitation", "serious", ("严重", 5, None, True, True)),
]


@basis("D15", "R20.4")
@pytest.mark.parametrize("event,occurrence,row", GRADES)
def test_an_event_has_a_grade_and_a_span(event, occurrence, row):
    found = decide("shared/credit_grade", event=event, occurrence=occurrence)
    assert tuple(found[name] for name in ("grade", "years_min", "years_max", "bans", "national")) == row


@basis("D15", "F20")
@pytest.mark.parametrize(
    "least,most,wished,years",
    [(1, 3, None, 1), (1, 3, 2, 2), (1, 3, 9, 3), (3, 5, 1, 3), (5, None, None, None), (5, None, 8, 8), (5, None, 1, 5)],
)
def test_the_years_wished_for_are_kept_within_the_span(least, most, wished, years):
    assert span_of({"years_min": least, "years_max": most}, wished) == years
