"""What a table answers when several rules match (DMN 1.5, 8.2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.decisions.errors import DecisionError
from app.feel.builtins import BUILTINS
from app.feel.operators import contains, equal
from app.feel.run import Run
from app.feel.values import Value

POLICIES = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}
AGGREGATIONS = {"SUM", "MIN", "MAX", "COUNT"}
MANY = "ROC"


@dataclass(frozen=True)
class Hit:
    """A rule that matched, with the values it puts out, one for each output."""

    rule: int
    outputs: tuple[Value, ...]


def chosen(policy: str, hits: list[Hit], priorities: Sequence[list[Value]], table: str, run: Run) -> list[Hit]:
    """The hits that count, in the order in which they count. Raises DecisionError if the policy is violated."""
    if policy in "PO":
        hits = sorted(hits, key=lambda hit: _rank(hit, priorities, run))
    if policy == "U" and len(hits) > 1:
        raise _violated(table, hits, "more than one rule matches", "有多条规则同时匹配")
    if policy == "A" and any(not _same(run, hits[0], hit) for hit in hits[1:]):
        raise _violated(table, hits, "matching rules disagree", "匹配的规则结果不一致")
    return hits if policy in MANY else hits[:1]


def aggregated(aggregation: str, values: list[Value], run: Run) -> Value:
    """Sum, least, greatest or number of the collected values; nothing collected counts 0 and is null otherwise."""
    if not values and aggregation != "COUNT":
        return None
    return BUILTINS[aggregation.lower()].call(run, [values])


def _rank(hit: Hit, priorities: Sequence[list[Value]], run: Run) -> tuple[int, ...]:
    """Where the outputs stand in the lists of output values; the earlier, the more important."""
    return tuple(_place(run, allowed, value) for allowed, value in zip(priorities, hit.outputs, strict=True))


def _place(run: Run, allowed: list[Value], value: Value) -> int:
    places = (place for place, option in enumerate(allowed) if contains(run, option, value) is True)
    return next(places, len(allowed))


def _same(run: Run, a: Hit, b: Hit) -> bool:
    return all(equal(run, x, y) is True for x, y in zip(a.outputs, b.outputs, strict=True))


def _violated(table: str, hits: list[Hit], problem: str, problem_zh: str) -> DecisionError:
    rules = tuple(hit.rule for hit in hits)
    listed = ", ".join(map(str, rules))
    return DecisionError(table, f"{problem} (rules {listed})", f"{problem_zh}（规则 {listed}）", rules)


