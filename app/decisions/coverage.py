"""Gaps and overlapping rules of a decision table, each with an input that shows it.

For every column the values at which its cells change are worked out, and one value between each two of them; what the cells
answer to these stands for all values. Numbers of the deployment are known to it. Cells that look at other variables or calculate are taken to match where a gap would be
told, and not to match where an overlap would be: what is told is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from app.decisions.examples import Column, columns_of, written
from app.decisions.reader import Reader
from app.decisions.table import DecisionTable, Rule
from app.feel.errors import FeelError
from app.feel.operators import equal
from app.feel.run import Environment, Run, Scope
from app.feel.values import Value

SINGLE = "UAPF"
MOST_RULES = 400
MOST_CELLS = 1_000_000
MOST_STEPS = 50_000
TOLD = 3

Example = list[tuple[Column, Value]]


def check_table(reader: Reader, table: DecisionTable) -> None:
    """Notes gaps of tables that answer with one rule, rules of UNIQUE that match together, rules of ANY that disagree."""
    if len(table.rules) > MOST_RULES or len(table.rules) ** 2 * len(table.inputs) > MOST_CELLS:
        reader.warning(
            "table-large", "the table is too large to be looked through for gaps and overlaps", "决策表过大，未检查遗漏与重叠"
        )
        return
    columns = columns_of(reader, table)
    if table.policy in SINGLE and not any(output.default for output in table.outputs):
        for example in _gaps(columns, len(table.rules)):
            reader.warning("table-gap", f"no rule for {_told(example, 'en')}", f"没有规则适用于 {_told(example, 'zh')}")
    if table.policy in "UA":
        _check_overlaps(reader, table, columns)


def _check_overlaps(reader: Reader, table: DecisionTable, columns: list[Column]) -> None:
    note = reader.warning if _entangled(table) else reader.error
    found = 0
    for a, b in combinations(table.rules, 2):
        if table.policy == "A" and not _disagree(a, b):
            continue
        example = _common(columns, a.number - 1, b.number - 1)
        if example is None:
            continue
        found += 1
        if found > TOLD:
            return
        code, en, zh = (
            ("table-overlap", "both match", "同时匹配") if table.policy == "U"
            else ("table-contradiction", "both match and disagree", "同时匹配但结果不一致")
        )
        note(
            code, f"rules {a.number} and {b.number} {en} for {_told(example, 'en')}",
            f"规则 {a.number} 与规则 {b.number} 对 {_told(example, 'zh')} {zh}",
        )


def _entangled(table: DecisionTable) -> bool:
    """Whether two columns look at one variable, so that not every combination of their values can occur."""
    return any(a.expression.names & b.expression.names for a, b in combinations(table.inputs, 2))


def _disagree(a: Rule, b: Rule) -> bool:
    """Whether the entries are values that differ; entries that depend on variables may well agree."""
    run = Run(Environment())
    scope = Scope({}, None, run)
    try:
        return any(
            not x.names and not y.names and equal(run, x.evaluate_in(scope), y.evaluate_in(scope)) is not True
            for x, y in zip(a.entries, b.entries, strict=True)
        )
    except FeelError:
        return False


def _common(columns: list[Column], a: int, b: int) -> Example | None:
    """Values to which two rules both answer, as far as that is certain."""
    example = []
    for column in columns:
        both = column.sure[a] & column.sure[b]
        if not both:
            return None
        if column.tested >> a & 1 or column.tested >> b & 1:
            example.append((column, column.values[(both & -both).bit_length() - 1]))
    return example


def _gaps(columns: list[Column], rules: int) -> Iterator[Example]:
    """Values to which certainly no rule answers: the columns from left to right, rules dropping out on the way."""
    steps, told = MOST_STEPS, 0
    tried: set[tuple[int, int]] = set()
    waiting: list[tuple[int, int, Example]] = [(0, (1 << rules) - 1, [])]
    while waiting and told < TOLD and steps > 0:
        place, left, example = waiting.pop()
        steps -= 1
        if not left:
            told += 1
            yield example
        elif place < len(columns) and (place, left) not in tried:
            tried.add((place, left))
            seen: set[int] = set()
            further = []
            for value, possible in zip(columns[place].values, columns[place].possible, strict=True):
                remaining = left & possible
                if remaining not in seen:
                    seen.add(remaining)
                    shown = [*example, (columns[place], value)] if remaining != left else example
                    further.append((place + 1, remaining, shown))
            waiting += reversed(further)


def _told(example: Example, language: str) -> str:
    if not example:
        return "any input" if language == "en" else "任何输入"
    joint, between = (" = ", ", ") if language == "en" else (" = ", "，")
    return between.join(f"{column.label}{joint}{written(value)}" for column, value in example)
