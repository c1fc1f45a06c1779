"""What a form of the programme refuses because of several answers at once."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import feel
from app.calendar import official_calendar
from app.clock import SHANGHAI
from app.errors import Invalid
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.programme import FUNCTIONS
from tests.house.document_templates import _library

LIBRARY = _library()
ENVIRONMENT = feel.Environment(datetime(2024, 12, 1, tzinfo=SHANGHAI), official_calendar, FUNCTIONS)


def _refused(name: str, given: dict) -> list[str]:
    form = LIBRARY.form(name)
    try:
        form.load(given, ENVIRONMENT, given={"my_projects": [{"label": "项目", "value": "XM-1"}]})
    except Invalid as error:
        return sorted(error.messages)
    return []


@basis("R20.3", "F15")
@pytest.mark.parametrize("kind,consents,refused", [
    ("indicators", [], ["consents"]), ("indicators", [answers.FILE], []), ("funds", [], []), ("leader", [], []),
])
def test_the_partners_consent_is_asked_for_where_units_or_indicators_change(kind, consents, refused):
    asked = {"project_id": "XM-1", "kind": kind, "reason": "理由", "old_value": "前", "new_value": "后", "consents": consents}
    assert _refused("change_request/start", asked | ({"new_leader": "王五"} if kind == "leader" else {})) == refused


@basis("F19")
@pytest.mark.parametrize("present,refused", [(4, ["experts"]), (5, []), (7, []), (8, ["experts"])])
def test_five_to_seven_experts_hold_the_acceptance_meeting(present, refused):
    experts = [{"name": f"专家{number}", "unit": "示例"} for number in range(present)]
    assert _refused("acceptance/hold_meeting", answers.meeting(experts=experts)) == refused


@basis("R19.3", "F19")
def test_a_meeting_judges_core_indicators_and_names_what_is_to_be_rectified():
    only_other = [{"name": "专利", "level": "other", "met": "yes"}]
    assert _refused("acceptance/hold_meeting", answers.meeting(verdicts=only_other)) == ["verdicts"]
    assert _refused("acceptance/hold_meeting", answers.meeting(other="no", rectification_items="")) == ["rectification_items"]
    assert _refused("acceptance/hold_meeting", answers.meeting(rectification_items="")) == []


@basis("R4.4", "R17.3", "F06")
def test_a_proposal_in_stages_needs_milestones_and_one_with_a_budget_its_lines():
    assert _refused("proposal/fill_proposal", answers.proposal(field="bio", staged=True)) == ["milestones"]
    assert _refused("proposal/fill_proposal", answers.proposal(lump_sum="budget")) == ["budget"]
    assert _refused("proposal/fill_proposal", answers.proposal()) == []


@basis("R15.3")
def test_a_panel_does_not_meet_before_the_intake_closes():
    assert _refused("review_session/start", answers.session("2024-11-08", "2024-11-07")) == ["meeting_date"]
    assert _refused("review_session/start", answers.session("2024-11-08", "2024-11-08")) == []


@basis("R20.2", "R18.3", "F14")
@pytest.mark.parametrize("asked", ["ledger", "use"])
def test_a_yearly_report_contains_the_self_check(asked):
    given = answers.report()
    assert _refused("annual_report/fill_report", given) == []
    given["self_check"] = {name: value for name, value in given["self_check"].items() if name != asked}
    assert _refused("annual_report/fill_report", given) == ["self_check"]
