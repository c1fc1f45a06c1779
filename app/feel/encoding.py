"""Values outside the language: tagged JSON for storage, plain JSON for people and programs."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from app.feel.errors import FeelValueError
from app.feel.far import FarDate, FarMoment
from app.feel.temporal import (
    date_text,
    datetime_text,
    duration_text,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    time_text,
)
from app.feel.values import Months, Range, Value, number

MAX_NESTING = 100
MAX_BYTES = 4_000_000
EXACT_INTEGER = 2**53
MAX_DIGITS = 34
MAX_EXPONENT = 6144


class _Measure:
    """Counts what is written, so that a large value is left at the limit and not at its end."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, amount: int) -> None:
        self.bytes += amount
        if self.bytes > MAX_BYTES:
            raise FeelValueError(f"larger than {MAX_BYTES // 1_000_000} MB", f"超过 {MAX_BYTES // 1_000_000} MB")

    def text(self, text: str) -> str:
        self.add((len(text) if text.isascii() else _encoded_length(text)) + 2)
        if "\x00" in text:
            raise FeelValueError("it holds a null character", "含有空字符")
        return text


def _encoded_length(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise FeelValueError("it holds half a character", "含有不完整的字符") from None


def encode(value: Value) -> Any:
    """The value as JSON that ``decode`` turns back into the same value.

    Whole numbers below 2**53 stay numbers; other numbers, dates and so on become objects with one key that begins with
    ``@``. Raises FeelValueError for functions, NaN, lone surrogates, null characters, more than 100 levels or 4 MB.
    """
    return _written(value, _Measure(), 0, _tagged, escape=True)


def decode(data: Any) -> Value:
    """The value that ``encode`` wrote. Raises FeelValueError for anything it cannot have written."""
    return _decoded(data, 0)


def to_json(value: Value) -> Any:
    """The value as plain JSON: dates and durations as ISO text, whole numbers as integers, other numbers as numbers if a
    float holds them exactly as written and as text if not. Raises FeelValueError as ``encode`` does."""
    return _written(value, _Measure(), 0, _plain, escape=False)


def json_text(value: Value) -> str:
    """The value as the text of plain JSON, every number a number with all its digits. Raises FeelValueError as ``encode`` does."""
    return _text(_written(value, _Measure(), 0, _exact, escape=False))


def from_json(data: Any) -> Value:
    """Plain JSON as values: every number becomes a Decimal. Raises FeelValueError for what is no JSON."""
    return _read(data, _Measure(), 0, strict=True)


def adopt(value: Any) -> Value:
    """What Python code returned as a value: numbers become Decimals, tuples lists; FEEL values stay what they are."""
    return _read(value, _Measure(), 0, strict=False)


def _too_deep() -> FeelValueError:
    return FeelValueError(f"nested deeper than {MAX_NESTING} levels", f"嵌套超过 {MAX_NESTING} 层")


def _written(value: Value, measure: _Measure, depth: int, other: Callable[[Value], Any], escape: bool) -> Any:
    if depth > MAX_NESTING:
        raise _too_deep()
    kind = type(value)                      # most values are of these very types, and asking so costs a fifth
    if kind is str or isinstance(value, str):
        return measure.text(value)
    if value is None or kind is bool:
        measure.add(5)
        return value
    if kind is list or isinstance(value, list | tuple):
        measure.add(2 + len(value))
        return [_written(element, measure, depth + 1, other, escape) for element in value]
    if kind is dict or isinstance(value, Mapping):
        measure.add(2 + 2 * len(value))
        written = {_key(k, measure): _written(v, measure, depth + 1, other, escape) for k, v in value.items()}
        return {"@context": written} if escape and _looks_tagged(written) else written
    if isinstance(value, Range):
        limits = {"start": value.start, "end": value.end, "start included": value.start_included,
                  "end included": value.end_included} | ({"only": value.only} if value.only else {})
        written = _written(limits, measure, depth + 1, other, escape)
        return {"@range": written} if escape else written
    measure.add(40)
    return other(value)


def _key(key: Any, measure: _Measure) -> str:
    if not isinstance(key, str):
        raise FeelValueError("a key is not text", "键不是文本")
    return measure.text(key)


def _looks_tagged(written: dict[str, Any]) -> bool:
    return len(written) == 1 and next(iter(written)).startswith("@")


def _tagged(value: Value) -> Any:
    if isinstance(value, Decimal | int | float):
        exact = _number(value)
        whole = exact == exact.to_integral_value() and abs(exact) < EXACT_INTEGER and exact.as_tuple().exponent == 0
        return int(exact) if whole and not (exact.is_signed() and not exact) else {"@number": str(exact)}
    if isinstance(value, datetime | FarMoment):
        return {"@datetime": datetime_text(value)}
    if isinstance(value, date | FarDate):
        return {"@date": date_text(value)}
    if isinstance(value, time):
        return {"@time": time_text(value)}
    if isinstance(value, timedelta):
        return {"@duration": duration_text(value)}
    if isinstance(value, Months):
        return {"@months": value.count}
    raise FeelValueError("it is no plain value", "不是可保存的数据")


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal | int | float):
        exact = _number(value)
        if exact == exact.to_integral_value() and exact.adjusted() < MAX_DIGITS:
            return int(exact)
        nearest = float(exact)
        return nearest if math.isfinite(nearest) and Decimal(repr(nearest)) == exact else str(exact)
    if isinstance(value, Months):
        return str(value)
    return next(iter(_tagged(value).values()))


def _exact(value: Value) -> Any:
    return _number(value) if isinstance(value, Decimal | int | float) else _plain(value)


def _text(written: Any) -> str:
    if isinstance(written, dict):
        return "{" + ", ".join([f"{json.dumps(key)}: {_text(each)}" for key, each in written.items()]) + "}"
    if isinstance(written, list):
        return "[" + ", ".join(map(_text, written)) + "]"
    return _digits(written) if isinstance(written, Decimal) else json.dumps(written)


def _digits(value: Decimal) -> str:
    """Whole numbers without a point, as programs expect them."""
    if value == value.to_integral_value() and value.adjusted() < MAX_DIGITS:
        return str(int(value))
    return str(value)


def _number(value: Any) -> Decimal:
    try:
        exact = value if type(value) is Decimal and value.is_finite() else number(value)
        if abs(exact.adjusted()) > MAX_EXPONENT:
            raise ValueError
        return exact
    except (DecimalException, ValueError):
        raise FeelValueError("it is not a number that can be written down", "不是可以表示的数字") from None


def _read(data: Any, measure: _Measure, depth: int, strict: bool) -> Value:
    if depth > MAX_NESTING:
        raise _too_deep()
    if data is None or isinstance(data, bool):
        measure.add(4)
        return data
    if isinstance(data, str):
        return measure.text(str(data))
    if isinstance(data, Decimal | int | float):
        measure.add(8)
        return _number(_bounded(data))
    if isinstance(data, list | tuple):
        measure.add(2 + len(data))
        return [_read(element, measure, depth + 1, strict) for element in data]
    if isinstance(data, Mapping):
        measure.add(2 + 2 * len(data))
        return {_key(key, measure): _read(element, measure, depth + 1, strict) for key, element in data.items()}
    if strict:
        raise FeelValueError(f"{type(data).__name__} is no JSON", "不是 JSON 数据")
    return data


def _bounded(data: Any) -> Any:
    """Whole numbers of thousands of digits are refused before they are turned into text."""
    if isinstance(data, int) and data.bit_length() > 20_000:
        raise FeelValueError("the number is too large", "数字过大")
    return data


def _decoded(data: Any, depth: int) -> Value:
    if depth > MAX_NESTING:
        raise _too_deep()
    kind = type(data)                       # it comes from JSON, so it is of one of these types and of no other
    if kind is str or data is None or kind is bool:
        return data
    if kind is int:
        return number(data)
    if kind is list:
        return [_decoded(element, depth + 1) for element in data]
    if kind is not dict:
        raise FeelValueError(f"{type(data).__name__} was not written by this system", "不是本系统写入的数据")
    if len(data) != 1 or not _looks_tagged(data):
        return {key: _decoded(element, depth + 1) for key, element in data.items()}
    tag, inner = next(iter(data.items()))
    if tag == "@context" and isinstance(inner, dict):
        return {key: _decoded(element, depth + 1) for key, element in inner.items()}
    if tag == "@range" and isinstance(inner, dict):
        limits = {key: _decoded(element, depth + 1) for key, element in inner.items()}
        return Range(limits["start"], limits["end"], limits["start included"], limits["end included"], limits.get("only", ""))
    return _untagged(tag, inner)


_UNTAG: dict[str, Callable[[Any], Value]] = {
    "@number": Decimal,
    "@date": parse_date,
    "@time": parse_time,
    "@datetime": parse_datetime,
    "@duration": parse_duration,
    "@months": Months,
}


def _untagged(tag: str, inner: Any) -> Value:
    try:
        return _UNTAG[tag](inner)
    except (KeyError, ValueError, TypeError, ArithmeticError):
        raise FeelValueError(f"{tag} was not written by this system", "不是本系统写入的数据") from None
