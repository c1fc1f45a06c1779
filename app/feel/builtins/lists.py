"""Lists (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.operators import equal
from app.feel.run import Run
from app.feel.temporal import time_text
from app.feel.values import Function, Value


@builtin("list contains(list: list, element: any)", takes_run=True)
def _list_contains(run: Run, values: list[Value], element: Value) -> bool:
    """Whether the element is in the list."""
    return any(equal(run, value, element) is True for value in values)


@builtin("sublist(list: list, start position: number, length?: number)")
def _sublist(values: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value] | None:
    """So many elements from a place on, which counts from 1, or from the end if negative."""
    begin = _place(values, start)
    if length is not None and (length < 1 or begin + length > len(values)):
        return None
    return values[begin:] if length is None else values[begin : begin + int(length)]


@builtin("append(list: list, item: any*)")
def _append(values: list[Value], items: list[Value]) -> list[Value]:
    """The list with one or more elements at its end."""
    return [*values, *items]


@builtin("concatenate(list: list*)", takes_run=True)
def _concatenate(run: Run, lists: list[Value]) -> list[Value]:
    """One list after the other."""
    result: list[Value] = []
    for each in lists:
        elements = each if isinstance(each, list) else [each]
        run.spend(len(elements))
        result += elements
    return result


@builtin("insert before(list: list, position: number, newItem: any)")
def _insert_before(values: list[Value], position: Decimal, item: Value) -> list[Value]:
    """The list with a new element before the one at this place."""
    place = _place(values, position)
    return [*values[:place], item, *values[place:]]


@builtin("remove(list: list, position: number)")
def _remove(values: list[Value], position: Decimal) -> list[Value]:
    """The list without the element at this place."""
    place = _place(values, position)
    return [*values[:place], *values[place + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def _replace_at(values: list[Value], position: Decimal, item: Value) -> list[Value]:
    """The list with another element at this place, or in place of those that a function picks."""
    place = _place(values, position)
    return [*values[:place], item, *values[place + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", takes_run=True)
def _replace_matching(run: Run, values: list[Value], match: Function, item: Value) -> list[Value] | None:
    picked = [match.call(run, [value, item]) for value in values]
    if any(type(answer) is not bool for answer in picked):
        return None
    return [item if answer else value for value, answer in zip(values, picked, strict=True)]


@builtin("reverse(list: list)")
def _reverse(values: list[Value]) -> list[Value]:
    """The list from its end to its beginning."""
    return values[::-1]


@builtin("index of(list: list, match: any)", takes_run=True)
def _index_of(run: Run, values: list[Value], match: Value) -> list[Decimal]:
    """All the places at which the element is found."""
    return [Decimal(place) for place, value in enumerate(values, 1) if equal(run, value, match) is True]


@builtin("union(list: list*)", takes_run=True)
def _union(run: Run, lists: list[Value]) -> list[Value]:
    """One list after the other, every value once."""
    return _distinct(run, _concatenate(run, lists))


@builtin("distinct values(list: list)", takes_run=True)
def _distinct_values(run: Run, values: list[Value]) -> list[Value]:
    """The list with every value once, where it stood first."""
    return _distinct(run, values)


@builtin("flatten(list: list)", takes_run=True)
def _flatten(run: Run, values: list[Value]) -> list[Value]:
    """The elements of all the lists inside the list, however deep."""
    return list(_leaves(run, values))


@builtin("partition(list: list, size: number)")
def _partition(values: list[Value], size: Decimal) -> list[list[Value]] | None:
    """The list cut into lists of this size; the last may be shorter."""
    step = int(size)
    return [values[k : k + step] for k in range(0, len(values), step)] if step > 0 else None


@builtin("is(value1?: any, value2?: any)", takes_run=True)
def _is(run: Run, a: Value = None, b: Value = None) -> bool:
    """Whether both are the same value of the same type, with the same time zone."""
    if isinstance(a, datetime | time) and type(a) is type(b):
        return time_text(a) == time_text(b) and equal(run, a, b) is True
    return type(a) is type(b) and equal(run, a, b) is True


def _place(values: list[Any], position: Decimal) -> int:
    """The Python index of a FEEL position. Raises ValueError outside the list."""
    if position != position.to_integral_value() or position == 0 or abs(position) > len(values):
        raise ValueError("position")
    return int(position) - 1 if position > 0 else len(values) + int(position)


def _distinct(run: Run, values: Iterable[Value]) -> list[Value]:
    """Texts and numbers are found by their hash; only what has none is compared one by one."""
    seen: set[tuple[type, Any]] = set()
    others: list[Value] = []
    result: list[Value] = []
    for value in values:
        run.spend(1)
        if isinstance(value, str | Decimal | bool | None):
            new = (type(value), value) not in seen
            seen.add((type(value), value))
        else:
            run.spend(len(others))
            new = not any(equal(run, value, other) is True for other in others)
            others.append(value)
        if new:
            result.append(value)
    return result


def _leaves(run: Run, values: list[Value]) -> Iterator[Value]:
    for value in values:
        run.spend(1)
        if isinstance(value, list):
            yield from _leaves(run, value)
        else:
            yield value


