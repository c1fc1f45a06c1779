"""Numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.operators import HARD_NUMBER
from app.feel.run import Run
from app.feel.values import NUMBERS, Months

MAX_SCALE = 6176
MIN_SCALE = -6111
_UNITS = Decimal(0)


def rounded(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    """n with so many digits after the point. Raises ValueError for a scale that is not whole or out of bounds."""
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise ValueError("scale")
    places = int(scale)
    if -n.as_tuple().exponent <= places:  # type: ignore[operator]
        return n
    return NUMBERS.plus(n.quantize(Decimal(1).scaleb(-places), mode, _WIDE))


_WIDE = NUMBERS.copy()
_WIDE.prec = 12_400


@builtin("decimal(n: number, scale: number)")
def _decimal(n: Decimal, scale: Decimal) -> Decimal:
    """n rounded to so many decimal places, halves to the even neighbour."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def _floor(n: Decimal, scale: Decimal = _UNITS) -> Decimal:
    """The greatest number with so many decimal places that is not above n."""
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def _ceiling(n: Decimal, scale: Decimal = _UNITS) -> Decimal:
    """The smallest number with so many decimal places that is not below n."""
    return rounded(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def _round_up(n: Decimal, scale: Decimal) -> Decimal:
    """n rounded away from zero."""
    return rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def _round_down(n: Decimal, scale: Decimal) -> Decimal:
    """n rounded towards zero."""
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def _round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """n rounded to the nearest, halves away from zero."""
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def _round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    """n rounded to the nearest, halves towards zero."""
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|duration)")
def _abs(n: Any) -> Decimal | timedelta | Months:
    """Without the sign; also for durations."""
    return abs(n)


@builtin("modulo(dividend: number, divisor: number)")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left of a division rounded down; it has the sign of the divisor."""
    quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))


@builtin("sqrt(number: number)")
def _sqrt(value: Decimal) -> Decimal:
    """The square root; null for negative numbers."""
    return NUMBERS.sqrt(value)


@builtin("log(number: number)", takes_run=True)
def _log(run: Run, value: Decimal) -> Decimal | None:
    """The natural logarithm; null for numbers that are not positive."""
    run.spend(HARD_NUMBER)
    return NUMBERS.ln(value) if value > 0 else None


@builtin("exp(number: number)", takes_run=True)
def _exp(run: Run, value: Decimal) -> Decimal:
    """Euler's number to this power."""
    run.spend(HARD_NUMBER)
    return NUMBERS.exp(value)


@builtin("odd(number: number)")
def _odd(value: Decimal) -> bool | None:
    """Whether a whole number is odd."""
    return value % 2 != 0 if value == value.to_integral_value() else None


@builtin("even(number: number)")
def _even(value: Decimal) -> bool | None:
    """Whether a whole number is even."""
    return value % 2 == 0 if value == value.to_integral_value() else None
