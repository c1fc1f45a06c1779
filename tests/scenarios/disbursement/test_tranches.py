"""A tranche of the support is paid when what the contract asks for has happened, and not while a duty is late."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import (
    ask_for_payment,
    create_project,
    experts,
    make_contract,
    pay,
    report_every_year,
    seat_panel,
)

TRANCHES = [
    {"number": 1, "amount": 1, "kind": "signed", "condition": "签订后"},
    {"number": 2, "amount": 1, "kind": "report", "condition": "年报通过后"},
    {"number": 3, "amount": 1, "kind": "acceptance", "condition": "验收通过后"},
]

AUTHORITIES = {"SH": "上海市科学技术委员会：", "JS": "江苏省科学技术厅：", "ZJ": "浙江省科学技术厅："}


@pytest.fixture
def signed(scenario):
    """A project of a region under contract with three tranches of one yuan."""

    def make(region="SH", **more):
        s = scenario("project", at="2025-06-02 09:00")
        create_project(s, region)
        if region == "ZJ":
            s.wait_until("2025-06-09 09:01")
        return make_contract(s, region, **{"tranches": TRANCHES, **more})

    return make


def _obstacles(s, key):
    return s.of("payment", key)["data"]["obstacles"]


@basis("R17.2", "R17.4", "D20")
@pytest.mark.parametrize("region", ["SH", "JS", "ZJ"])
def test_the_first_tranche_is_paid_after_signing_by_two_people(signed, region):
    s = ask_for_payment(signed(region), 1, 1)
    assert s.of("payment", "BK-2025-0001")["state"] == "applied"
    s.complete("review_payment", by="officer", decision="pass", evidence_checked=True)
    assert s.of("payment", "BK-2025-0001")["state"] == "reviewed"
    s.expect_refused("transfer_money", "four-eyes", by="officer", **answers.transfer(1))
    s.expect_open("transfer_money", role="finance_officer").complete("transfer_money", answers=answers.transfer(1))
    paid = s.of("payment", "BK-2025-0001")
    assert (paid["state"], paid["data"]["voucher_no"], paid["data"]["kind"]) == ("paid", "PZ-1", "payment")
    s.expect_path("open_payment", "gather_conditions", "review_payment", "gather_conditions", "transfer_money", "payment_made")
    project, contract = s.of("project", paid["data"]["project_id"]), s.of("contract", paid["data"]["project_id"])
    says = s.paper("payment_request")
    assert AUTHORITIES[region] in says and "第十七条" in says and "附件：1." in says
    assert f"“{project['title']}”（合同编号 {contract['data']['number']}）已具备第 1 期拨款条件" in says
    assert "拨付 1 元（凭证号 PZ-1）" in says


@basis("D20")
def test_a_tranche_waits_for_its_report_and_the_last_for_acceptance(signed):
    s = signed()
    ask_for_payment(s, 2, 1)
    ask_for_payment(s, 3, 1).expect_not_open("review_payment")
    assert [_obstacles(s, f"BK-2025-000{number}") for number in (1, 2)] == [["REP-01"], ["ACC-01"]]
    report_every_year(s, 2025)
    pay(s, 2, 1, "2025-11-20")
    report_every_year(s, 2026)
    experts(s)
    s.wait_until("2027-03-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    s.complete("apply_acceptance", answers=answers.acceptance()).complete("check_materials", answers=PASS)
    seat_panel(s).complete("hold_meeting", answers=answers.meeting()).complete("confirm_conclusion", confirmed=True).wait_until("2027-03-10 09:00")
    assert s.of("project", "XM-1")["state"] == "accepted"
    pay(s, 3, 1, "2027-03-11")
    assert [s.of("payment", key)["state"] for key in s.keys("payment")] == ["refused", "refused", "paid", "paid"]


@basis("PP15", "R18.3")
def test_a_report_sixty_days_late_holds_the_payments_until_it_is_approved(signed):
    s = signed().wait_until("2026-02-01 09:00").expect_open("fill_report")
    ask_for_payment(s, 1, 1).expect_not_open("review_payment")
    assert _obstacles(s, "BK-2026-0001") == ["HLD-01"]
    s.complete("fill_report", answers=answers.report(2025)).complete("review_report", answers=PASS)
    ask_for_payment(s, 1, 1).expect_open("review_payment")


@basis("PP15")
def test_a_hold_that_begins_after_the_officers_review_still_stops_the_money(signed):
    s = signed().wait_until("2026-01-29 09:00")
    ask_for_payment(s, 1, 1).expect_open("review_payment").wait_until("2026-02-02 09:00")
    s.complete("review_payment", decision="pass", evidence_checked=True).expect_not_open("transfer_money")
    assert _obstacles(s, "BK-2026-0001") == ["HLD-01"]


@basis("D20")
def test_a_tranche_is_paid_once_and_not_beyond_what_was_agreed(signed):
    s = signed()
    ask_for_payment(s, 1, 2)
    assert _obstacles(s, "BK-2025-0001") == ["MAX-01"]
    pay(s, 1, 1)
    ask_for_payment(s, 1, 1)
    assert _obstacles(s, "BK-2025-0003") == ["DUP-01"]


@basis("R17.2")
def test_anhui_pays_first_no_more_than_half_of_what_the_demand_side_paid_its_solver(signed):
    more = [TRANCHES[0] | {"amount": 3}]
    s = signed("AH", copies=False, tranches=more).complete(
        "receive_at_window", copies=6, received_on="2025-07-01", demand_first_payment=3
    )
    assert s.of("contract", "XM-1")["data"]["first_tranche_max"] == Decimal("1.50")
    ask_for_payment(s, 1, 2)
    assert _obstacles(s, "BK-2025-0001") == ["MAX-01"]
    pay(s, 1, 1)


@basis("R17.4", "D20")
def test_an_officer_who_does_not_agree_says_why(signed):
    s = ask_for_payment(signed(), 1, 1).complete("review_payment", decision="refuse", note="材料不全")
    payment = s.of("payment", "BK-2025-0001")
    assert (payment["state"], payment["data"]["refusal"]) == ("refused", "材料不全")


@basis("D20")
def test_before_the_contract_is_filed_nothing_is_paid(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    create_project(s, "SH")
    ask_for_payment(s, 1, 0)
    assert _obstacles(s, "BK-2025-0001") == ["CON-01"]
