"""A regulation nears its end: warnings, the decision, the last day, and what runs on."""

from __future__ import annotations

from datetime import date

from tests.dsl.basis import basis
from tests.dsl.scenario import Scenario


def watch(scenario) -> Scenario:
    """The rule set of 2023 is watched."""
    s = scenario("rule_set", at="2024-01-02 09:00").person("force", ("task_force", None, None))
    return s.start(rule_set_id="YRD-2023-04-06")


@basis("R22.1", "PP22", "S24", "Q18")
def test_the_task_force_is_asked_180_days_ahead_on_a_working_day(scenario):
    s = watch(scenario).wait_until("2024-10-07 23:59").expect_not_open("decide_successor")
    s.wait_until("2024-10-08 09:01").expect_open("decide_successor", role="task_force", due="2025-04-05 17:00")
    assert s.of("rule_set", "YRD-2023-04-06")["state"] == "expiring"


@basis("R22.1", "PP22")
def test_without_an_extension_nothing_new_begins_after_the_last_day(scenario):
    s = watch(scenario).wait_until("2024-10-08 09:01").complete("decide_successor", succession="lapse", note="")
    assert s.of("rule_set", "YRD-2023-04-06")["data"]["succession"] == "lapse"
    s.wait_until("2025-04-05 23:59")
    assert s.of("rule_set", "YRD-2023-04-06")["state"] == "expiring"
    s.wait_until("2025-04-06 00:01")
    assert s.of("rule_set", "YRD-2023-04-06")["state"] == "expired" and s.status("rule_set") == "completed"


@basis("R22.1", "Q18")
def test_an_undecided_end_ends_all_the_same_and_reminders_went_out(scenario):
    s = watch(scenario).wait_until("2025-04-06 00:01")
    assert s.status("rule_set") == "completed" and s.open() == []
    assert s.reminded("decide_successor") == ["2025-01-27 09:00", "2025-03-06 09:00"]


@basis("R22.1", "Q18")
def test_an_extended_rule_set_is_watched_to_its_new_end(scenario):
    s = watch(scenario).wait_until("2024-10-08 09:01")
    s.complete("decide_successor", succession="extend", new_valid_to="2026-04-05", note="")
    s.wait_until("2025-04-06 09:00")
    assert s.of("rule_set", "YRD-2023-04-06")["data"]["valid_to"] == date(2026, 4, 5)
    s.wait_until("2025-10-09 09:01").expect_open("decide_successor", due="2026-04-05 17:00")
