"""The values of FEEL (DMN 1.5, 10.3.2) as Python objects.

null None, boolean bool, number Decimal, string str, list list, context dict, date, time, date and time datetime, days and time
duration timedelta; dates of far years are in far.py, the others here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import total_ordering
from typing import Any

from app.feel.far import FarDate, FarMoment

# 34 digits and the exponents of IEEE 754 decimal128, as the standard asks for (10.3.2.3.1).
NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow])

Value = Any


@total_ordering
@dataclass(frozen=True)
class Months:
    """A years and months duration."""

    count: int

    def __lt__(self, other: object) -> bool:
        return self.count < other.count if isinstance(other, Months) else NotImplemented

    def __neg__(self) -> Months:
        return Months(-self.count)

    def __abs__(self) -> Months:
        return Months(abs(self.count))

    def __str__(self) -> str:
        years, months = divmod(abs(self.count), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "") or "0M"
        return ("-P" if self.count < 0 else "P") + text


@dataclass(frozen=True)
class Range:
    """From start to end; an end that is None is open, the range has no limit there."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    only: str = ""  # "=" or "!=": the one value that both ends are, or all but that


class Function:
    """A function as a value. ``call`` takes the run it is counted in and the arguments in order."""

    __slots__ = ("parameters", "call", "types")

    def __init__(
        self, parameters: tuple[str, ...], call: Callable[[Any, list[Value]], Value], types: tuple[str, ...] = ()
    ) -> None:
        self.parameters = parameters
        self.call = call
        self.types = types


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    float: "number",
    str: "string",
    list: "list",
    tuple: "list",
    dict: "context",
    date: "date",
    time: "time",
    datetime: "date and time",
    FarDate: "date",
    FarMoment: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """The name of the value's FEEL type; "unknown" for what is no FEEL value."""
    return KINDS.get(type(value), "unknown")


def number(value: Any) -> Decimal:
    """A Decimal within FEEL's precision. Raises decimal.InvalidOperation for NaN, Overflow for what is too large."""
    result = NUMBERS.create_decimal(str(value) if isinstance(value, float) else value)
    if not result.is_finite():
        raise InvalidOperation(value)
    return result


def type_name(value: Any) -> str:
    """FEEL's name for the type of a value."""
    if isinstance(value, datetime):
        return "date and time"
    names = {
        "NoneType": "null", "bool": "boolean", "Decimal": "number", "str": "string", "list": "list", "dict": "context",
        "date": "date", "time": "time", "timedelta": "days and time duration", "Months": "years and months duration",
        "Range": "range",
    }
    return names.get(type(value).__name__, type(value).__name__)
