"""A programme is simulated as a whole: nothing gets stuck, no rule is broken, and the seed decides what happens."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from app.cli import simulate as command
from tests.conftest import _address, _admin


@pytest.fixture
def simulated(server):
    """Simulates in a database of its own."""
    made = []

    def run(**size):
        name = f"simulated_{uuid4().hex[:10]}"
        _admin(server, f'CREATE DATABASE "{name}"')
        made.append(name)
        return command.simulate(_address(server, name), **size)

    yield run
    for name in made:
        _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _sound(found):
    assert found["violations"] == []
    assert found["statistics"]["failures"] == [] and found["statistics"]["refusals"] == {}


def test_a_small_programme_gets_through_and_the_seed_decides_what_becomes_of_it(simulated, tmp_path):
    found = simulated(years=1, needs=8, seed=5)
    _sound(found)
    funnel = [each["count"] for each in found["figures"]["funnel"]]
    assert funnel[0] == 8 and funnel[1] > 0
    assert "核查 / checked" in command._written(found, tmp_path)
    assert "<svg" in (tmp_path / "report.html").read_text("utf-8") and "http" not in (tmp_path / "report.html").read_text("utf-8")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["about"]["needs"] == 8
    again = simulated(years=1, needs=8, seed=5)
    assert again["figures"]["outcomes"] == found["figures"]["outcomes"] and again["figures"]["funnel"] == found["figures"]["funnel"]


@pytest.mark.nightly
def test_a_hundred_needs_in_three_years_leave_nothing_stuck_and_break_no_rule(simulated):
    found = simulated(years=3, needs=100, seed=8)
    _sound(found)
    assert all(each["count"] > 0 for each in found["figures"]["funnel"][:8])
