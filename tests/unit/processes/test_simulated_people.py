"""People of a simulated programme: somebody for every task, by chance that repeats."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from processes.simulated import behaviour
from processes.simulated.cast import REGIONS, cast
from processes.simulated.chance import Chance
from processes.simulated.script import Script

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWINGS = sorted(Path(__file__).parents[3].glob("bpmn/*/*.bpmn"))


def _user_tasks(path):
    process = etree.parse(path).getroot().find(f"{BPMN}process")
    return [(process.get("id"), task.get("id")) for task in process.iter(f"{BPMN}userTask")]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_people_know_what_to_do_with_every_user_task_of_a_drawing(path):
    assert [element for process, element in _user_tasks(path) if not behaviour(process, element)] == []


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
