"""A need is raised, screened, evaluated, published without its demand side's name, and matched task by task."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.commands.instances import NotAvailable
from tests.dsl.basis import basis
from tests.dsl.needs import (
    DEMAND,
    PASS,
    SOLVERS,
    cast,
    evaluate,
    intend,
    number_of,
    mask,
    need_form,
    offer,
    opinion,
    published_need,
    raise_need,
    reserve,
    round_of,
    sign,
    task,
)
from tests.dsl.steps import accept_invitations, confirm_draw


def status(s, need):
    return s.of("need", need)["state"]


@basis("R8.1", "R8.3", "R8.4", "R9.1", "R9.3", "R10.1", "R12.1", "R12.2", "S01", "D01", "D02", "D03")
def test_a_need_whose_tasks_are_all_matched_enters_the_reserve_pool_as_solved(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = published_need(s, tasks=2)
    assert (need, status(s, need)) == ("XQ-2024-SH-0001", "matching")
    first, second = offer(s, need, "1"), offer(s, need, "2", unit=SOLVERS[1])
    s.wait_until("2024-03-18 09:00").expect_open("forward_solutions", role="promotion_group")
    round_of(s, intend(first, "1"), intend(second, "2"))
    sign(s, first)
    assert status(s, need) == "partial"
    reserve(s, need)
    reserve(sign(s, second), need)
    assert status(s, need) == "full" and s.of("need", need)["data"]["reserve_no"] == "CB-2024-SH-001"
    assert [s.of("external_task", f"{need}/{no}")["state"] for no in (1, 2)] == ["confirmed", "confirmed"]


@basis("R12.2", "R12.4", "S08", "Q13")
def test_a_need_is_partly_solved_first_and_its_last_task_later(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    a = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, intend(a, "1")).wait_until("2024-05-10 10:00")
    reserve(sign(s, a), need)
    assert status(s, need) == "partial"
    b = offer(s.wait_until("2024-06-20 10:00"), need, "2", unit=SOLVERS[1])
    s.wait_until("2024-07-01 09:01")
    round_of(s, intend(b, "2")).wait_until("2024-07-02 10:00")
    reserve(sign(s, b), need)
    s.wait_until("2024-07-20 10:00").publish("proposal.created", need, proposal_id="SB-2024-0001")
    assert status(s, need) == "partial" and s.of("need", need)["data"]["applied"] is True
    c = offer(s.wait_until("2024-08-08 10:00"), need, "3", unit=SOLVERS[2])
    s.wait_until("2024-08-12 09:01")
    round_of(s, intend(c, "3")).wait_until("2024-08-20 10:00")
    reserve(sign(s, c), need)
    assert status(s, need) == "applied" and s.of("need", need)["data"]["reserve_status"] == "full"
    assert s.status("need", need) == "completed"


@basis("R12.2", "S09", "PP09", "PP10")
def test_a_need_that_nobody_solves_stays_valid_and_is_confirmed_once_a_year(scenario):
    s = scenario("need", at="2023-05-08 09:00")
    need = published_need(s)
    s.wait_until("2023-11-08 09:00")
    assert status(s, need) == "unsolved" and s.status("need", need) == "active"
    s.wait_until("2024-05-08 09:01").expect_open("confirm_need", role="demand_owner", due="2024-06-04 17:00")
    s.complete("confirm_need", answers={"still_wanted": "yes", "note": ""}).expect_not_open("confirm_need")
    s.wait_until("2025-05-08 09:01").expect_open("confirm_need")


@basis("PP10")
def test_a_need_that_is_not_confirmed_for_two_years_goes_to_sleep_and_is_no_longer_published(scenario):
    s = scenario("need", at="2023-05-08 09:00")
    need = published_need(s)
    s.wait_until("2025-05-08 09:01")
    assert status(s, need) == "dormant" and s.of("publication", number_of(s, need))["state"] == "withdrawn"
    assert s.status("need", need) == "completed"


@basis("R8.4", "D01")
def test_the_region_returns_a_need_and_lets_the_revised_one_pass(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s), clean_record=True, total_input=2_000_000)
    assert [each["code"] for each in s.variables(element="screen_need")["problems"]] == ["NEN-06"]
    s.complete("screen_need", answers={"decision": "return", "note": "资金有误"})
    s.expect_open("revise_need", role="demand_owner", due="2024-03-25 17:00")
    s.complete("revise_need", answers=need_form())
    assert s.variables(element="screen_need")["problems"] == []
    s.complete("screen_need", answers=PASS)
    assert status(s, need) == "screened"


@basis("R8.4")
def test_a_returned_need_that_is_not_revised_in_time_is_closed(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers={"decision": "return", "note": "请补充"}).wait_until("2024-03-25 17:01")
    assert status(s, need) == "closed" and s.status("need", need) == "completed"
    assert s.reminded("revise_need") == ["2024-03-18 09:00", "2024-03-22 09:00"]


@basis("R8.2", "R20.4", "D01")
def test_a_unit_with_an_active_ban_is_not_collected_from(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    cast(s).record("credit", "C-1", subject=DEMAND, bans=True, until=date(2026, 1, 1), state="active")
    need = raise_need(s)
    assert [each["code"] for each in s.variables(element="screen_need")["problems"]] == ["NEN-03"]
    s.complete("screen_need", answers={"decision": "reject", "note": "失信"})
    assert status(s, need) == "not_collected" and s.status("need", need) == "completed"


@basis("R22.1", "S24", "Q18", "D17")
def test_no_new_need_after_the_rule_set_and_running_ones_go_on(scenario):
    s = scenario("need", at="2025-04-03 09:00")
    need = published_need(s)
    s.at_once("2025-04-07 09:00")
    with pytest.raises(NotAvailable):
        s.start("need", answers={})
    assert s.of("need", need)["data"]["rule_set"] == "YRD-2023-04-06" and status(s, need) == "matching"


@basis("R9.1", "R9.3", "D02")
@pytest.mark.parametrize("mark,suggestion", [(14, "list"), (13.9, "not_list")])
def test_a_mean_of_seventy_is_enough_for_the_list(scenario, mark, suggestion):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS).start("need_evaluation", batch_id="PG-1", need_ids=[need], title="第一批")
    accept_invitations(confirm_draw(s))
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(mark))
    assert s.variables(element="compile_list")["judged"][0]["suggestion"] == suggestion


@basis("R9.1", "D02")
def test_one_weak_criterion_keeps_a_need_off_the_list_and_it_comes_back_with_the_next_batch(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS).start("need_evaluation", batch_id="PG-1", need_ids=[need], title="第一批")
    accept_invitations(confirm_draw(s))
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(19, clarity=9.9))
    judged = s.variables(element="compile_list")["judged"][0]
    assert (judged["mean"], judged["least"], judged["suggestion"]) == (Decimal("85.90"), Decimal("9.90"), "not_list")
    s.complete("compile_list", answers={"chosen": [], "note": ""})
    assert status(s, need) == "not_listed"
    s.expect_open("fill_need").complete("fill_need", answers=need_form()).complete("screen_need", answers=PASS)
    accept_invitations(confirm_draw(s.start("need_evaluation", batch_id="PG-2", need_ids=[need], title="第二批")))
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(16))
    assert s.variables(element="compile_list")["judged"][0]["valid"] == 5


@basis("R9.2", "D02", "Q10")
def test_too_few_evaluations_are_no_basis_for_a_list(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS).start("need_evaluation", batch_id="PG-1", need_ids=[need], title="第一批")
    accept_invitations(confirm_draw(s.complete("confirm_draw", answers={"decision": "again", "note": "名单不妥"})))
    s.complete("evaluate_need", answers={"conflict": "yes"})
    for _ in range(3):
        s.complete("evaluate_need", answers=opinion())
    s.wait_until("2024-03-25 17:01")
    assert s.variables(element="compile_list")["judged"][0]["suggestion"] == "too_few"
    assert sorted(s.of("evaluation", key)["state"] for key in s.keys("evaluation")) == ["missed", "missed", "valid", "valid", "valid"]


@basis("R10.3", "R10.4", "Q12", "S28")
def test_the_wording_is_not_published_while_it_names_the_demand_side(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s), breakthrough="在示例芯核的产线上突破，联系 13800000000")
    s.complete("screen_need", answers=PASS)
    evaluate(s, need)
    s.start("need_publication", batch_id="PG-1", title="第一批", listed_needs=[
        {"need_id": need, "title": "车规级算力芯片", "region": "SH", "demand_unit": DEMAND},
    ])
    mask(s)
    assert {each["term"] for each in s.variables(element="mask_need")["leaks"]} == {"示例芯核", "13800000000"}
    mask(s, public_goals="突破存算一体架构")
    published = s.of("publication", number_of(s, need))
    assert (published["state"], published["unit"], published["region"]) == ("published", None, None)
    assert set(published["data"]) == {"title", "goals", "tasks", "total_input", "external_fund", "field", "published_on", "need_id"}
    assert "示例" not in str(published) and published["key"] == "FB-2024-0001"


@basis("R9.4")
def test_a_list_that_is_not_approved_goes_back_to_its_demand_side(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    evaluate(s.complete("screen_need", answers=PASS), need)
    s.publish("need.sent_back", need, reason="需细化").expect_open("fill_need")


@basis("R12.4", "S10", "Q14")
def test_one_task_is_reworded_and_the_others_are_untouched(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    s.person("solver-2", ("solver", None, SOLVERS[1]))
    need = published_need(s)
    offer(s, need, "3", unit=SOLVERS[1])
    s.start("need_adjustment", need_id=need, kind="tasks", reason="研发实际")
    changed = task(3) | {"change": "reword", "title": "任务三（改）"}
    row = {name: changed[name] for name in ("no", "change", "title", "problem", "indicators", "planned_fund")}
    s.complete("adjust_tasks", answers={"adjusted_tasks": [row], "reason": "研发实际"})
    mask(s)
    third = s.of("external_task", f"{need}/3")
    assert (third["version"], third["title"], third["state"]) == (2, "任务三（改）", "adjusted")
    assert [s.of("external_task", f"{need}/{no}")["version"] for no in (1, 2)] == [1, 1]
    assert [each["title"] for each in s.of("publication", number_of(s, need))["data"]["tasks"]] == ["任务1", "任务2", "任务三（改）"]
    assert s.of("need", need)["title"] == "车规级算力芯片"


@basis("R12.4")
def test_a_task_is_dropped_and_another_added(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    s.start("need_adjustment", need_id=need, kind="tasks", reason="研发实际")
    new = {"no": "4", "change": "add", "title": "任务四", "problem": "问题", "indicators": "指标", "planned_fund": 500_000}
    s.complete("adjust_tasks", answers={"adjusted_tasks": [{"no": "2", "change": "drop"}, new], "reason": "研发实际"})
    mask(s)
    assert [each["no"] for each in s.of("publication", number_of(s, need))["data"]["tasks"]] == ["1", "3", "4"]
    assert s.of("need", need)["data"]["external_fund"] == 2_500_000


@basis("Q14")
def test_a_new_need_replaces_an_earlier_one(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    s.start("need", demand_unit=DEMAND, title="改题", field="ai", supersedes=need)
    assert s.of("need", need)["data"]["superseded_by"] == "XQ-2024-SH-0002"
    assert s.of("need", "XQ-2024-SH-0002")["data"]["supersedes"] == need


@basis("R11.1", "R12.2")
def test_a_withdrawn_need_ends_the_solutions_that_wait_for_an_answer(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    waiting = offer(s, need, "1")
    s.start("need_adjustment", need_id=need, kind="withdraw", reason="不再需要")
    assert status(s, need) == "withdrawn" and s.of("solution", waiting)["state"] == "expired"
    assert s.of("publication", number_of(s, need))["state"] == "withdrawn" and s.status("need", need) == "completed"


@basis("R9.1")
def test_a_need_may_be_withdrawn_while_it_waits_for_the_evaluation(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS).start("need_adjustment", need_id=need, kind="withdraw", reason="不再需要")
    assert status(s, need) == "withdrawn" and s.open() == []


@basis("R8.4", "R9.4")
def test_a_need_may_be_withdrawn_while_it_is_screened_and_before_it_is_published(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    first = raise_need(cast(s))
    s.start("need_adjustment", need_id=first, kind="withdraw", reason="不再需要")
    second = raise_need(s)
    s.complete("screen_need", answers=PASS)
    evaluate(s, second).start("need_adjustment", need_id=second, kind="withdraw", reason="不再需要")
    assert [status(s, first), status(s, second)] == ["withdrawn", "withdrawn"] and s.open() == []


@basis("R9.2", "D07", "C10")
def test_evaluators_are_drawn_field_by_field_in_the_sight_of_two_officers_and_none_is_of_the_demand_side(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.record("expert", "E-own", fields=["ai"], uscc="91310000MA1FL5XX11")
    s.record("need", "XQ-2024-JS-0900", title="生物材料", region="JS", unit="U-9", state="screened", field="bio")
    for number in range(5):
        s.record("expert", f"B-{number}", fields=["bio"], uscc=f"9133000000000000{number}X")
    s.complete("screen_need", answers=PASS)
    s.start("need_evaluation", batch_id="PG-1", need_ids=[need, "XQ-2024-JS-0900"], title="第一批", planned_by="group-1")
    assert len(s.open_of("confirm_draw")) == 2
    s.expect_refused("confirm_draw", "four-eyes", by="group-1", **PASS)
    while s.open_of("confirm_draw"):
        s.complete("confirm_draw", by="agency-1", answers=PASS)
    s.expect_refused("witness_draw", "four-eyes", by="agency-1", **PASS)
    while s.open_of("witness_draw"):
        s.complete("witness_draw", by="supervisor-1", answers=PASS)
    accept_invitations(s)
    assert s.of("draw", "PG-1/ai")["data"]["turns"][0]["excluded"] == {"E-own": ["same_unit"]}
    assert sorted(s.of("draw", "PG-1/bio")["data"]["members"]) == [f"B-{number}" for number in range(5)]
    assert s.of("need", need)["data"]["evaluators"] == "PG-1/ai" and len(s.open_of("evaluate_need")) == 10


@basis("R9.2", "R10.3", "Q12", "S28")
def test_experts_evaluate_a_need_under_a_number_that_says_no_region(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS)
    evaluate(s, need, chosen=[])
    assert s.of("need", need)["data"]["brief_id"] == "PG-2024-0001" and s.keys("brief") == ["PG-2024-0001"]
    asked = s.keys("evaluation")
    assert len(asked) == 5 and all(key.startswith("PG-2024-0001/E-") for key in asked)
    assert all(need not in str(s.of(kind, key)) for kind in ("brief", "evaluation", "expert") for key in s.keys(kind))
    assert {tuple(s.of("expert", key.rpartition("/")[2])["data"]["prepared"]) for key in asked} == {("PG-2024-0001",)}


@basis("R9.2", "R9.3")
def test_a_need_that_is_evaluated_again_keeps_its_number_and_counts_only_the_new_evaluations(scenario):
    s = scenario("need", at="2024-03-04 09:00")
    need = raise_need(cast(s))
    s.complete("screen_need", answers=PASS)
    evaluate(s, need, mark=10, chosen=[])
    s.complete("fill_need", answers=need_form()).complete("screen_need", answers=PASS)
    s.start("need_evaluation", batch_id="PG-2", need_ids=[need], title="第二批")
    accept_invitations(confirm_draw(s))
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(18))
    judged = s.variables(element="compile_list")["judged"][0]
    assert (judged["mean"], judged["valid"], s.keys("brief")) == (90, 5, ["PG-2024-0001"])
