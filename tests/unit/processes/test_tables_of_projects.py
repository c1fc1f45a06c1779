"""The tables that a running project is judged by, row for row and at their edges."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from processes import kit
from processes.change_request.handlers import fits, regions_of
from processes.project.handlers import last_report_year, stages
from processes.shared.deadlines import last_day
from processes.shared.money import carried
from tests.dsl.basis import basis
from tests.dsl.programme import FUNCTIONS, PROGRAMME

BPMN = Path(__file__).parents[3] / "bpmn"
ENVIRONMENT = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
CHANGE = {
    "kind": "extension", "extension_lead": "three_months", "in_lead_time": True, "in_term": True, "extension_months": 6, "extensions_used": 0,
    "total_months": 30, "regions_after": 2, "same_region": True, "fits_state": True,
}
PAYABLE = {
    "contract_filed": True, "payments_held": False, "project_state": "active", "condition_kind": "signed", "stage_reached": False,
    "report_approved": False, "lateness": "none", "paid_before": False, "amount": 100, "amount_max": 100,
}
VERDICT = {
    "false_material": False, "core_met": True, "others_ratio": "1", "documents_complete": True, "diligent": True, "rectifications": 0,
    "panel_vote": "accepted",
}


def decide(name: str, *, folder: str = "shared", decision: str | None = None, **variables):
    model = decisions.load((BPMN / folder / f"{name}.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
    values = {key: Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value for key, value in variables.items()}
    return model.decision(decision or name).evaluate(feel.adopt(values), ENVIRONMENT).value


@basis("D16", "PP04", "PP16", "PP17", "Q20", "Q21", "Q22")
@pytest.mark.parametrize(
    "changed,level",
    [
        ({"fits_state": False}, "refused"),
        ({"in_lead_time": False}, "refused"),
        ({"in_lead_time": False, "extension_lead": "in_term"}, "officer"),
        ({"in_term": False, "in_lead_time": False, "extension_lead": "in_term"}, "refused"),
        ({"extension_months": 12}, "officer"),
        ({"extension_months": 13}, "refused"),
        ({"extension_months": 0}, "refused"),
        ({"extensions_used": 1}, "refused"),
        ({"total_months": 35}, "officer"),
        ({"total_months": 36}, "officer"),
        ({"total_months": 37}, "officer_group"),
        ({"total_months": 48}, "officer_group"),
        ({"total_months": 49}, "refused"),
        ({"kind": "shortening", "extension_months": -1}, "officer"),
        ({"kind": "shortening", "extension_months": 1}, "refused"),
        ({"kind": "partner"}, "officer_group"),
        ({"kind": "partner", "regions_after": 1}, "blocked"),
        ({"kind": "lead_unit"}, "officer"),
        ({"kind": "lead_unit", "same_region": False}, "joint"),
        ({"kind": "lead_unit", "same_region": False, "regions_after": 1}, "blocked"),
        ({"kind": "route"}, "filed"),
        ({"kind": "indicators"}, "officer_experts"),
        ({"kind": "termination"}, "officer_group"),
        ({"kind": "leader"}, "officer"),
        ({"kind": "funds"}, "officer"),
        ({"kind": "suspension"}, "officer"),
    ],
)
def test_who_decides_a_change(changed, level):
    assert decide("change_level", folder="change_request", **{**CHANGE, **changed})["level"] == level


@basis("D20", "PP15")
@pytest.mark.parametrize(
    "changed,codes",
    [
        ({}, []),
        ({"contract_filed": False}, ["CON-01"]),
        ({"payments_held": True}, ["HLD-01"]),
        ({"lateness": "credit"}, ["HLD-01"]),
        ({"lateness": "group"}, []),
        ({"project_state": "suspended"}, ["SUS-01"]),
        ({"project_state": "terminated"}, ["END-01"]),
        ({"condition_kind": "milestone"}, ["MIL-01"]),
        ({"condition_kind": "milestone", "stage_reached": True}, []),
        ({"condition_kind": "report"}, ["REP-01"]),
        ({"condition_kind": "report", "report_approved": True}, []),
        ({"condition_kind": "acceptance"}, ["ACC-01"]),
        ({"condition_kind": "acceptance", "project_state": "accepted"}, []),
        ({"condition_kind": "acceptance", "project_state": "accepted_after_rectification"}, []),
        ({"condition_kind": "acceptance", "project_state": "closed_without_fault"}, ["ACC-01"]),
        ({"condition_kind": "acceptance", "project_state": "failed"}, ["END-01"]),
        ({"paid_before": True}, ["DUP-01"]),
        ({"amount": "100.01"}, ["MAX-01"]),
        ({"payments_held": True, "amount": "100.01"}, ["HLD-01", "MAX-01"]),
    ],
)
def test_what_stands_in_the_way_of_a_payment(changed, codes):
    if isinstance(changed.get("amount"), str):
        changed = {**changed, "amount": Decimal(changed["amount"])}
    assert [each["code"] for each in decide("payment_conditions", **{**PAYABLE, **changed})] == codes


@basis("D19", "R4.4", "R5.1")
@pytest.mark.parametrize(
    "field,asked,mode,count,staged",
    [
        ("bio", True, "jiebang", 2, True),
        ("bio", True, "jiebang", 0, False),
        ("bio", False, "jiebang", 2, False),
        ("ai", True, "horse_race", 1, True),
        ("ai", True, "horse_race", 0, False),
        ("ai", True, "jiebang", 2, False),
        ("ai", False, "horse_race", 2, False),
    ],
)
def test_who_runs_by_stages(field, asked, mode, count, staged):
    assert decide("staged", field=field, staged_asked=asked, mode=mode, milestones=[{"number": 1}] * count) is staged


@basis("D18", "PP04", "Q19")
@pytest.mark.parametrize(
    "stage,end,action",
    [
        ("contract", "2028-05-01", "ok"),
        ("contract", "2028-06-01", "ok"),
        ("contract", "2028-06-02", "block"),
        ("change", "2028-06-02", "group"),
        ("change", "2029-06-01", "group"),
        ("change", "2029-06-02", "block"),
    ],
)
def test_thirty_six_months_and_a_day(stage, end, action):
    assert decide("period", stage=stage, start_date=date(2025, 6, 1), end_date=date.fromisoformat(end)) == action


@basis("D11", "PP06", "PP07", "PP12", "PP18", "PP19")
@pytest.mark.parametrize(
    "kind,region,start,day",
    [
        ("acceptance_preparation", "SH", "2026-11-30", "2026-08-28"),     # 2026-08-30 is a Sunday
        ("acceptance_preparation", "SH", "2027-05-31", "2027-02-26"),     # clamped to 02-28, a Sunday
        ("acceptance_application", "SH", "2025-11-30", "2026-02-28"),     # clamped; a make-up Saturday
        ("acceptance_application", "ZJ", "2025-08-31", "2026-02-28"),
        ("acceptance_application", "AH", "2024-05-31", "2024-12-02"),     # 11-30 is a Saturday
        ("contract", "ZJ", "2024-12-24", "2025-02-05"),                   # 02-02 is in the Spring Festival
        ("rectification", "JS", "2025-12-20", "2026-03-20"),
        ("resubmission", "SH", "2024-09-14", "2024-09-30"),
        ("replacement", "SH", "2025-06-02", "2025-08-01"),
        ("stage_rectification", "AH", "2026-03-31", "2026-06-30"),
        ("correction", "SH", "2025-11-10", "2025-11-24"),
    ],
)
def test_the_last_day_of_everything_that_has_one(kind, region, start, day):
    rule = decide("deadline_policy", deadline_kind=kind, region=region)
    assert str(last_day(rule, date.fromisoformat(start), official_calendar())) == day


@basis("D12", "PP15")
@pytest.mark.parametrize(
    "working,days,level", [(0, 0, "none"), (1, 1, "marked"), (4, 6, "marked"), (5, 7, "officer"), (19, 27, "officer"), (20, 28, "group"), (40, 60, "credit")]
)
def test_who_hears_of_a_late_report(working, days, level):
    assert decide("escalation", working_days_late=working, days_late=days) == level


@basis("D13", "PP03", "Q06", "S21")
@pytest.mark.parametrize(
    "paid,open_reports,codes",
    [
        (["1600000.00"], 0, []),
        (["1599999.99"], 0, ["PAY-80"]),
        (["1900000", "1400000"], 0, ["PAY-80"]),
        (["2000000"], 1, ["REP-OPEN"]),
        (["0"], 2, ["PAY-80", "REP-OPEN"]),
    ],
)
def test_eighty_percent_of_each_contract_and_no_open_report(paid, open_reports, codes):
    pairs = [{"unit": str(place), "contract_amount": Decimal(2_000_000), "paid": Decimal(each)} for place, each in enumerate(paid)]
    found = decide("acceptance_ready", solver_payments=pairs, open_reports=open_reports, audit_ok=True, sci_report_ok=True)
    assert [each["code"] for each in found] == codes


@basis("D14", "Q26", "PP19")
@pytest.mark.parametrize(
    "changed,conclusion",
    [
        ({}, "accepted"),
        ({"others_ratio": "0.90"}, "accepted"),
        ({"others_ratio": "0.8999"}, "rectify"),
        ({"documents_complete": False}, "rectify"),
        ({"rectifications": 1}, "accepted_after_rectification"),
        ({"rectifications": 1, "others_ratio": "0.5", "panel_vote": "closed_without_fault"}, "closed_without_fault"),
        ({"rectifications": 1, "others_ratio": "0.5", "panel_vote": "failed"}, "failed"),
        ({"core_met": False}, "closed_without_fault"),
        ({"core_met": False, "diligent": False}, "failed"),
        ({"false_material": True}, "failed"),
    ],
)
def test_the_conclusion_of_an_acceptance(changed, conclusion):
    verdict = {**VERDICT, **changed}
    assert decide("conclusion", **{**verdict, "others_ratio": Decimal(verdict["others_ratio"])}) == conclusion


@basis("D06", "PP02", "S12", "S13")
@pytest.mark.parametrize(
    "support,total,kept",
    [("2999000", "10000000", "2999000"), ("3000000", "10000000", "3000000"), ("3001000", "10000000", "3000000"), ("3000000", "9000000", "2700000"),
     ("1", "0.01", "0.00")],
)
def test_what_of_the_support_the_input_carries(support, total, kept):
    assert carried(Decimal(support), Decimal(total), Decimal("0.30")) == Decimal(kept)


@basis("PP01", "Q09")
def test_only_the_four_regions_count():
    assert regions_of([{"region": "SH"}, {"region": "other"}, {"region": "SH"}], PROGRAMME.counting) == 1


@basis("D16")
@pytest.mark.parametrize(
    "kind,state,fitting",
    [
        ("extension", "active", True), ("extension", "acceptance_applied", False), ("shortening", "rectifying", False), ("leader", "acceptance_applied", True),
        ("suspension", "prep_acceptance", True), ("suspension", "suspended", False), ("resumption", "suspended", True), ("resumption", "active", False),
        ("lead_unit", "extended", True), ("lead_unit", "acceptance_applied", False), ("termination", "contracting", True), ("termination", "accepted", False),
    ],
)
def test_which_change_fits_which_state(kind, state, fitting):
    assert fits(kind, state) is fitting


@basis("R18.3")
def test_reports_go_on_after_the_last_closed_year_and_open_ones_come_first():
    def report(year, state):
        return kit.Record("report", f"XM-1-{year}", "", None, None, state, {"year": Decimal(year)})

    assert last_report_year([]) is None
    assert last_report_year([report(2025, "approved"), report(2026, "skipped")]) == 2026
    assert last_report_year([report(2025, "late"), report(2024, "approved")]) == 2024


@basis("R4.4")
def test_a_stage_without_a_day_is_due_at_the_end():
    found = stages([{"goal": "一", "due": date(2026, 3, 31)}, {"goal": "二"}], date(2027, 5, 31))
    assert [(each["number"], each["due"]) for each in found] == [(1, date(2026, 3, 31)), (2, date(2027, 5, 31))]
