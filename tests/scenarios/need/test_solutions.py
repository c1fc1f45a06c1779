"""A solver offers, is invited, learns who asks only by consent, signs an intent or not."""

from __future__ import annotations

from tests.dsl.basis import basis
from tests.dsl.needs import (
    SOLVERS,
    intend,
    number_of,
    offer,
    published_need,
    round_of,
    sign,
    solution_form,
)


def invite(solution, disclose):
    return {"solution_id": solution, "decision": "invite", "disclose": disclose, "reason": "路线可行"}


def decline(solution):
    return {"solution_id": solution, "decision": "decline", "reason": "价格过高"}


def keep(solution):
    return {"solution_id": solution, "decision": "keep"}


def attend(s, solution, nda=True):
    return s.complete("attend_roadshow", of=solution, answers={"attends": "yes", "nda": nda})


@basis("Q12", "S28", "R10.3", "R11.2")
def test_only_the_solver_to_whom_the_demand_side_consents_learns_who_it_is(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    chosen, other = offer(s, need, "1"), offer(s, need, "1", unit=SOLVERS[1])
    s.wait_until("2024-05-06 09:00")
    round_of(s, invite(chosen, True), invite(other, False))
    attend(attend(s, chosen), other)
    assert s.of("solution", chosen)["data"]["demand_side"] == "上海示例芯核有限公司"
    assert "demand_side" not in s.of("solution", other)["data"] and "芯核" not in str(s.of("solution", other))


@basis("Q12")
def test_without_a_signed_agreement_nobody_learns_who_asks(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    solution = offer(s, published_need(s), "1")
    s.wait_until("2024-05-06 09:00")
    attend(round_of(s, invite(solution, True)), solution, nda=False)
    assert "demand_side" not in s.of("solution", solution)["data"]


@basis("R11.3")
def test_a_solver_that_is_not_chosen_is_told_why(scenario):
    s = scenario("need", at="2024-04-22 09:00").person("solver", ("solver", None, SOLVERS[0]))
    solution = offer(s, published_need(s), "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, decline(solution))
    assert s.of("solution", solution)["state"] == "declined" and s.of("solution", solution)["data"]["declined_for"] == "价格过高"


@basis("R11.2", "R11.3")
def test_after_its_roadshow_a_solution_is_decided_on_with_the_next_feedback(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    solution = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    attend(round_of(s, invite(solution, True)), solution)
    s.expect_not_open("forward_solutions").wait_until("2024-05-20 09:01")
    sign(round_of(s, intend(solution, "1")), solution)
    assert s.of("solution", solution)["state"] == "confirmed"


@basis("R13.2", "R12.2")
def test_a_signed_intent_notes_on_the_need_who_has_to_take_part(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    solution = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    sign(round_of(s, intend(solution, "1")), solution)
    assert s.of("need", need)["data"]["confirmed_solvers"] == ["91340000000000000X"]


@basis("R11.1", "PP09")
def test_a_solution_that_is_kept_comes_back_when_there_is_something_new(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    first = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, keep(first)).wait_until("2024-05-20 09:01").expect_not_open("forward_solutions")
    second = offer(s, need, "2", unit=SOLVERS[1])
    s.wait_until("2024-06-03 09:01")
    assert [each["solution_id"] for each in s.variables(element="forward_solutions")["solutions"]] == [first, second]


@basis("R11.2")
def test_an_invited_solver_takes_its_solution_back(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    solution = offer(s, published_need(s), "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, invite(solution, False)).complete("attend_roadshow", answers={"attends": "no", "note": "资源不足"})
    assert s.of("solution", solution)["state"] == "withdrawn" and s.status("solution", solution) == "completed"


@basis("R12.2")
def test_an_intent_that_is_not_signed_in_ten_working_days_frees_the_task(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    solution = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, intend(solution, "1")).expect_open("sign_intent", due="2024-05-17 17:00")
    assert s.of("external_task", f"{need}/1")["state"] == "intended"
    s.wait_until("2024-05-17 17:01")
    assert s.of("external_task", f"{need}/1")["state"] == "open" and s.of("solution", solution)["state"] == "expired"
    assert s.reminded("sign_intent") == ["2024-05-11 09:00", "2024-05-14 09:00", "2024-05-16 09:00"]


@basis("R12.2")
def test_a_solver_may_say_that_it_does_not_sign(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    solution = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    round_of(s, intend(solution, "1")).complete("sign_intent", answers={"signs": "no", "note": "条件变化"})
    assert s.of("external_task", f"{need}/1")["state"] == "open"


@basis("R5.1")
def test_a_task_goes_to_one_solver_only_and_in_a_horse_race_to_several(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s, mode="horse_race")
    one, two = offer(s, need, "1"), offer(s, need, "1", unit=SOLVERS[1])
    s.wait_until("2024-05-06 09:00")
    round_of(s, intend(one, "1"), intend(two, "1"))
    assert len([task for task in s.open_tasks() if task["element"] == "sign_intent"]) == 2


@basis("R12.3")
def test_a_need_enters_the_pool_on_other_grounds_with_a_reason_and_may_be_returned_first(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    solution = offer(s, need, "1")
    s.wait_until("2024-05-06 09:00")
    sign(round_of(s, intend(solution, "1")), solution)
    empty = {"arrangements": [], "consortium": "", "letters": []}
    s.complete("supplement_reserve", answers=empty).complete("audit_reserve", answers={"decision": "return", "note": "缺附件"})
    s.complete("supplement_reserve", answers=empty)
    s.complete("audit_reserve", answers={"decision": "other_admitted", "note": "挑战赛获奖"})
    assert s.of("need", need)["data"]["other_admitted"] == "挑战赛获奖" and s.of("need", need)["state"] == "partial"


@basis("Q09", "R10.2", "R21.1")
def test_a_solver_abroad_confirms_that_export_and_data_rules_were_checked(scenario):
    s = scenario("need", at="2024-04-22 09:00")
    need = published_need(s)
    s.start("solution", publication_id=number_of(s, need), solver_unit=SOLVERS[0], title="方案")
    abroad = solution_form("1", country="other") | {"region": None}
    assert set(s.messages_of("submit_solution", **abroad)) == {"export_checked"}
    s.complete("submit_solution", answers=abroad | {"export_checked": True})
    assert s.of("solution", "JF-2024-0001")["state"] == "received"
