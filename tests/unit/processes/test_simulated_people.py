"""People of a simulated programme: somebody for every task, by chance that repeats."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from processes import simulated
from processes.simulated import behaviour
from processes.simulated.cast import REGIONS, cast
from processes.simulated.chance import Chance
from processes.simulated.judging import objections
from processes.simulated.script import Script
from processes.simulated.turn import Turn

JIEBANG = "{urn:jiebang:bpmn:1}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWINGS = sorted(Path(__file__).parents[3].glob("bpmn/*/*.bpmn"))


def _user_tasks(path):
    process = etree.parse(path).getroot().find(f"{BPMN}process")
    return [(process.get("id"), task.get("id")) for task in process.iter(f"{BPMN}userTask")]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_people_know_what_to_do_with_every_user_task_of_a_drawing(path):
    assert [element for process, element in _user_tasks(path) if not behaviour(process, element)] == []


def _started():
    """The processes that stand in a call of Start, somewhere in the code of the people."""
    for path in Path(simulated.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Start":
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def _started_by_people():
    for path in DRAWINGS:
        process = etree.parse(path).getroot().find(f"{BPMN}process")
        if any(start.get(f"{JIEBANG}role") for start in process.findall(f"{BPMN}startEvent")):
            yield process.get("id")


def test_whatever_people_can_start_is_started_by_somebody():
    assert set(_started_by_people()) - set(_started()) == set()


def test_an_objection_is_raised_while_a_notice_stands_and_never_twice():
    class World:
        notices = [{"key": "LX-1", "state": "published", "data": {"subjects": [{"key": "SB-1"}], "objections": []}}]

        def find(self, type, **equals):
            return self.notices

    class Task:
        key, element, item, candidates, opened_at = "LX-1", "decide_in_force", "", (), datetime(2024, 9, 2, 2, tzinfo=UTC)

        def __init__(self, number):
            self.variables = {"subject_id": "LX-1", "title": str(number)}

    asked = [start.answers for number in range(20) for start in objections(Turn(Task(number), Chance(1), cast(10), World()))]
    filed = [found for ask in asked if (found := ask())]
    assert filed and {(each["notice_id"], each["subject_key"]) for each in filed} == {("LX-1", "SB-1")}
    World.notices[0]["data"]["objections"] = [{"case_id": "JD-1"}]
    assert not any(ask() for ask in asked)


def test_chance_depends_on_the_seed_and_on_what_it_is_about_and_on_nothing_else():
    first, again, other = Chance(1), Chance(1), Chance(2)
    assert [first.below(1000, "a", each) for each in range(20)] == [again.below(1000, "a", each) for each in range(20)]
    assert [first.below(1000, "a", each) for each in range(20)] != [other.below(1000, "a", each) for each in range(20)]


def test_weights_are_kept_more_or_less():
    found = [Chance(3).weighted({"often": 90, "seldom": 10}, each) for each in range(1000)]
    assert 850 < found.count("often") < 950


def test_the_cast_grows_with_the_needs_and_no_two_units_share_a_code():
    small, large = cast(10), cast(1000)
    assert len(small.units) < len(large.units) and set(large.enterprises) == set(REGIONS)
    codes = [unit.uscc for unit in large.units]
    assert len(codes) == len(set(codes)) and len({person.id for person in large.people}) == len(large.people)


@pytest.mark.parametrize("years", [1, 5])
def test_all_needs_are_raised_within_the_years(years):
    script = Script(years=years, needs=50, seed=4, world=None)
    needs = [start for start in script.starts if start.process == "need"]
    assert len(needs) == 50 and all(script.begins < start.at < script.until for start in needs)
    assert {start.process for start in script.starts} >= {"call_cycle", "review_session", "rule_set", "proposal"}
