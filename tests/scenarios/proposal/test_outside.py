"""A proposal that was filed in the national system: what the drawing and the checks need is asked, the long texts are not."""

from __future__ import annotations

import pytest

from app.commands import user_tasks
from app.commands.outside import Outside
from app.errors import Invalid
from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import pass_formal_check

TEXTS = ("research", "route", "risks", "ip", "application_scene", "benefits", "team", "milestones", "budget", "keywords")


@pytest.fixture
def begun(scenario):
    s = scenario("proposal", at="2024-09-02 09:00")
    return s.start(lead_unit="U-1", title="示例项目", region="JS", field="ai", origin="open", direction="方向一")


def record(s, given):
    task = s._task("fill_proposal", None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.complete(
            s.runtime, session, task["id"], given, by=s._doer(task, None), done_outside=Outside("national", "SQ2024YFB0001", "2024-09-01"),
        )
    return s._settle()


@basis("R7.2")
def test_without_the_long_texts_it_goes_through_the_formal_check(begun):
    given = {name: value for name, value in answers.proposal(("JS", "AH")).items() if name not in TEXTS}
    record(begun, given).complete("review_proposal", answers=PASS).complete("recommend", answers=PASS)
    key = begun.keys("proposal")[-1]
    assert begun.of("proposal", key)["data"]["outside"]["number"] == "SQ2024YFB0001"
    pass_formal_check(begun, key)
    assert begun.of("proposal", key)["state"] in {"accepted_for_review", "waiting_session"}


@pytest.mark.parametrize("name", ["units", "commitment", "central_guidance", "end_date"])
def test_what_the_checks_read_is_asked_all_the_same(begun, name):
    given = {each: value for each, value in answers.proposal(("JS", "AH")).items() if each != name}
    with pytest.raises(Invalid) as error:
        record(begun, given)
    assert set(error.value.messages) == {name}
