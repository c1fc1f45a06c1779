"""Hints of the worklist, day by day, and the years that projects belong to."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from processes.reports import on_time
from processes.reports.shape import year_of
from processes.reports.worklist import hints
from tests.conftest import ROOT
from tests.dsl.basis import basis

TODAY, NEAR = date(2024, 9, 2), date(2024, 11, 1)


def record(state="active", key="XM-2023-JS-001", **data):
    return SimpleNamespace(state=state, key=key, data=data)


@basis("R19.2", "F21")
@pytest.mark.parametrize("project,reports,milestones,expected", [
    (record(), [], [], []),
    (record(end_date=date(2024, 11, 1)), [], [], ["执行期将于 2024-11-01 届满"]),
    (record(end_date=date(2024, 11, 2)), [], [], []),
    (record(end_date=date(2024, 9, 2)), [], [], ["执行期将于 2024-09-02 届满"]),
    (record(end_date=date(2024, 9, 1)), [], [], ["已过执行期"]),
    (record(payments_held_since=date(2024, 8, 1)), [], [], ["暂停拨付"]),
    (record("rectifying"), [], [], ["整改中"]),
    (record(), [], [record("rectifying")], ["整改中"]),
    (record(), [record("late"), record("escalated"), record("approved")], [], ["年报逾期 2 份"]),
])
def test_a_hint_says_what_somebody_should_look_at(project, reports, milestones, expected):
    found = hints(project, reports, milestones, TODAY, NEAR)
    assert [zh for zh, _ in found] == expected and all(en.isascii() for _, en in found)


def test_a_project_belongs_to_the_year_it_starts_in_else_to_that_of_its_number():
    assert year_of(record(start_date=date(2024, 1, 1))) == "2024" and year_of(record()) == "2023" and year_of(record(key="X")) == ""


def test_every_task_that_counts_for_a_rate_is_in_a_drawing():
    for process, element in on_time.ELEMENTS:
        drawing = (ROOT / f"bpmn/{process}/{process}.bpmn").read_text("utf-8")
        assert f'<bpmn:userTask id="{element}"' in drawing, (process, element)
