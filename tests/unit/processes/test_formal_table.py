"""What the formal check finds by itself, what may be cured, and what keeps an acceptance from being asked for (D04, D13)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from tests.dsl.basis import basis
from tests.dsl.programme import FUNCTIONS

SHARED = Path(__file__).parents[3] / "bpmn" / "shared"
ENVIRONMENT = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
CLEAN: dict[str, Any] = {
    "lead_region": "JS", "regions_count": Decimal(2), "solvers_left_out": Decimal(0), "months": Decimal(36),
    "ratio": Decimal("0.30"), "leader_projects": Decimal(2), "agreements_missing": Decimal(0), "commitment_given": True,
    "credit_ban": False, "duplicate": False, "enterprise_missing": False,
}
READY: dict[str, Any] = {"solver_payments": [], "open_reports": Decimal(0), "audit_ok": True, "sci_report_ok": True}


def decide(table: str, decision: str, **variables: Any) -> Any:
    model = decisions.load((SHARED / f"{table}.dmn").read_bytes(), functions=frozenset(FUNCTIONS))
    return model.decision(decision).evaluate(variables, ENVIRONMENT).value


@basis("D04", "R14.1", "R13.5", "R13.6", "R18.1", "R17.1", "PP21")
@pytest.mark.parametrize("facts,code", [
    ({"lead_region": "other"}, "REG-01"), ({"regions_count": Decimal(1)}, "REG-02"), ({"months": Decimal(37)}, "PER-01"),
    ({"ratio": Decimal("0.3001")}, "FUN-01"), ({"leader_projects": Decimal(3)}, "LIM-01"), ({"commitment_given": False}, "COM-01"),
    ({"credit_ban": True}, "CRD-01"), ({"duplicate": True}, "DUP-01"), ({"enterprise_missing": True}, "APP-01"),
])
def test_each_defect_has_its_code(facts, code):
    assert code in decide("formal_items", "failed_codes", **CLEAN | facts)
    assert code not in (decide("formal_items", "failed_codes", **CLEAN) or [])


@basis("D04", "Q02", "R14.3")
@pytest.mark.parametrize("code,curable", [
    ("REG-01", False), ("REG-02", True), ("COM-01", True), ("DUP-01", False), ("CRD-01", False), ("SEC-01", True), ("TXT-01", True),
])
def test_what_cannot_be_cured_is_said_at_once(code, curable):
    row = next(each for each in decide("formal_items", "defect_rows", **CLEAN, defects=[code], waived=[]) if each["code"] == code)
    assert row["curable"] is curable


@basis("D13", "R17.5", "Q24")
@pytest.mark.parametrize("facts,code", [
    ({"open_reports": Decimal(1)}, "REP-OPEN"), ({"audit_ok": False}, "AUD-01"), ({"sci_report_ok": False}, "SCI-01"),
])
def test_each_gap_keeps_acceptance_from_being_asked_for(facts, code):
    assert [each["code"] for each in decide("acceptance_ready", "gaps_found", **READY | facts)] == [code]
    assert not decide("acceptance_ready", "gaps_found", **READY)
