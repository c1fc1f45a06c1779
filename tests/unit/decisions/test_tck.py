"""The test cases of the DMN Technology Compatibility Kit, level 2, where the kit is at hand.

Set DMN_TCK to the folder that holds ``compliance-level-2``. Level 3 is counted by hand: ``DMN_TCK_LEVEL=3``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from app import decisions, feel
from tests.unit.decisions.tck import Case, cases, same

KIT = os.environ.get("DMN_TCK")
LEVEL = os.environ.get("DMN_TCK_LEVEL", "2")
CASES = list(cases(Path(KIT) / f"compliance-level-{LEVEL}")) if KIT else []


@cache
def model_of(file: Path) -> decisions.DecisionModel:
    return decisions.load(file.read_bytes(), file.name, beside=decisions.among(lambda: _others(file)))


def _others(file: Path) -> list[tuple[str, bytes]]:
    return [(each.name, each.read_bytes()) for each in sorted(file.parent.glob("*.dmn")) if each != file]


if CASES:

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
    def test_the_decision_answers_as_the_kit_expects(case: Case) -> None:
        try:
            outcome = model_of(case.model).decision(case.decision).evaluate(case.inputs, feel.Environment())
        except (decisions.DecisionError, feel.FeelError):
            assert case.expected is None
        else:
            assert same(outcome.value, case.expected), outcome
