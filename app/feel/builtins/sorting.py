"""Sorting (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from functools import cmp_to_key

from app.feel.builtins.registry import builtin
from app.feel.builtins.statistics import _comparable
from app.feel.operators import sortable
from app.feel.run import Run
from app.feel.values import Function, Value


@builtin("sort(list: list)")
def _sort(values: list[Value]) -> list[Value] | None:
    """The list in ascending order, or in the order of a function that says whether one comes before another."""
    return sorted(values, key=sortable) if not values or _comparable(values) else None


@builtin("sort(list: list, precedes: function)", takes_run=True)
def _sort_by(run: Run, values: list[Value], precedes: Function) -> list[Value]:
    def order(a: Value, b: Value) -> int:
        run.spend(1)
        if precedes.call(run, [a, b]) is True:
            return -1
        return 1 if precedes.call(run, [b, a]) is True else 0

    return sorted(values, key=cmp_to_key(order))
