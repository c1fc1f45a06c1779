"""Getting at values: names, properties, filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lark import Tree

from app.feel.builtins import BUILTINS
from app.feel.compiler import Code, Compiler, node, parts
from app.feel.far import FarDate, FarMoment
from app.feel.run import Run, Scope
from app.feel.temporal import zone_name
from app.feel.values import Months, Range, Value


@node("name")
def _name(compiler: Compiler, tree: Tree) -> Code:
    name = str(parts(tree)[0])
    if name in BUILTINS and not compiler.is_bound(name):
        return _name_or(name, BUILTINS[name].as_value())
    compiler.mention(name)
    if compiler.at_top:
        return lambda scope: scope.values.get(name)
    return _name_or(name, None)


def _name_or(name: str, default: Value) -> Code:
    def code(scope: Scope) -> Value:
        here: Scope | None = scope
        while here is not None:
            if name in here.values:
                return here.values[name]
            here = here.outer
        return default

    return code


@node("path")
def _path(compiler: Compiler, tree: Tree) -> Code:
    owner = compiler.code(parts(tree)[0])
    name = str(parts(tree)[1])

    def code(scope: Scope) -> Value:
        value = owner(scope)
        return value.get(name) if type(value) is dict else property_of(scope.run, value, name)

    return code


def property_of(run: Run, value: Value, name: str) -> Value:
    """An entry of a context, a part of a date, time, duration or range; of a list, that of each element."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        run.spend(len(value) + 1)
        return [property_of(run, element, name) for element in value]
    getter = _PROPERTIES.get(type(value), {}).get(name)
    return getter(value) if getter else None


def _number(attribute: str) -> Callable[[Any], Decimal]:
    return lambda value: Decimal(getattr(value, attribute))


def _seconds(value: timedelta, whole: int, part: int) -> Decimal:
    amount = int(abs(value).total_seconds()) // whole % part
    return Decimal(-amount if value < timedelta() else amount)


_DATE = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": lambda value: Decimal(value.second) + Decimal(value.microsecond) / 1_000_000 if value.microsecond
    else Decimal(value.second),
    "time offset": lambda value: value.utcoffset(),
    "timezone": zone_name,
}
_PROPERTIES: dict[type, dict[str, Callable[[Any], Value]]] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE | _TIME,
    FarDate: _DATE,
    FarMoment: _DATE | _TIME,
    timedelta: {
        "days": lambda value: Decimal(abs(value).days * (-1 if value < timedelta() else 1)),
        "hours": lambda value: _seconds(value, 3600, 24),
        "minutes": lambda value: _seconds(value, 60, 60),
        "seconds": lambda value: _seconds(value, 1, 60),
    },
    Months: {
        "years": lambda value: Decimal(abs(value.count) // 12 * (-1 if value.count < 0 else 1)),
        "months": lambda value: Decimal(abs(value.count) % 12 * (-1 if value.count < 0 else 1)),
    },
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


@node("filter")
def _filter(compiler: Compiler, tree: Tree) -> Code:
    """``list[2]`` counts from 1 (from the end if negative), ``list[condition]`` keeps what fulfils it.

    Which of the two it is, only the value shows. A condition sees each element as ``item`` and, if that is a context, its
    entries by their names.
    """
    source_tree, condition_tree = parts(tree)
    source = compiler.code(source_tree)
    with compiler.binding(None), compiler.binding({"item"}):
        condition, cost = compiler.measured(condition_tree)

    def code(scope: Scope) -> Value:
        value = source(scope)
        if value is None:
            return None
        elements = value if isinstance(value, list) else [value]
        chosen: list[Value] = []
        for place, element in enumerate(elements):
            scope.run.spend(cost)
            result = condition(item_scope(element, scope))
            if place == 0 and type(result) is Decimal:
                return element_at(elements, result)
            if result is True:
                chosen.append(element)
        if not elements and type(condition(scope)) is Decimal:
            return None
        return chosen

    return code


def item_scope(element: Value, scope: Scope) -> Scope:
    inner = Scope({"item": element}, scope, scope.run)
    return Scope(element, inner, scope.run) if isinstance(element, dict) else inner


def element_at(elements: list[Value], place: Decimal) -> Value:
    """The element at a place counted from 1, or from the end if negative; null if there is none."""
    if place != place.to_integral_value() or place == 0 or abs(place) > len(elements):
        return None
    return elements[int(place) - 1 if place > 0 else int(place)]
