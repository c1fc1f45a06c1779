"""Booleans (DMN 1.5, 10.3.4.2)."""

from __future__ import annotations

from app.feel.builtins.registry import builtin
from app.feel.values import Value


@builtin("not(negand: any)")
def _not(negand: Value) -> bool | None:
    """True for false and false for true; null for anything else."""
    return not negand if type(negand) is bool else None


@builtin("all(list: list*)")
def _all(values: list[Value]) -> bool | None:
    """False if one is false, true if all are true, otherwise null."""
    if False in [value for value in values if type(value) is bool]:
        return False
    return True if all(value is True for value in values) else None


@builtin("any(list: list*)")
def _any(values: list[Value]) -> bool | None:
    """True if one is true, false if all are false, otherwise null."""
    if True in [value for value in values if type(value) is bool]:
        return True
    return False if all(value is False for value in values) else None
