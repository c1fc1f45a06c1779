"""Objections, complaints and breaches of integrity: who is heard, who decides, who may appeal, and what stays on record."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import close_case, draw_experts, experts, file_proposal, find_defects, pass_formal_check

REPORT = {"kind": "integrity", "facts": "数据造假", "signed": "yes", "name": "某人", "contact": "1", "verifiable": "no"}


@pytest.fixture
def told(scenario):
    """A unit of Jiangsu with a project; whoever acts for it can be told."""
    s = scenario("supervision_case", at="2024-09-02 09:00")
    s.record("unit", "U-1", region="JS", unit="U-1", uscc=answers.uscc(1))
    s.record("project", "XM-1", title="示例项目", region="JS", unit="U-1")
    return s.person("lead", ("lead_unit", None, "U-1"))


def _report(s, **more):
    s.start("supervision_case", answers=REPORT | {"subject_key": "XM-1"} | more)
    return s.keys("case")[-1]


@basis("P08", "R20.1")
def test_a_report_is_investigated_within_thirty_working_days_and_decided_by_others(told):
    case = _report(told)
    told.expect_open("investigate", role="supervisor", due="2024-10-18 17:00")
    told.complete("investigate", by="someone", answers=answers.findings("unfounded"))
    told.expect_refused("decide_case", "four-eyes", by="someone", **answers.decision("unfounded"))
    told.complete("decide_case", by="another", answers=answers.decision("unfounded"))
    assert told.of("case", case)["state"] == "concluded" and told.keys("credit") == []
    told.expect_path("case_filed", "investigate", "decide_case", "settle_case", "case_concluded")
    says = told.paper("objection_opinion")
    assert "数据造假" in says and "所反映的事项不成立" in says and "unfounded" not in says and "申诉" not in says


@basis("R20.1", "Q27")
def test_whoever_investigates_is_reminded(told):
    _report(told)
    told.wait_until("2024-10-18 16:00")
    assert told.reminded("investigate") == ["2024-10-12 09:00", "2024-10-17 09:00"]


@basis("F12")
@pytest.mark.parametrize(
    "said,state,refusal",
    [
        (answers.anonymous(), "not_accepted", "匿名且未提供可查证的证据"),
        (answers.anonymous(verifiable="yes"), "investigating", None),
        ({"subject_key": "XM-9"}, "not_accepted", "未找到所涉对象"),
        ({"kind": "objection", "notice_id": "LX-9"}, "not_accepted", "不在公示期内或不属于公示对象"),
    ],
)
def test_what_is_not_accepted_says_why(told, said, state, refusal):
    case = told.of("case", _report(told, **said))
    assert (case["state"], case["data"]["refusal"]) == (state, refusal)


@basis("F12")
def test_a_signed_report_needs_a_name_and_a_way_to_answer(told):
    with pytest.raises(Exception, match="another look"):
        _report(told, name=None)


@basis("PP11", "F12")
@pytest.mark.parametrize("when,state", [("2024-09-06 17:00", "investigating"), ("2024-09-06 17:01", "not_accepted")])
def test_an_objection_is_taken_to_the_last_moment_of_the_notice(told, when, state):
    told.start("public_notice", notice_id="GS-1", notice_title="公示", subjects=[{"key": "XM-1", "title": "示例项目", "unit": "U-1"}])
    assert str(told.of("notice", "GS-1")["data"]["notice_from"]) == "2024-09-02"
    told.at_once(when)
    assert told.of("case", _report(told, kind="objection", notice_id="GS-1"))["state"] == state


@basis("Q27")
def test_the_unit_may_appeal_within_fifteen_days_and_the_region_decides_once(told):
    case = _report(told)
    told.complete("investigate", by="someone", answers=answers.findings()).complete("decide_case", by="another", answers=answers.decision())
    assert "处理决定" in told.mails()[-1]
    told.expect_open("file_appeal", role="lead_unit", due="2024-09-18 17:00")   # 17 September is a holiday
    told.complete("file_appeal", decision="appeal", grounds="与事实不符")
    told.expect_open("decide_appeal", role="region_officer")
    for person in ("someone", "another"):
        told.expect_refused("decide_appeal", "four-eyes", by=person, appeal_outcome="stands", appeal_reason="理由")
    told.complete("decide_appeal", appeal_outcome="overturned", appeal_reason="证据不足")
    assert told.of("case", case)["data"]["outcome"] == "unfounded" and told.open() == []
    assert "申诉复核决定" in told.mails()[-1]


@basis("Q27", "R20.4")
def test_silence_for_fifteen_days_accepts_the_decision(told):
    case = _report(told)
    told.complete("investigate", answers=answers.findings())
    told.complete("decide_case", answers=answers.decision(credit_event="misuse", occurrence="first"))
    told.wait_until("2024-09-18 17:00").expect_not_open("file_appeal")
    assert told.of("case", case)["state"] == "concluded"
    entry = told.of("credit", f"{case}/misuse")["data"]
    assert (entry["subject"], entry["grade"], str(entry["until"])) == (answers.uscc(1), "严重", "2029-09-18")
    told.expect_path("window_over", "count_as_accepted", "not_appealed", "grade_event", "enter_event")


@basis("D15", "F20", "C26")
def test_a_credit_entry_bars_its_unit_from_applying_and_expires_at_the_end_of_its_last_day(told):
    case = _report(told, kind="solicitation")
    close_case(told, "upheld", credit_event="solicitation", occurrence="first", wished_years=1)
    key = f"{case}/solicitation"
    assert (told.of("credit", key)["data"]["bans"], str(told.of("credit", key)["data"]["until"])) == (True, "2025-09-02")
    told.wait_until("2025-09-02 23:59")
    assert told.of("credit", key)["state"] == "active"
    told.wait_until("2025-09-03 00:01")
    assert told.of("credit", key)["state"] == "expired" and "失效" in told.mails()[-1]


@basis("D15")
def test_a_serious_solicitation_is_on_record_for_life(told):
    case = _report(told, kind="solicitation")
    close_case(told, "upheld", credit_event="solicitation", occurrence="serious")
    assert told.of("credit", f"{case}/solicitation")["data"]["until"] is None
    told.expect_path("enter_event", "lifelong")
    assert told.timers() == []


@basis("R20.4", "Q27")
def test_an_expert_who_is_reported_appeals_himself_and_is_not_drawn_while_it_counts(told):
    told.record("expert", "E-0", region="SH", fields=["ai"])
    case = _report(told, subject_key="E-0", kind="solicitation")
    told.complete("investigate", answers=answers.findings())
    told.complete("decide_case", answers=answers.decision(credit_event="solicitation", occurrence="first"))
    told.expect_open("file_own_appeal", role="expert").expect_not_open("file_appeal")
    told.complete("file_own_appeal", decision="appeal", grounds="误会")
    told.complete("decide_appeal", appeal_outcome="stands", appeal_reason="证据充分")
    assert told.of("credit", f"{case}/solicitation")["data"]["subject"] == "E-0"


@basis("R20.1", "Q27")
def test_an_expert_who_says_nothing_accepts_the_decision(told):
    told.record("expert", "E-0", region="SH", fields=["ai"])
    case = _report(told, subject_key="E-0")
    told.complete("investigate", answers=answers.findings()).complete("decide_case", answers=answers.decision())
    told.wait_until("2024-09-18 17:01").expect_not_open("file_own_appeal")
    assert told.of("case", case)["state"] == "concluded"
    told.expect_path("own_window_over", "not_appealed")


@basis("C26", "Q27")
@pytest.mark.parametrize("outcome,state", [("overturned", "revoked"), ("stands", "active")])
def test_an_entry_that_follows_from_no_case_may_be_appealed(told, outcome, state):
    told.start(
        "credit_entry", reference="XM-1", event="late_report", occurrence="first", subject="U", subject_kind="unit",
        subject_unit="U-1", region="JS", title="示例项目",
    )
    told.complete("file_appeal", decision="appeal", grounds="已按期提交")
    told.complete("decide_appeal", appeal_outcome=outcome, appeal_reason="理由")
    assert told.of("credit", "XM-1/late_report")["state"] == state
    told.wait_until("2025-09-03 00:01")
    assert told.of("credit", "XM-1/late_report")["state"] == {"active": "expired"}.get(state, state)


@basis("R20.4", "D04", "D15")
def test_a_unit_under_a_ban_is_refused_at_the_formal_check_of_its_next_proposal(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    s.record("unit", "U-1", region="JS", unit="U-1", uscc=answers.uscc(1)).record("project", "XM-1", region="JS", unit="U-1")
    s.start("supervision_case", answers=REPORT | {"subject_key": "XM-1", "kind": "solicitation"})
    close_case(s, "upheld", credit_event="solicitation", occurrence="first")
    key = file_proposal(s, "JS")
    s.expect_open("check_items", of=key)
    find_defects(s)
    assert s.of("proposal", key)["state"] == "not_accepted" and "CRD-01" in s.codes(key)


@basis("R20.4", "R15.2")
def test_an_expert_with_a_credit_entry_is_left_out_of_the_next_draw(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 6)
    s.start("supervision_case", answers=REPORT | {"subject_key": "E-0", "kind": "solicitation"})
    s.complete("investigate", answers=answers.findings())
    s.complete("decide_case", answers=answers.decision(credit_event="solicitation", occurrence="first"))
    s.complete("file_own_appeal", decision="accept")
    draw_experts(s, key)
    assert s.of("draw", "2024-1/第一组")["data"]["turns"][0]["excluded"] == {"E-0": ["credit"]}
