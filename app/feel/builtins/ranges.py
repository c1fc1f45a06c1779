"""How points and ranges lie to each other (DMN 1.5, 10.3.4.8)."""

from __future__ import annotations

from typing import Any

from app.feel.builtins.registry import builtin
from app.feel.operators import in_range, less
from app.feel.values import Range, Value

Place = tuple[int, Any, int]  # unlimited below or above, the value, just before it, on it or just behind it

POINT_OR_RANGE = "point|range"


def _low(value: Value) -> Place:
    """The first place that belongs to it."""
    if not isinstance(value, Range):
        return (0, value, 0)
    return (-1, None, 0) if value.start is None else (0, value.start, 0 if value.start_included else 1)


def _high(value: Value) -> Place:
    """The last place that belongs to it."""
    if not isinstance(value, Range):
        return (0, value, 0)
    return (1, None, 0) if value.end is None else (0, value.end, 0 if value.end_included else -1)


def _compared(a: Place, b: Place) -> int:
    """-1, 0 or 1. Raises ValueError if there is no order between them."""
    if a[0] or b[0]:
        return (a[0] > b[0]) - (a[0] < b[0])
    forward, backward = less(a[1], b[1]), less(b[1], a[1])
    if forward is None or backward is None:
        raise ValueError("no order")
    return -1 if forward else 1 if backward else (a[2] > b[2]) - (a[2] < b[2])


@builtin("before(range1: range, range2: range)")
@builtin("before(range: range, point: point)")
@builtin("before(point: point, range: range)")
@builtin(f"before(point1: {POINT_OR_RANGE}, point2: {POINT_OR_RANGE})")
def _before(a: Value, b: Value) -> bool:
    """Whether the first ends before the second begins."""
    return _compared(_high(a), _low(b)) < 0


@builtin("after(range1: range, range2: range)")
@builtin("after(range: range, point: point)")
@builtin("after(point: point, range: range)")
@builtin(f"after(point1: {POINT_OR_RANGE}, point2: {POINT_OR_RANGE})")
def _after(a: Value, b: Value) -> bool:
    """Whether the first begins after the second has ended."""
    return _compared(_low(a), _high(b)) > 0


@builtin("meets(range1: range, range2: range)")
def _meets(a: Range, b: Range) -> bool:
    """Whether the first ends exactly where the second begins, and both hold that point."""
    return a.end_included and b.start_included and _compared((0, a.end, 0), (0, b.start, 0)) == 0


@builtin("met by(range1: range, range2: range)")
def _met_by(a: Range, b: Range) -> bool:
    """Whether the first begins exactly where the second ends, and both hold that point."""
    return _meets(b, a)


@builtin("overlaps(range1: range, range2: range)")
def _overlaps(a: Range, b: Range) -> bool:
    """Whether they have a point in common."""
    return _compared(_high(a), _low(b)) >= 0 and _compared(_high(b), _low(a)) >= 0


@builtin("overlaps before(range1: range, range2: range)")
def _overlaps_before(a: Range, b: Range) -> bool:
    """Whether the first begins earlier and ends inside the second."""
    return (
        _compared(_low(a), _low(b)) < 0 and _compared(_high(a), _low(b)) >= 0 and _compared(_high(a), _high(b)) <= 0
    )


@builtin("overlaps after(range1: range, range2: range)")
def _overlaps_after(a: Range, b: Range) -> bool:
    """Whether the first begins inside the second and ends later."""
    return (
        _compared(_low(b), _low(a)) <= 0 and _compared(_low(a), _high(b)) <= 0 and _compared(_high(a), _high(b)) > 0
    )


@builtin("finishes(point: point, range: range)")
@builtin("finishes(range1: range, range2: range)")
def _finishes(a: Value, b: Range) -> bool:
    """Whether both end together, the first within the second."""
    if not isinstance(a, Range):
        return b.end_included and _compared(_high(a), _high(b)) == 0
    return _compared(_high(a), _high(b)) == 0 and _compared(_low(a), _low(b)) >= 0


@builtin("finished by(range: range, point: point)")
@builtin("finished by(range1: range, range2: range)")
def _finished_by(a: Range, b: Value) -> bool:
    """Whether both end together, the second within the first."""
    return _finishes(b, a)


@builtin("includes(range: range, point: point)")
@builtin("includes(range1: range, range2: range)")
def _includes(a: Range, b: Value) -> bool | None:
    """Whether the first holds all of the second."""
    if not isinstance(b, Range):
        return in_range(b, a)
    return _compared(_low(a), _low(b)) <= 0 and _compared(_high(b), _high(a)) <= 0


@builtin("during(point: point, range: range)")
@builtin("during(range1: range, range2: range)")
def _during(a: Value, b: Range) -> bool | None:
    """Whether the second holds all of the first."""
    return _includes(b, a)


@builtin("starts(point: point, range: range)")
@builtin("starts(range1: range, range2: range)")
def _starts(a: Value, b: Range) -> bool:
    """Whether both begin together, the first within the second."""
    if not isinstance(a, Range):
        return b.start_included and _compared(_low(a), _low(b)) == 0
    return _compared(_low(a), _low(b)) == 0 and _compared(_high(a), _high(b)) <= 0


@builtin("started by(range: range, point: point)")
@builtin("started by(range1: range, range2: range)")
def _started_by(a: Range, b: Value) -> bool:
    """Whether both begin together, the second within the first."""
    return _starts(b, a)


@builtin("coincides(point1: point, point2: point)")
@builtin("coincides(range1: range, range2: range)")
def _coincides(a: Value, b: Value) -> bool:
    """Whether they are the same."""
    return _compared(_low(a), _low(b)) == 0 and _compared(_high(a), _high(b)) == 0


