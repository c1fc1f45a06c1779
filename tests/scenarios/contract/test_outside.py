"""A contract whose text another system has: money, dates and indicators are told here all the same, because later steps count with them."""

from __future__ import annotations

import pytest

from app.commands import user_tasks
from app.commands.outside import Outside
from app.errors import Invalid
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import create_project

TEXTS = ("ip", "breach", "unit_tasks", "technical_contracts", "yearly_funds", "contract_name", "party_a", "party_b", "party_c", "attachments")
DONE = Outside("national", "HT2025YFB0001", "2025-06-02")


@pytest.fixture(params=["SH", "JS", "AH", "ZJ"])
def opened(scenario, request):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, request.param)
    return s.wait_until("2025-06-09 09:01") if request.param == "ZJ" else s


def record(s, given):
    task = s._task("fill_contract", None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.complete(s.runtime, session, task["id"], given, by=s._doer(task, None), done_outside=DONE)
    return s._settle()


def contract(*without):
    given = answers.contract(fiscal=3, own=7, start="2025-06-01", end="2027-05-31")
    return {name: value for name, value in given.items() if name not in without}


@basis("R7.2")
def test_money_and_dates_are_enough_to_go_on(opened):
    record(opened, contract(*TEXTS)).expect_not_open("fill_contract")
    found = opened.of("contract", "XM-1")
    assert found["state"] == "filled" and found["data"]["outside"]["number"] == "HT2025YFB0001"


def test_without_them_the_contract_stays_open(opened):
    with pytest.raises(Invalid) as error:
        record(opened, contract("fiscal", "end_date"))
    assert {"fiscal", "end_date"} <= set(error.value.messages)
    opened.expect_open("fill_contract")
