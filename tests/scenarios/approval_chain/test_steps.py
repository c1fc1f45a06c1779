"""An approval goes from step to step; a return voids what was approved, nobody approves twice."""

from __future__ import annotations

from tests.dsl.answers import PASS, returned
from tests.dsl.basis import basis

CHAIN = [
    {"role": "region_officer", "scope": "region", "region": "JS", "name": "处室审核"},
    {"role": "region_officer", "scope": "region", "region": "JS", "name": "厅领导审批"},
    {"role": "promotion_group", "scope": "all", "region": None, "name": "推进组核对"},
    {"role": "region_officer", "scope": "joint", "region": None, "name": "四方会签"},
    {"role": "task_force", "scope": "all", "region": None, "name": "工作专班审定"},
]


def _asked(scenario, steps=CHAIN, **more):
    s = scenario("approval_chain", at="2024-09-02 09:00")
    return s.start(subject_id="QD-2024", subject_title="揭榜任务清单", subject_kind="list", steps=steps, **more)


def _log(s):
    return [(entry["step"], entry["verdict"], entry["valid"]) for entry in s.of("approval", "QD-2024")["data"]["approval_log"]]


@basis("Q11", "C01", "R9.4")
def test_division_leader_the_four_and_the_task_force_approve_in_turn(scenario):
    s = _asked(scenario)
    s.expect_open("decide_in_region", role="region_officer", due="2024-09-14 17:00")    # a working Saturday
    s.complete("decide_in_region", by="js-1", answers=PASS).complete("decide_in_region", by="js-2", answers=PASS)
    s.complete("decide_in_group", answers=PASS)
    assert len(s.open_of("decide_jointly")) == 4
    for number in range(4):
        s.complete("decide_jointly", by=f"joint-{number}", answers=PASS)
    s.complete("decide_in_force", answers=PASS)
    assert s.of("approval", "QD-2024")["state"] == "approved"
    assert {valid for _, _, valid in _log(s)} == {True} and len(_log(s)) == 5
    assert s.variables()["approval"] == "approved"


@basis("Q11", "R5.2")
def test_nobody_approves_two_steps_or_what_he_prepared(scenario):
    s = _asked(scenario, prepared_by="js-0")
    s.expect_refused("decide_in_region", "four-eyes", by="js-0", **PASS)
    s.complete("decide_in_region", by="js-1", answers=PASS)
    s.expect_refused("decide_in_region", "four-eyes", by="js-1", **PASS)


@basis("Q11")
def test_a_return_voids_every_approval_before_it(scenario):
    s = _asked(scenario)
    s.complete("decide_in_region", by="js-1", answers=PASS)
    s.complete("decide_in_region", by="js-2", answers=returned("指标不清"))
    assert s.of("approval", "QD-2024")["state"] == "returned" and s.open() == []
    assert _log(s) == [("处室审核", "pass", False), ("厅领导审批", "return", False)]


@basis("Q11")
def test_one_of_the_four_who_returns_it_returns_it_for_all_and_one_who_rejects_it_ends_it(scenario):
    for decision, state in (("return", "returned"), ("reject", "rejected")):
        s = _asked(scenario, steps=CHAIN[3:])
        for number in range(3):
            s.complete("decide_jointly", by=f"joint-{number}", answers=PASS)
        s.complete("decide_jointly", by="joint-3", decision=decision, note="说明")
        assert s.of("approval", "QD-2024")["state"] == state and s.open() == []


@basis("R5.2")
def test_a_rejection_says_why(scenario):
    s = _asked(scenario)
    assert "note" in s.messages_of("decide_in_region", decision="reject")
