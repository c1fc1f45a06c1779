"""A region's own call: its needs and proposals go through the same drawings, outside the shared programme (R4.6)."""

from __future__ import annotations

from datetime import date

import pytest

from app.commands.instances import NotAvailable
from app.queries import published as public
from processes.kit import Reading
from processes.reports import REPORTS
from processes.reports.shape import Given
from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.needs import DEMAND, cast, mask, number_of, raise_need

REFUSES = {"decision": "refuse", "note": "时机不成熟"}


def begin(scenario, region="SH", **more):
    """An officer of a region plans a call of the region's own; a need of Shanghai has passed its screening."""
    s = scenario("local_call", at="2024-04-01 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS)
    s.start(region=region, title="地方产业攻关", closes_on=date(2024, 6, 28), requirements="面向本地产业", started_by="officer-1", **more)
    return s, need


def publish_need(s, need):
    """The need goes into the call, and its region masks it."""
    s.complete("choose_needs", by="officer-1", answers={"more": "yes", "need_ids": [need]})
    s.complete("approve_needs", by="officer-2", answers=PASS)
    return mask(s)


def apply(s, need, **more):
    """The demand side applies in the call; its proposal passes the formal check."""
    s.start("local_proposal", lead_unit=DEMAND, title="地方项目", field="ai", need_id=need)
    key = s.keys("proposal")[-1]
    s.complete("fill_proposal", of=key, answers=answers.proposal(("SH", "AH"), title="地方项目", origin="local", need_id=need, **more))
    s.complete("review_proposal", of=key, answers=PASS)
    return s.complete("check_items", of=key).complete("second_check", of=key, agreed="agree") and key


def listed(s, name):
    with s.runtime.sessions.connect() as session:
        found = public.collection(s.runtime, name)
        return [row["id"] for row in public.everything(s.runtime, session, found)]


def reported(s, name):
    """The keys that a report of the programme counts."""
    with s.runtime.sessions.connect() as session:
        reading = s.runtime.reading(session, s.runtime.library(session))
        assert isinstance(reading, Reading)
        return [row["key"] for row in REPORTS[name].rows(Given(reading, lambda named: [], date(2024, 8, 1)))]


@basis("R4.6", "R10.3", "R6.1")
def test_a_region_holds_its_own_call_from_the_need_to_the_project_and_is_not_counted_in_the_shared_programme(scenario):
    s, need = begin(scenario)
    call = s.keys("cycle")[-1]
    assert call == "DF-2024-SH-01" and s.of("cycle", call)["region"] == "SH"
    s.expect_open("confirm_call", role="region_officer").expect_refused("confirm_call", "four-eyes", by="officer-1", **PASS)
    s.complete("confirm_call", by="officer-2", answers=PASS)
    assert s.variables(element="choose_needs")["screened"] == [{"need_id": need, "title": "车规级算力芯片"}]
    s.complete("choose_needs", by="officer-1", answers={"more": "yes", "need_ids": [need]})
    s.expect_refused("approve_needs", "four-eyes", by="officer-1", **PASS).complete("approve_needs", by="officer-2", answers=PASS)
    assert s.open_of("mask_need")[0]["candidates"] == ["region_officer@region:SH"]
    mask(s)
    kept = s.of("need", need)
    assert (kept["state"], kept["data"]["origin"], kept["data"]["cycle_id"]) == ("matching", "local", call)
    assert listed(s, "needs") == [] and listed(s, "local-needs") == [number_of(s, need)]
    key = apply(s, need)
    proposal = s.of("proposal", key)
    assert (proposal["data"]["origin"], proposal["data"]["cycle_id"], proposal["region"]) == ("local", call, "SH") and key == f"SB-{call}-0001"
    s.expect_not_open("group_proposals").expect_open("decide_local", role="region_officer")
    assert s.open_of("decide_local")[0]["candidates"] == ["region_officer@region:SH"]
    s.complete("decide_local", answers=PASS)
    project = s.keys("project")[-1]
    assert s.of("project", project)["data"]["origin"] == "local" and s.open_of("fill_contract")
    assert reported(s, "worklist") == [] and reported(s, "local_layouts") == [key] and listed(s, "results") == []
    s.complete("choose_needs", answers={"more": "no"}).wait_until("2024-06-28 17:01")
    assert s.of("cycle", call)["state"] == "closed"
    s.expect_path("confirm_call", "publish_call", "claim_needs", "tell_listed", "close_call", "call_closed")


@basis("R4.6")
def test_a_local_need_is_out_of_the_shared_batches_and_its_solvers_stay_masked_as_ever(scenario):
    s, need = begin(scenario)
    publish_need(s.complete("confirm_call", answers=PASS), need)
    s.without_calls().start(
        "call_cycle", year="2024", title="2024年度", opens_on=date(2024, 3, 1), closes_on=date(2024, 11, 29), fields=["ai"], sessions=2,
        application_enterprise=False,
    )
    assert s.variables(element="plan_batch")["screened"] == []
    shown = s.of("publication", number_of(s, need))
    assert shown["region"] is None and shown["unit"] is None and "芯核" not in str(shown["data"])


@basis("R4.6", "R6.1")
def test_an_officer_sees_needs_of_the_own_region_only_and_another_regions_unit_cannot_apply(scenario):
    s, need = begin(scenario, region="JS")
    s.complete("confirm_call", answers=PASS)
    assert s.variables(element="choose_needs")["screened"] == []
    s.record("unit", "U-JS", title="江苏示例公司", region="JS", unit="U-JS")
    s.start("local_proposal", lead_unit="U-JS", title="地方项目", field="ai", need_id=need).expect_path("open_local_proposal", "not_open")
    assert s.keys("proposal") == []


@basis("R4.6")
def test_a_call_that_the_region_does_not_want_is_not_published_and_needs_may_be_sent_back(scenario):
    s, need = begin(scenario)
    s.complete("confirm_call", answers=REFUSES).expect_path("confirm_call", "refuse_call", "call_refused")
    assert s.of("cycle", "DF-2024-SH-01")["state"] == "archived"
    s.start(region="SH", title="第二次", closes_on=date(2024, 6, 28), started_by="officer-1").complete("confirm_call", answers=PASS)
    s.complete("choose_needs", answers={"more": "yes", "need_ids": [need]}).complete("approve_needs", answers=REFUSES)
    assert s.of("need", need)["state"] == "screened" and "origin" not in s.of("need", need)["data"]
    s.complete("choose_needs", answers={"more": "refresh"}).wait_until("2024-06-28 17:01").expect_not_open("choose_needs")
    s.expect_path("call_due", "close_call", "call_closed")
    with pytest.raises(NotAvailable):
        s.start("local_proposal", answers={})


@basis("R4.6")
def test_what_is_filed_in_a_local_call_may_be_refused_late_or_withdrawn(scenario):
    s, need = begin(scenario)
    publish_need(s.complete("confirm_call", answers=PASS), need)
    first = apply(s, need)
    s.complete("decide_local", answers=REFUSES)
    assert s.of("proposal", first)["state"] == "not_approved"
    s.start("local_proposal", lead_unit=DEMAND, title="又一项", field="ai", need_id=need)
    second = s.keys("proposal")[-1]
    assert "origin" in s.messages_of("fill_proposal", **answers.proposal(("SH", "AH"), origin="reserve", need_id=need))
    s.complete("fill_proposal", answers=answers.proposal(("SH", "AH"), origin="local", need_id=need)).complete("review_proposal", answers=PASS)
    s.start("proposal_withdrawal", proposal_id=second, reason="合作方退出").expect_path("withdraw_proposal", "withdrawn")
    assert s.of("proposal", second)["state"] == "withdrawn"
    s.start("local_proposal", lead_unit=DEMAND, title="第三项", field="ai", need_id=need).wait_until("2024-06-28 17:01")
    assert s.of("proposal", s.keys("proposal")[-1])["state"] == "not_submitted"


@basis("R4.6", "R14.3")
def test_a_local_proposal_that_cannot_be_cured_is_not_accepted(scenario):
    s, need = begin(scenario)
    publish_need(s.complete("confirm_call", answers=PASS), need)
    s.start("local_proposal", lead_unit=DEMAND, title="地方项目", field="ai", need_id=need)
    key = s.keys("proposal")[-1]
    s.complete("fill_proposal", answers=answers.proposal(("SH", "AH"), origin="local", need_id=need)).complete("review_proposal", answers=PASS)
    s.record("credit", "SX-1", state="active", subject=answers.uscc(1), bans=True, until=date(2026, 1, 1), severity="serious")
    s.complete("check_items", of=key, defects=["CRD-01"]).complete("second_check", of=key, agreed="agree")
    assert s.of("proposal", key)["state"] == "not_accepted"


@basis("R4.6", "R6.1")
def test_a_unit_of_another_region_does_not_lead_in_an_open_call(scenario):
    s, need = begin(scenario)
    publish_need(s.complete("confirm_call", answers=PASS), need)
    s.record("unit", "U-JS", title="江苏示例公司", region="JS", unit="U-JS").person("ann", ("lead_unit", "JS", "U-JS"))
    s.start("local_proposal", lead_unit="U-JS", title="地方项目", field="ai", need_id=need).expect_path("may_apply", "not_open")
    assert s.keys("proposal") == [] and any("地方项目" in each for each in s.mails())
