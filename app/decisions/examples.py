"""Values that stand for all others in a column of a decision table, and how its cells answer to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lark import Token, Tree

from app.decisions.reader import Reader
from app.decisions.table import DecisionTable, Input
from app.feel.compiler import Compiler
from app.feel.errors import FeelError, FeelSyntaxError
from app.feel.far import Far
from app.feel.language import UnaryTests
from app.feel.operators import ORDERED, sortable
from app.feel.parser import parse_tests
from app.feel.run import Environment, Run, Scope
from app.feel.text import text_of
from app.feel.values import Months, Value, kind

Functions = Mapping[str, Callable[..., Any]]

_LITERALS = {"number", "string", "temporal", "true", "false", "null", "negate", "call"}
_CALCULATES = {"sum", "product", "power", "path", "filter", "for_", "quantified", "function", "if_"}
_MAKES_DATES = {"date", "time", "date and time", "duration"}
_STEPS_OF_A_COLUMN = 10_000_000
_STEP: dict[str, Any] = {
    "number": Decimal(1), "date": timedelta(days=1), "date and time": timedelta(hours=1), "days and time duration": timedelta(hours=1),
    "years and months duration": Months(1),
}


@dataclass(frozen=True)
class Column:
    """A column by example. ``possible``: for each value the rules, as bits, whose cell may answer to it; ``sure``: for each
    rule the values, as bits, to which its cell answers for certain; ``tested``: the rules that have a cell here at all."""

    label: str
    values: tuple[Value, ...]
    possible: tuple[int, ...]
    sure: tuple[int, ...]
    tested: int


def columns_of(reader: Reader, table: DecisionTable) -> list[Column]:
    """The columns of a table by example."""
    return [_column(reader, table, place, column) for place, column in enumerate(table.inputs)]


def written(value: Value) -> str:
    """The value as it is written in FEEL."""
    text = text_of(Run(Environment()), value)
    return "null" if text is None else f'"{text}"' if isinstance(value, str) else text


def _column(reader: Reader, table: DecisionTable, place: int, column: Input) -> Column:
    cells = {rule.number - 1: tests for rule in table.rules for at, tests in rule.tests if at == place}
    functions = reader.constants
    known = {number: found for number, tests in cells.items() if (found := _constants(tests, functions)) is not None}
    constants = [value for found in known.values() for value in found]
    for allowed in (column.allowed, reader.types.allowed(column.type)):
        constants += (_constants(allowed, functions) if allowed else None) or []
    check, nowhere = reader.types.check(column.type), _nowhere(functions)
    values = [
        value for value in _values(constants, column.type, _whole(cells.values()))
        if (column.allowed is None or _answers(column.allowed, value, nowhere)) and (check is None or value is None or check(value))
    ] or [None]
    every = (1 << len(values)) - 1
    sure = [every] * len(table.rules)
    for number in cells:
        sure[number] = _bits(_answers(cells[number], value, nowhere) for value in values) if number in known else 0
    possible = [
        _bits(number in cells and number not in known or bool(answers >> n & 1) for number, answers in enumerate(sure))
        for n in range(len(values))
    ]
    return Column(column.label, tuple(values), tuple(possible), tuple(sure), _bits(n in cells for n in range(len(sure))))


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


def _nowhere(functions: Functions) -> Scope:
    """Where no variables are: cells are asked here."""
    return Scope({}, None, Run(Environment(functions=functions, budget=_STEPS_OF_A_COLUMN)))


def _answers(tests: UnaryTests, value: Value, nowhere: Scope) -> bool:
    try:
        return tests.matches_in(value, nowhere)
    except FeelError:
        return False


def _constants(tests: UnaryTests, functions: Functions) -> list[Value] | None:
    """The values at which a cell may change its answer; None if it looks at variables or calculates."""
    if tests.names:
        return None
    try:
        trees = parse_tests(tests.text, frozenset(_MAKES_DATES | functions.keys()))[0]
    except FeelSyntaxError:
        return None
    if any(_is_opaque(tree, functions) for tree in trees):
        return None
    return [value for tree in trees for value in _literals(tree, functions)]


def _is_opaque(tree: Tree, functions: Functions) -> bool:
    """Whether it calculates, looks at variables, or asks a function about the input."""
    for inner in tree.iter_subtrees():
        if inner.data in _CALCULATES:
            return True
        if inner.data == "name" and str(inner.children[0]) not in {*_MAKES_DATES, *functions, "?", "not"}:
            return True
        if inner.data == "call":
            called = str(_called(inner))
            if called not in _MAKES_DATES | functions.keys() | {"not"} or (called in functions and _asks(inner)):
                return True
    return False


def _asks(tree: Tree) -> bool:
    return "?" in tree.scan_values(lambda value: isinstance(value, Token))


def _called(call: Tree) -> Any:
    callee = call.children[0]
    return callee.children[0] if isinstance(callee, Tree) and callee.data == "name" else ""


def _literals(tree: Tree, functions: Functions) -> Iterator[Value]:
    if tree.data == "null":
        yield None
    elif tree.data in _LITERALS and not _asks(tree):
        value = Compiler("", frozenset(), frozenset(functions)).code(tree)(_nowhere(functions))
        if kind(value) in ORDERED | {"boolean"} and not isinstance(value, Far):
            yield value
    else:
        for child in tree.children:
            if isinstance(child, Tree):
                yield from _literals(child, functions)


def _whole(cells: Any) -> bool:
    """Whether the column asks for single whole numbers, so that it counts something and does not go below nothing."""
    return any(tests.text.strip().isdecimal() for tests in cells)


def _values(constants: list[Value], type_ref: str, whole: bool) -> list[Value]:
    """Each constant, one value between neighbours, one below and one above all; a text that is none of them."""
    kinds = dict.fromkeys([kind(value) for value in constants if value is not None] or [type_ref.rpartition(":")[2]])
    values: list[Value] = [None] if any(value is None for value in constants) else []
    for name in kinds:
        own = [value for value in constants if kind(value) == name]
        if name == "boolean":
            values += [True, False]
        elif name == "string":
            values += [*dict.fromkeys(own), _other(own)]
        elif own:
            values += _along(sorted({sortable(value): value for value in own}.values(), key=sortable), name, whole)
    return values


def _other(texts: list[str]) -> str:
    other = "…"
    while other in texts:
        other += "…"
    return other


def _along(ordered: list[Any], name: str, whole: bool) -> list[Value]:
    """Whole values first: they make better examples than those between."""
    found = list(ordered)
    for low, high in zip(ordered, ordered[1:], strict=False):
        middle = _between(low, high, name, whole)
        if middle is not None:
            found.append(middle)
    step = _STEP.get(name)
    if step is not None:
        for value, sign in ((ordered[0], -1), (ordered[-1], 1)):
            try:
                found.append(_shifted(value, step, sign))
            except (OverflowError, ValueError):
                continue
    return [value for value in found if value >= 0] if whole and name == "number" and ordered[0] >= 0 else found


def _shifted(value: Any, step: Any, sign: int) -> Value:
    if isinstance(value, Months):
        return Months(value.count + sign)
    return value + step if sign > 0 else value - step


def _between(low: Any, high: Any, name: str, whole: bool) -> Value:
    """A value in the middle; None if there is none, as between one day and the next."""
    if isinstance(low, Decimal):
        middle = (low + high) / 2
        if whole:
            middle = Decimal(int(middle)) if low < int(middle) < high else None
        elif all(each == each.to_integral_value() for each in (low, high)) and high - low > 1:
            middle = low + 1
        return middle
    if isinstance(low, Months):
        return Months(low.count + 1) if high.count - low.count > 1 else None
    if isinstance(low, time):
        return None
    if isinstance(low, date) and not isinstance(low, datetime):
        return low + timedelta(days=1) if (high - low).days > 1 else None
    return low + (high - low) / 2 if sortable(low) < sortable(high) and name != "date and time" else None
