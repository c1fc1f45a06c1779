"""D10: what the four regions do differently, row by row (domain notes 8 and 11.8)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app import decisions, feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from tests.dsl.basis import basis
from tests.dsl.programme import FUNCTIONS

FILE = Path(__file__).parents[3] / "bpmn" / "shared" / "local_profile.dmn"
WORLD = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)
SHARED = {"window_days": 40, "lump_sum": True, "notice_days": 5}
ROWS = {
    "SH": {
        "endorse": False, "endorser": None, "contract_name": "项目（课题）任务书", "overdue": "officer_decides", "fill_open_offset": 0,
        "first_tranche_rule": "first_after_signing", "apply_after_months": 3, "late_acceptance": "credit_note", "extension_lead": "three_months",
        "extension_months": 3, "audit_rule": "base", "freeze": False, "sci_report_first": False, "acceptance_set": "base", "paper_window": None,
    },
    "JS": {
        "endorse": True, "endorser": "项目主管部门", "contract_name": "项目合同书", "overdue": "officer_decides", "fill_open_offset": 0,
        "first_tranche_rule": "central_funds", "apply_after_months": 3, "late_acceptance": "credit_note", "extension_lead": "three_months",
        "extension_months": 3, "audit_rule": "by_size", "freeze": True, "sci_report_first": True, "acceptance_set": "eleven_items", "paper_window": None,
    },
    "ZJ": {
        "endorse": True, "endorser": "归口管理部门", "contract_name": "项目合同书", "overdue": "forfeit", "fill_open_offset": 7,
        "first_tranche_rule": "annual_plan", "apply_after_months": 6, "late_acceptance": "terminate_fail_recover", "extension_lead": "in_term",
        "extension_months": 0, "audit_rule": "base", "freeze": False, "sci_report_first": True, "acceptance_set": "base_and_sci_report",
        "paper_window": None,
    },
    "AH": {
        "endorse": True, "endorser": "县区、市科技局", "contract_name": "项目任务书", "overdue": "officer_decides", "fill_open_offset": 0,
        "first_tranche_rule": "demand50", "apply_after_months": 6, "late_acceptance": "credit_note", "extension_lead": "three_months",
        "extension_months": 3, "audit_rule": "base", "freeze": False, "sci_report_first": False, "acceptance_set": "base",
        "paper_window": "省政务中心科技厅窗口",
    },
}


def profile(region: str | None):
    model = decisions.load(FILE.read_bytes(), functions=frozenset(FUNCTIONS))
    return model.decision("local_profile").evaluate({"region": region}, WORLD).value


@basis("D10", "PP12", "PP17", "PP18")
@pytest.mark.parametrize("region", ROWS)
def test_a_region_has_its_own_row(region):
    found = profile(region)
    assert found.pop("system") and found == SHARED | ROWS[region]


@basis("D10")
@pytest.mark.parametrize("region", ["GD", "other", "", None])
def test_anything_else_has_none(region):
    assert profile(region) is None
