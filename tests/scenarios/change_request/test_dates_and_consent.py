"""Changes to a running project move its clock, or are refused by local rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import ask_for_change, run_project


@pytest.fixture
def shanghai(scenario):
    """A Shanghai project that runs until 2027-05-31."""
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    return s


def _decide(s):
    return s.complete("decide_change", answers=PASS)


@basis("PP16", "PP17", "D16", "S18")
def test_s18_an_extension_moves_the_preparation_and_the_old_timer_never_fires(shanghai):
    s = shanghai
    assert dict(s.timers())["preparation_reached"] == "2027-02-26 00:00"  # 2027-02-28 is a Sunday
    s.wait_until("2026-12-15 09:00")
    _decide(ask_for_change(s, "extension", new_end_date=date(2027, 11, 30)))
    assert dict(s.timers())["preparation_reached"] == "2027-08-30 00:00"
    says = s.paper("change_form")
    assert "变更种类：延期" in says and "2027年11月30日" in says and "自 2026年12月15日 起执行" in says
    assert "变更后的负责人" not in says and "变更后的考核指标" not in says       # only what is changed is said
    assert s.of("project", "XM-1")["state"] == "extended"
    s.wait_until("2027-03-10 09:00").expect_not_open("prepare_acceptance")
    s.wait_until("2027-08-30 00:01").expect_open("prepare_acceptance", due="2027-11-30 17:00")


@basis("PP16", "PP17", "D16", "S18")
@pytest.mark.parametrize("region", ["SH", "JS", "AH"])
def test_s18_less_than_three_months_before_the_end_an_extension_is_refused(scenario, region):
    s = _nearly_over(scenario, region)
    change = s.of("change", "BG-2027-0001")
    assert change["state"] == "refused" and "不足3个月" in change["data"]["refusal"]
    assert s.open() == []


@basis("PP16", "PP17", "D16", "S18")
def test_s18_zhejiang_takes_a_request_until_the_last_day(scenario):
    _nearly_over(scenario, "ZJ").expect_open("endorse_change", role="local_recommender")


def _nearly_over(scenario, region):
    s = scenario("change_request", at="2027-03-10 09:00")
    s.record("project", "XM-1", region=region, unit="U-1", start_date=date(2025, 6, 1), end_date=date(2027, 5, 31), units=[])
    return ask_for_change(s, "extension", new_end_date=date(2027, 11, 30))


@basis("PP16", "D16")
@pytest.mark.parametrize(
    "end,used,reason",
    [
        (date(2028, 6, 1), 0, "不得超过12个月"),
        (date(2027, 5, 31), 0, "晚于原到期日"),
        (date(2027, 11, 30), 1, "以1次为限"),
    ],
)
def test_an_extension_beyond_what_is_allowed_is_refused_with_the_reason(scenario, end, used, reason):
    s = scenario("change_request", at="2026-12-15 09:00")
    s.record(
        "project",
        "XM-1",
        region="SH",
        unit="U-1",
        start_date=date(2025, 6, 1),
        end_date=date(2027, 5, 31),
        units=[],
        extensions_used=Decimal(used),
    )
    ask_for_change(s, "extension", new_end_date=end)
    assert reason in s.of("change", "BG-2026-0001")["data"]["refusal"]


@basis("Q25", "R18.4", "S19")
def test_s19_a_shortening_whose_preparation_date_is_past_starts_it_now(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "SH")
    s.wait_until("2026-12-15 09:00")
    _decide(ask_for_change(s, "extension", new_end_date=date(2027, 11, 30)))
    s.wait_until("2027-03-10 09:00").expect_not_open("prepare_acceptance")
    _decide(ask_for_change(s, "shortening", new_end_date=date(2027, 4, 30)))
    s.wait_until("2027-03-10 09:01").expect_open("prepare_acceptance", due="2027-04-30 17:00")
    assert s.of("acceptance", "XM-1")["data"]["compressed"] is True


@basis("D16")
def test_a_termination_ends_the_project_whatever_it_waits_for(shanghai):
    s = shanghai
    s.wait_until("2026-11-02 09:00").expect_open("fill_report")
    _decide(ask_for_change(s, "termination"))
    assert s.of("project", "XM-1")["state"] == "terminated"
    assert s.open() == [] and s.timers("project") == []


@basis("R5.2", "S26")
def test_s26_a_message_with_another_projects_instance_is_refused_and_noted(shanghai):
    s = shanghai
    before = s.timers()
    s.expect_wrong_addressee("project.dates_changed", "XM-2", s.instance_of("project", "XM-1"), end_date=date(2028, 1, 1))
    assert [fact["data"] for fact in s.facts("message_refused")] == [{"message": "project.dates_changed", "key": "XM-2"}]
    assert s.timers() == before
    assert s.variables(s.instance_of("project", "XM-1"))["end_date"] == date(2027, 5, 31)


@basis("D16", "R18.2")
def test_a_change_of_the_technical_route_is_decided_by_the_lead_unit_and_filed(shanghai):
    s = shanghai.person("officer", ("region_officer", "SH", None))
    ask_for_change(s, "route", old_value="路线一", new_value="路线二").expect_not_open("endorse_change", "decide_change")
    change = s.of("change", "BG-2025-0001")
    assert (change["state"], change["data"]["old_value"], change["data"]["new_value"]) == ("approved", "路线一", "路线二")
    assert "变更已备案" in s.mails()[-1]


@basis("D16", "R18.2")
def test_a_shortening_cannot_lengthen_the_project(shanghai):
    s = shanghai
    ask_for_change(s, "shortening", new_end_date=date(2027, 6, 1)).expect_not_open("decide_change")
    assert "不得晚于原到期日" in s.of("change", "BG-2025-0001")["data"]["refusal"]


@basis("D16", "R18.2")
def test_a_shortened_project_is_not_called_extended(shanghai):
    s = shanghai
    _decide(ask_for_change(s, "shortening", new_end_date=date(2027, 4, 30)))
    assert s.of("project", "XM-1")["state"] == "active"


@basis("D16", "R18.2")
def test_a_new_leader_stands_in_project_and_contract(shanghai):
    s = shanghai
    _decide(ask_for_change(s, "leader", new_leader="王五", old_value="张三", new_value="王五"))
    assert s.of("project", "XM-1")["data"]["leader"] == s.of("contract", "XM-1")["data"]["leader"] == {"name": "王五"}


@basis("D16", "R18.2")
def test_who_decides_sees_what_the_recommending_department_thinks(scenario):
    s = scenario("project", at="2025-06-02 09:00")
    run_project(s, "JS")
    ask_for_change(s, "leader", new_leader="王五").complete("endorse_change", decision="refuse", note="人选不合适")
    seen = s.variables(s.instance_of("change_request"), "decide_change")
    assert (seen["endorsed"], seen["endorse_note"]) == ("refuse", "人选不合适")
