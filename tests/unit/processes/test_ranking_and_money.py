"""Means, tiers and the limits of article 17, at their edges."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from processes.award_batch.amounts import cap, proposed
from processes.formal_review.facts import facts_of
from processes.policy import rule_set_valid, support_cap
from processes.programme import fiscal_ratio
from processes.session_ranking.ranking import outcome_of, standing
from processes.shared.acceptance import audit_ok
from processes.shared.contracts import lowered
from tests.dsl.basis import basis
from tests.dsl.memory import ports, proposal
from tests.dsl.programme import FUNCTIONS, PARAMETERS, PROGRAMME

SHARED = Path(__file__).parents[3] / "bpmn" / "shared"
ENVIRONMENT = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
LIMIT = PARAMETERS["fiscal_ratio_max"].value


def _decide(name: str, **variables):
    model = decisions.load((SHARED / f"{name}.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
    decision = {"acceptance_ready": "gaps_found", "funding_ratio": "funding_ratio", "regions": "regions"}[name]
    return model.decision(decision).evaluate(variables, ENVIRONMENT).value


@basis("D08")
def test_the_mean_is_rounded_half_up_to_the_cent_before_the_tier_is_read():
    found = standing([Decimal("84.99"), Decimal("85.00")], ["support", "not_supported"])
    assert (found.mean, found.spread, found.valid_scores, found.refusals) == (Decimal("85.00"), Decimal("0.01"), 2, 1)


@basis("D08")
def test_priority_and_support_are_both_proposed():
    assert [outcome_of(tier) for tier in ("priority", "support", "reserve", "not_supported")] == [
        "proposed",
        "proposed",
        "reserve",
        "not_supported",
    ]


@basis("R17.1", "R3.2", "PP02", "D06")
@pytest.mark.parametrize("ratio,action", [("0.2999", "ok"), ("0.30", "ok"), ("0.3001", "warn"), ("0.30000001", "warn")])
def test_thirty_percent_passes_and_the_least_bit_more_does_not(ratio, action):
    assert _decide("funding_ratio", stage="application", ratio=Decimal(ratio)) == action


@basis("D06")
@pytest.mark.parametrize("stage,action", [("application", "warn"), ("award", "cap"), ("contract", "block"), ("change", "block")])
def test_what_too_much_support_means_depends_on_the_stage(stage, action):
    assert _decide("funding_ratio", stage=stage, ratio=Decimal("0.3001")) == action


@basis("R17.5", "PP03", "D13")
@pytest.mark.parametrize("paid,codes", [("1599999.99", ["PAY-80"]), ("1598000", ["PAY-80"]), ("1600000.00", []), ("2000000", [])])
def test_eighty_percent_paid_passes_and_a_fen_less_does_not(paid, codes):
    pair = {"unit": "示例", "contract_amount": Decimal(2_000_000), "paid": Decimal(paid)}
    gaps = _decide("acceptance_ready", solver_payments=[pair], open_reports=Decimal(0), audit_ok=True, sci_report_ok=True)
    assert [gap["code"] for gap in gaps] == codes


@basis("PP01", "D05", "Q07")
@pytest.mark.parametrize(
    "regions,found", [(["SH", "ZJ"], "pass"), (["SH", "other"], "fail"), (["SH", "SH"], "fail"), (["other", "JS", "AH"], "pass")]
)
def test_two_of_the_four_regions(regions, found):
    assert _decide("regions", regions=regions) == found


@basis("Q05")
@pytest.mark.parametrize("total,limit", [("10000000", "3000000.00"), ("0.09", "0.02"), ("33.33", "9.99")])
def test_the_cap_is_rounded_down_to_the_fen(total, limit):
    assert cap(Decimal(total), LIMIT) == support_cap(PROGRAMME, Decimal(total)) == Decimal(limit)


@basis("Q05")
@pytest.mark.parametrize(
    "requested,wish,support,capped",
    [
        (3_000_000, None, 3_000_000, False),
        (3_000_001, None, 3_000_000, True),
        (2_000_000, None, 2_000_000, False),
        (3_500_000, 2_500_000, 2_500_000, True),
        (2_000_000, 1_500_000, 1_500_000, False),
    ],
)
def test_the_proposed_support_never_exceeds_the_cap(requested, wish, support, capped):
    entry = {"proposal_id": "SB-1", "requested": Decimal(requested), "total": Decimal(10_000_000)}
    found = proposed(entry, None if wish is None else Decimal(wish), LIMIT)
    assert (found["proposed"], found["capped"]) == (support, capped)


@basis("PP02", "R3.2", "Q04")
def test_a_ratio_is_never_rounded_up():
    assert fiscal_ratio({"fiscal": Decimal("2.99999"), "total": Decimal(10)}) == Decimal("0.2999")
    assert fiscal_ratio({"fiscal": Decimal(1), "total": Decimal(0)}) is None


@basis("D10")
@pytest.mark.parametrize(
    "rule,support,kind,good",
    [
        ("base", 100, "none", False),
        ("base", 100, "own", True),
        ("by_size", 499_999, "none", True),
        ("by_size", 500_000, "none", False),
        ("by_size", 999_999, "own", True),
        ("by_size", 1_000_000, "own", False),
        ("by_size", 1_000_000, "external", True),
    ],
)
def test_jiangsu_asks_for_an_audit_by_size(rule, support, kind, good):
    assert audit_ok(rule, Decimal(support), kind, PARAMETERS) is good


@basis("R16.2")
def test_an_indicator_that_is_left_out_or_made_worse_is_lowered():
    promised = [
        {"name": "准确率", "target_value": 95, "better": "higher"},
        {"name": "时延", "target_value": 10, "better": "lower"},
        {"name": "专利"},
    ]
    assert lowered(promised, promised) == []
    worse = [{"name": "准确率", "target_value": 94}, {"name": "时延", "target_value": 11}]
    assert lowered(promised, worse) == ["准确率", "时延", "专利"]


@basis("D18", "R18.1")
@pytest.mark.parametrize(
    "start,end,months",
    [
        ("2025-01-01", "2025-12-31", 12),
        ("2025-01-01", "2027-12-31", 36),
        ("2025-01-01", "2028-01-01", 36),
        ("2025-01-01", "2028-01-02", 37),
    ],
)
def test_a_begun_month_counts(start, end, months):
    filed = proposal(start_date=date.fromisoformat(start), end_date=date.fromisoformat(end))
    assert facts_of(filed, ports()).months == months


@basis("D17", "R22.1")
def test_the_rule_set_holds_on_its_first_and_last_day():
    days = [date(2023, 4, 5), date(2023, 4, 6), date(2025, 4, 5), date(2025, 4, 6)]
    assert [rule_set_valid(PROGRAMME, day) for day in days] == [False, True, True, False]
