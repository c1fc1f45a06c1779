"""Sums, means and their kin over lists of numbers (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import reduce

from app.feel.builtins.registry import builtin
from app.feel.operators import ORDERED, sortable
from app.feel.values import NUMBERS, Months, Value, kind


@builtin("count(list: list*)")
def _count(values: list[Value]) -> Decimal:
    """How many elements there are."""
    return Decimal(len(values))


@builtin("min(list: list*)")
def _min(values: list[Value]) -> Value:
    """The smallest; null if there is none or they cannot be compared."""
    return min(values, key=sortable) if _comparable(values) else None


@builtin("max(list: list*)")
def _max(values: list[Value]) -> Value:
    """The greatest; null if there is none or they cannot be compared."""
    return max(values, key=sortable) if _comparable(values) else None


@builtin("sum(list: list*)")
def _sum(values: list[Value]) -> Value:
    """All numbers, or all durations, added up; null for an empty list."""
    if values and {kind(value) for value in values} == {"days and time duration"}:
        return sum(values, timedelta())
    if values and {kind(value) for value in values} == {"years and months duration"}:
        return Months(sum(value.count for value in values))
    return reduce(NUMBERS.add, _numbers(values)) if values else None


@builtin("product(list: list*)")
def _product(values: list[Value]) -> Decimal | None:
    """All numbers multiplied; null for an empty list."""
    return reduce(NUMBERS.multiply, _numbers(values)) if values else None


@builtin("mean(list: list*)")
def _mean(values: list[Value]) -> Value:
    """The arithmetic mean; null for an empty list."""
    return mean(_numbers(values)) if values else None


def mean(values: list[Decimal]) -> Decimal:
    """The arithmetic mean of at least one number."""
    return NUMBERS.divide(reduce(NUMBERS.add, values), Decimal(len(values)))


@builtin("median(list: list*)")
def _median(values: list[Value]) -> Decimal | None:
    """The middle one, or the mean of the two in the middle; null for an empty list."""
    ordered = sorted(_numbers(values))
    half = len(ordered) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else mean(ordered[half - 1 : half + 1])


@builtin("stddev(list: list*)")
def _stddev(values: list[Value]) -> Decimal | None:
    """The sample standard deviation; null for fewer than two numbers."""
    if len(values) < 2:
        return None
    middle = mean(_numbers(values))
    distances = [NUMBERS.subtract(value, middle) for value in values]
    squares = [NUMBERS.multiply(distance, distance) for distance in distances]
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(values) - 1)))


@builtin("mode(list: list*)")
def _mode(values: list[Value]) -> list[Decimal]:
    """The most frequent numbers in ascending order; an empty list for an empty list."""
    counts: dict[Decimal, int] = {}
    for value in _numbers(values):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


def _numbers(values: list[Value]) -> list[Decimal]:
    """Raises ValueError if one is no number."""
    if any(kind(value) != "number" for value in values):
        raise ValueError("not a number")
    return values


def _comparable(values: list[Value]) -> bool:
    kinds = {kind(value) for value in values}
    return len(kinds) == 1 and kinds <= ORDERED
