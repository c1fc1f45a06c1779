"""What every contract drawing must do, and what only some do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import create_project, make_contract

REGIONS = ["SH", "JS", "ZJ", "AH"]
CONTRACT = {"fiscal": 3, "own": 7, "start": "2025-06-01", "end": "2027-05-31"}


@pytest.fixture
def opened(scenario):
    """Makes a project whose contract is open to be filled in."""

    def make(region):
        s = scenario("project", at="2025-06-02 09:00")
        create_project(s, region)
        return s.wait_until("2025-06-09 09:01") if region == "ZJ" else s

    return make


@basis("R16.2")
@pytest.mark.parametrize("region", REGIONS)
def test_a_signed_contract_starts_the_project(opened, region):
    s = make_contract(opened(region), region)
    contract = s.of("contract", "XM-1")
    assert contract["state"] == "filed" and contract["data"]["number"] == f"HT-2025-{region}-001"
    assert s.of("project", "XM-1")["state"] == "active"
    assert sorted(template for _, template in s.documents()) == ["contract", "task_book"]
    assert s.path().count("endorse_contract") == (0 if region == "SH" else 1)


@basis("R16.2", "F13")
def test_the_contract_begins_with_what_the_proposal_says(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH")
    begun = s.of("contract", "XM-1")["data"]
    assert (begun["fiscal"], begun["own"], begun["party_b"]) == (3, 7, "示例单位1")
    assert begun["unit_tasks"] == [{"unit": "示例单位1"}, {"unit": "示例单位2"}]
    assert begun["technical_contracts"] == [{"solver": "示例单位2", "contract_amount": 2_000_000}]


@basis("R17.1", "D06", "S13")
@pytest.mark.parametrize("region", REGIONS)
def test_more_than_thirty_percent_does_not_pass_the_contract(opened, region):
    s = opened(region).complete("fill_contract", answers=answers.contract(**CONTRACT | {"fiscal": 4, "own": 6}))
    s.expect_open("fill_contract").expect_not_open("review_in_unit")


@basis("R16.2")
@pytest.mark.parametrize("region", REGIONS)
def test_whoever_reviews_may_return_it(opened, region):
    s = (
        opened(region)
        .complete("fill_contract", answers=answers.contract(**CONTRACT))
        .complete("review_in_unit", answers=answers.returned())
    )
    s.complete("fill_contract", answers=answers.contract(**CONTRACT)).complete("review_in_unit", answers=PASS)
    if region != "SH":
        s.complete("endorse_contract", answers=answers.returned()).complete("fill_contract", answers=answers.contract(**CONTRACT))
        s.complete("review_in_unit", answers=PASS).complete("endorse_contract", answers=PASS)
    s.complete("review_contract", answers=answers.returned()).expect_open("fill_contract")


@basis("PP12", "D10")
@pytest.mark.parametrize("region", REGIONS)
def test_nothing_signed_after_forty_days(opened, region):
    s = opened(region)
    s.expect_open("fill_contract", due="2025-07-14 17:00").wait_until("2025-07-14 17:01").expect_not_open("fill_contract")
    if region == "ZJ":
        assert s.of("project", "XM-1")["state"] == "forfeited"
    else:
        s.expect_open("decide_overdue", role="region_officer").complete("decide_overdue", decision="forfeit", note="放弃")
        assert s.of("project", "XM-1")["state"] == "forfeited"
    assert s.of("contract", "XM-1")["state"] == "forfeited"


@basis("R16.2")
def test_an_indicator_below_the_promise_comes_back(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH", indicators=answers.indicators(95))
    s.complete("fill_contract", answers=answers.contract(**CONTRACT, target=90)).expect_open("fill_contract").expect_not_open(
        "review_in_unit"
    )


@basis("D10", "R17.2")
def test_zhejiang_opens_the_form_after_a_week(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "ZJ")
    s.expect_not_open("fill_contract").wait_until("2025-06-09 09:00").expect_open("fill_contract")


@basis("D10", "R17.2", "D20")
def test_anhui_receives_paper_and_pays_half_of_what_the_demand_side_paid_first(opened):
    s = make_contract(opened("AH"), "AH", copies=False)
    s.expect_open("receive_at_window", role="region_officer")
    s.complete("receive_at_window", copies=6, received_on="2025-07-01", demand_first_payment=1000)
    assert s.of("contract", "XM-1")["data"]["first_tranche_max"] == 500


@basis("R21.1")
def test_a_project_outside_the_four_regions_stops_before_anybody_is_asked(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    s.publish("project.create", "XM-9", project_id="XM-9", region="BJ", lead_unit="U-9", notice_date=date(2025, 6, 2))
    s.wait_until("2025-06-03 09:00")
    assert s.open() == [] and s.incidents() == ["contract: There is no process called “contract_bj” among the deployed definitions."]


@basis("R18.1", "PP04", "D18", "Q19")
@pytest.mark.parametrize("region", REGIONS)
def test_a_contract_may_not_exceed_three_years(opened, region):
    s = opened(region).complete("fill_contract", answers=answers.contract(**CONTRACT | {"end": "2028-06-02"}))
    s.expect_open("fill_contract").expect_not_open("review_in_unit")
    s.complete("fill_contract", answers=answers.contract(**CONTRACT | {"end": "2028-05-31"})).expect_open("review_in_unit")


@basis("R17.1")
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("fiscal,own", [("3.01", "10"), ("3", "6.99")])
def test_a_contract_takes_neither_more_than_the_award_nor_more_than_thirty_percent(opened, region, fiscal, own):
    s = opened(region).complete("fill_contract", answers=answers.contract(**CONTRACT) | {"fiscal": fiscal, "own": own})
    s.expect_open("fill_contract").expect_not_open("review_in_unit")
    s.complete("fill_contract", answers=answers.contract(**CONTRACT)).expect_open("review_in_unit")
