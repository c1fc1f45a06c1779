"""Engine and reference game agree on random drawings, and on every drawing on which they once did not."""

from __future__ import annotations

import json

import pytest

from tests.reference.duel import HOW, Difference, Duel, Endless
from tests.reference.keeping import KEPT
from tests.reference.random_drawings import drawing_of

AT_ONCE = 10
SMALL, LARGE = 14, 30                        # blocks of a drawing
EXAMPLES = sorted(KEPT.glob("*.json"))
DRAWINGS = sorted(KEPT.glob("*.bpmn"))         # what a second token game, written apart from this one, found


def agree(seeds: range, size: int, runs: int = 10) -> None:
    """Plays every drawing several times; tells the seed where engine and reference differ."""
    for seed in seeds:
        duel = Duel(drawing_of(seed, size))
        for run in range(runs):
            try:
                duel.run(seed * 1000 + run, **HOW[run % len(HOW)])
            except Difference as difference:
                pytest.fail(f"seed {seed}, size {size}, run {run}: {difference}\n{duel.data.decode()}")


def ranges(first: int, last: int, step: int = AT_ONCE) -> list:
    """Seeds in ranges whose ids are readable."""
    return [pytest.param(range(at, at + step), id=f"{at}-{at + step - 1}") for at in range(first, last, step)]


@pytest.mark.parametrize("seeds", ranges(0, 100))
def test_engine_and_reference_do_the_same_on_small_drawings(seeds):
    agree(seeds, SMALL)


@pytest.mark.parametrize("seeds", ranges(100, 200))
def test_engine_and_reference_do_the_same_on_large_drawings(seeds):
    agree(seeds, LARGE)


@pytest.mark.parametrize("seeds", ranges(200, 260))
def test_history_is_the_same_straight_through_stored_after_every_step_and_without_forgetting(seeds):
    for seed in seeds:
        duel = Duel(drawing_of(seed, LARGE))
        for run in range(3):
            try:
                stored, straight, unpruned = (duel.story(seed * 1000 + run, **how) for how in HOW)
            except Endless:
                continue
            assert stored == straight == unpruned, f"seed {seed}, run {run}\n{duel.data.decode()}"


@pytest.mark.nightly
@pytest.mark.parametrize("seeds", ranges(1000, 3000, 100))
def test_engine_and_reference_do_the_same_on_two_thousand_drawings(seeds):
    agree(seeds, LARGE if seeds.start % 200 else SMALL)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in EXAMPLES])
@pytest.mark.parametrize("how", HOW, ids=lambda how: ",".join(how) if all(how.values()) else "not " + ",".join(how))
def test_what_once_differed_is_the_same_now(path, how):
    example = json.loads(path.read_text(encoding="utf-8"))
    Duel(example["xml"].encode()).replay(example["steps"], **how)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in DRAWINGS])
def test_a_drawing_on_which_another_reference_once_differed_is_played_alike(path):
    duel = Duel(path.read_bytes())
    for run in range(30):
        duel.run(run, **HOW[run % len(HOW)])
