"""Functions that always answer the same, such as the numbers of a policy, are no riddle to the search for gaps and overlaps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import decisions
from tests.unit.decisions.dmn import decision, definitions

NUMBERS = {"low": Decimal(10), "high": Decimal(20)}
FUNCTIONS = frozenset({"limit", "known one"})


def limit(name: str) -> Decimal | None:
    return NUMBERS.get(name)


def found(*cells: str, kind: str = "number") -> list[str]:
    rules = "".join(
        f'<rule id="r{n}"><inputEntry><text><![CDATA[{cell}]]></text></inputEntry><outputEntry><text>{n}</text></outputEntry></rule>'
        for n, cell in enumerate(cells)
    )
    table = (
        f'<decisionTable hitPolicy="UNIQUE"><input label="x"><inputExpression typeRef="{kind}"><text>x</text></inputExpression></input>'
        f'<output name="o"/>{rules}</decisionTable>'
    )
    constants = {"limit": limit, "known one": lambda text: text in ("a", "b")}
    xml = definitions(decision("d", table))
    return [f"{each.code} {each.text('en')}" for each in decisions.check(xml, "", FUNCTIONS, constants=constants)]


@pytest.mark.parametrize("cells", [
    ('<= limit("low")', '> limit("low")'), ('< limit("low")', '[limit("low")..limit("high")]', '> limit("high")'), ('< 10', '>= limit("low")'),
])
def test_cells_that_fit_together_are_silent(cells):
    assert found(*cells) == []


@pytest.mark.parametrize("cells,said", [
    (('< limit("low")', '> limit("low")'), "table-gap no rule for x = 10"),
    (('<= limit("low")', '>= limit("low")'), "table-overlap rules 1 and 2 both match for x = 10"),
    (('< limit("low")', '>= limit("high")'), "table-gap no rule for x = 10"),
])
def test_gaps_and_overlaps_are_found_at_their_values(cells, said):
    assert said in found(*cells)


def test_a_function_that_is_asked_about_the_input_is_taken_to_match_where_a_gap_would_be_told():
    assert found("known one(?)", "not(known one(?))", kind="string") == []


def test_without_a_value_nothing_is_raised():
    assert found('> limit("nothing")', '<= limit("low")') != []
