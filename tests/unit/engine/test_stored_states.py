"""Every saved state that a release ever wrote can still be loaded, and goes on as it would have gone on then."""

from __future__ import annotations

import pytest

from tests.dsl.play import Play
from tests.unit.engine.state_stories import STATES, STORIES, middle

KEPT = sorted(STATES.glob("*/*.json"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_state_of_an_earlier_release_goes_on(path):
    story, variables = STORIES[path.stem]
    play: Play = middle(path.stem)
    play._blob, play.facts = path.read_bytes(), []
    story.after(play)
    passed = [element for element in play.path if element in story.path]
    assert tuple(passed) == story.path and not play.incidents
    assert play.status == ("active" if path.stem == "watched" else "completed")
    fresh = middle(path.stem)
    story.after(fresh)
    assert play.data == fresh.data, "the same variables as an instance of today"


def test_every_story_is_kept_for_some_release():
    assert {path.stem for path in KEPT} == set(STORIES)
