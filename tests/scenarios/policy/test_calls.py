"""Whether something may be started may depend on what is on record; nothing can be written by asking."""

from __future__ import annotations

from datetime import date

import pytest

from app.adapters.ports import reading
from app.checking import check_change
from app.commands import instances
from app.commands.instances import NotAvailable
from tests.dsl.basis import basis
from tests.dsl.drawing import Drawing
from tests.dsl.policy import deploy, publish

NEW = {"title": "示例项目", "region": "JS", "lead_unit": "U-1", "field": "ai", "origin": "open", "direction": "方向一"}


def _offered(s, process: str = "proposal") -> bool:
    with s.runtime.sessions.connect() as session:
        return instances.is_available(s.runtime, session, s.runtime.library(session), process)


def _call(s, key: str, opens: date, closes: date, state: str = "published", **data):
    return s.record("cycle", key, title=f"{key}年度", state=state, opens=opens, closes=closes, **data)


@basis("R22.1", "PP22")
def test_a_proposal_is_offered_while_a_published_call_is_open(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").without_calls()
    assert not _offered(s)
    with pytest.raises(NotAvailable):
        s.start(answers={})
    _call(s, "2024", date(2024, 9, 1), date(2024, 9, 30))
    assert _offered(s)
    assert not _offered(s.at_once("2024-10-01 09:00"))


@basis("R13.1", "R4.1")
def test_a_call_that_is_only_planned_takes_nothing(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").without_calls()
    _call(s, "2024", date(2024, 9, 1), date(2024, 9, 30), state="planned")
    assert not _offered(s)


@basis("R13.1", "R4.1")
def test_the_call_on_record_says_until_when_a_proposal_can_be_filled_in(scenario):
    s = scenario("proposal", at="2024-09-02 09:00").without_calls()
    _call(s, "2024", date(2024, 9, 1), date(2024, 9, 27))
    s.start(**NEW).expect_open("fill_proposal", due="2024-09-27 17:00")
    assert s.of("proposal", "SB-2024-0001")["data"]["cycle_id"] == "2024"


@basis("R13.1", "R4.1")
def test_what_a_call_asks_beyond_the_rules_is_found_in_the_formal_check(scenario):
    s = scenario("formal_review", at="2024-09-02 09:00").without_calls()
    _call(s, "2024", date(2024, 9, 1), date(2024, 9, 27), application_enterprise=True)
    s.record("proposal", "SB-1", region="JS", unit="U-1", cycle_id="2024", commitment=True, units=[])
    s.start(proposal_id="SB-1", title="示例", region="JS", lead_unit="U-1", rounds_used=0)
    assert s.variables()["enterprise_missing"] is True


@basis("R22.1", "S24", "PP22")
def test_a_rule_set_that_is_prolonged_lets_new_things_begin_again(scenario):
    s = scenario("proposal", at="2025-05-06 09:00")
    _call(s, "2025-2", date(2025, 5, 1), date(2025, 6, 30))
    assert not _offered(s)
    publish(s, "rule_sets", "YRD-2023-04-06", valid_to="2027-04-05")
    assert _offered(s)


@basis("R13.1", "R4.1")
def test_what_is_on_record_is_asked_at_the_start_and_nowhere_else(scenario):
    s = scenario("p")
    asks = "=open cycle(today()) != null"
    good = Drawing("p").start(jiebang__available=asks, jiebang__role="agency").end().flow("start > end")
    deploy(s, {"bpmn/p/p.bpmn": good.xml()})
    assert _offered(s, "p")
    bad = Drawing("p").start().script("ask", "{cycle: open cycle(today())}").end().flow("start > ask > end")
    with s.runtime.sessions.connect() as session:
        found = check_change(s.runtime.programme, s.runtime.library(session), {"bpmn/p/p.bpmn": bad.xml()})
    assert "feel-syntax" in [each.code for each in found if each.blocks]


@basis("R13.1", "R4.1")
def test_nothing_can_be_written_by_asking(scenario):
    s = scenario("p")
    with s.runtime.sessions.connect() as session:
        asked = reading(session, s.runtime.library(session))
        assert asked.records.get("cycle", "2024").key == "2024"
        assert not [name for name in dir(asked.records) if name in {"create", "update"}]
