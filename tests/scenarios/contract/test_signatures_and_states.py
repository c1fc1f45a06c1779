"""Who signs a contract, and what its record says at every moment."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.answers import FILE, PASS
from tests.dsl.basis import basis
from tests.dsl.steps import create_project, run_project

CONTRACT = {"fiscal": 3, "own": 7, "start": "2025-06-01", "end": "2027-05-31"}


@pytest.fixture
def jiangsu(scenario):
    """A Jiangsu project whose partner in Anhui is in the portal."""
    s = scenario("project", at="2025-06-02 09:00")
    s.record("unit", "U-AH", title="示例单位2", region="AH", unit="U-AH", uscc=answers.uscc(2))
    create_project(s, "JS")
    return s


def _state(s):
    return s.of("contract", "XM-1")["state"]


@basis("R16.2", "F13")
def test_the_record_follows_the_contract_through_every_hand(jiangsu):
    s, states = jiangsu, [_state(jiangsu)]
    for element, given in [
        ("fill_contract", answers.contract(**CONTRACT)), ("review_in_unit", answers.returned()), ("fill_contract", answers.contract(**CONTRACT)),
        ("review_in_unit", PASS), ("endorse_contract", PASS), ("review_contract", PASS), ("sign_contract", answers.signature()),
    ]:
        states.append(_state(s.complete(element, answers=given)))
    s.expect_open("sign_partner").expect_not_open("countersign").complete("sign_partner", agreed=True, signatory="丙", signed_on="2025-06-20")
    states.append(_state(s))
    s.complete("countersign", answers=answers.countersignature())
    states.append(_state(s))
    assert states == [
        "draft", "filled", "returned", "filled", "unit_reviewed", "endorsed", "authority_review", "signed_one", "signed_one", "filed",
    ]
    signatures = s.of("contract", "XM-1")["data"]["signatures"]
    assert (signatures["lead"]["signatory"], signatures["authority"]["signatory"]) == ("甲", "乙")
    assert [(each["unit"], each["signatory"]) for each in signatures["partners"]] == [("U-AH", "丙")]


@basis("R7.2", "F13")
def test_what_was_signed_outside_is_recorded_with_its_number_and_its_scan(jiangsu):
    s = jiangsu.complete("fill_contract", answers=answers.contract(**CONTRACT)).complete("review_in_unit", answers=PASS)
    s.complete("endorse_contract", answers=PASS).complete("review_contract", answers=PASS)
    outside = {"mode": "outside", "signed_on": "2025-06-20", "signatory": "甲", "outside_no": "苏合同1号"}
    assert "outside_file" in s.messages_of("sign_contract", **outside)
    s.complete("sign_contract", answers=outside | {"outside_file": [FILE]}).expect_not_open("sign_partner")
    s.complete("countersign", answers=answers.countersignature())
    contract = s.of("contract", "XM-1")["data"]
    assert (contract["signing_mode"], contract["signatures"]["lead"]["outside_no"]) == ("outside", "苏合同1号")


@basis("D18", "PP04")
def test_a_period_of_three_years_and_a_day_comes_back(jiangsu):
    s = jiangsu.complete("fill_contract", answers=answers.contract(**CONTRACT | {"end": "2028-06-02"}))
    assert s.variables(s.instance_of("project"), "fill_contract")["period_check"] == "block"


@basis("R18.3")
def test_a_report_that_was_handed_in_is_submitted(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    s.wait_until("2025-11-10 09:00").complete("fill_report", answers=answers.report())
    assert s.of("report", "XM-1-2025")["state"] == "submitted"
