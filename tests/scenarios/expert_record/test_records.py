"""Experts are registered by the agency and keep their own record; who is suspended is not drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from processes.shared.draw import pool_of
from tests.dsl import answers
from tests.dsl.answers import PASS, returned
from tests.dsl.basis import basis
from tests.dsl.memory import expert, ports, proposal


def _filled(**more: Any) -> dict[str, Any]:
    return {
        "name": "王明",
        "fields": ["ai"],
        "unit_name": "示例大学",
        "uscc": answers.uscc(300),
        "unit_kind": "university",
        "region": "JS",
        "jobs": [{"uscc": answers.uscc(301), "unit": "示例研究院", "since": "2018-01-01", "until": "2022-06-30"}],
        "controlled": [{"uscc": answers.uscc(302)}],
        "equity": [{"uscc": answers.uscc(303)}],
        "co_projects": [{"with": "张三", "what": "联合项目", "on": "2023-05-01"}],
        "co_papers": [{"with": "李四", "what": "论文"}],
        "mentors": [{"name": "赵六"}],
        "kin": [{"name": "孙七"}],
        "evaluated": [{"direction": "方向一"}],
        "own_proposals": [{"direction": "方向二", "cycle_id": "2024"}],
        "unavailable": [{"from": "2024-10-01", "until": "2024-10-31"}],
        **more,
    }


@basis("C10", "PP20")
def test_the_agency_registers_an_expert_with_everything_that_conflicts_are_judged_by(scenario):
    s = scenario("expert_record", at="2024-09-02 09:00")
    s.start(answers={"action": "create", "expert_id": "E-1"}).expect_open("fill_record", role="agency", due="2024-09-14 17:00")
    s.complete("fill_record", answers=_filled())
    kept = s.of("expert", "E-1")
    assert (kept["title"], kept["region"], kept["state"]) == ("王明", "JS", "active")
    data = kept["data"]
    assert (data["advisors"], data["relatives"], data["prepared"]) == (["赵六"], ["孙七"], ["方向一"])
    assert (data["controlled_units"], data["equity_units"]) == ([answers.uscc(302)], [answers.uscc(303)])
    assert data["jobs"][0]["until"] == date(2022, 6, 30)


@basis("R15.2")
def test_what_was_filled_in_is_what_the_pool_says(scenario):
    s = scenario("expert_record", at="2024-09-02 09:00")
    s.start(answers={"action": "create", "expert_id": "E-1"}).complete("fill_record", answers=_filled())
    facts = pool_of(ports(expert("E-1", **s.of("expert", "E-1")["data"])), [proposal()], field="ai", until=date(2024, 12, 2))[0]
    assert (facts["co_project_on"], facts["co_paper_on"], facts["prepared_call"]) == (date(2023, 5, 1), date(2024, 11, 11), True)


@basis("R15.2")
def test_an_update_begins_with_what_is_on_record(scenario):
    s = scenario("expert_record", at="2024-09-02 09:00")
    s.start(answers={"action": "create", "expert_id": "E-1"}).complete("fill_record", answers=_filled())
    s.start(answers={"action": "edit", "expert_id": "E-1"})
    shown = s.variables(element="fill_record")
    assert shown["kin"] == [{"name": "孙七"}] and shown["region"] == "JS" and shown["unit_kind"] == "university"
    s.complete("fill_record", answers=_filled(kin=[], unit_name="示例学院"))
    assert (s.of("expert", "E-1")["data"]["relatives"], s.of("expert", "E-1")["data"]["unit_name"]) == ([], "示例学院")


@basis("C10", "R20.4")
def test_a_suspended_expert_comes_back_when_resumed(scenario):
    s = scenario("expert_record", at="2024-09-02 09:00").record("expert", "E-1", fields=["ai"])
    for action, state in (("suspend", "suspended"), ("resume", "active")):
        s.start(answers={"action": action, "expert_id": "E-1", "state_reason": "本人申请"})
        assert s.of("expert", "E-1")["state"] == state
    s.expect_path("change_state", "state_changed", "change_state", "state_changed")


@basis("R15.2")
@pytest.mark.parametrize("action,key", [("create", "E-1"), ("edit", "E-2"), ("suspend", "E-2")])
def test_nobody_is_registered_twice_and_nobody_unknown_is_changed(scenario, action, key):
    s = scenario("expert_record", at="2024-09-02 09:00").record("expert", "E-1", fields=["ai"])
    s.start(answers={"action": action, "expert_id": key} | ({"state_reason": "理由"} if action == "suspend" else {}))
    assert s.open() == [] and s.keys("expert") == ["E-1"]
    s.expect_path("open_record", "not_possible")


@basis("C10", "R5.2")
def test_an_expert_updates_his_own_record_and_it_counts_when_the_agency_has_checked_it(scenario):
    s = scenario("expert_self_record", at="2024-09-02 09:00").record("expert", "E-1", title="旧名", fields=["ai"])
    s.start(by="E-1", answers={}).expect_open("fill_own_record", role="expert", due="2024-09-14 17:00")
    assert s.person_of("fill_own_record") == "E-1"
    s.complete("fill_own_record", answers=_filled()).expect_open("check_record", role="agency", due="2024-09-09 17:00")
    s.complete("check_record", answers=returned("请补充任职经历"))
    assert s.of("expert", "E-1")["title"] == "旧名"
    s.complete("fill_own_record", answers=_filled()).complete("check_record", answers=PASS)
    assert s.of("expert", "E-1")["title"] == "王明"


@basis("R15.2")
def test_a_period_does_not_end_before_it_begins(scenario):
    s = scenario("expert_record", at="2024-09-02 09:00")
    s.start(answers={"action": "create", "expert_id": "E-1"})
    away = [{"from": "2024-10-02", "until": "2024-10-01"}]
    assert list(s.messages_of("fill_record", **_filled(unavailable=away))) == ["unavailable"]
