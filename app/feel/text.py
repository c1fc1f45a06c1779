"""Values as FEEL writes them: what ``string()`` gives."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel.far import FarDate, FarMoment
from app.feel.run import Run
from app.feel.temporal import date_text, datetime_text, duration_text, time_text
from app.feel.values import Function, Months, Range, Value


def text_of(run: Run, value: Value) -> str | None:
    """The value as text; null for null. Texts inside lists and contexts stand in quotes."""
    if value is None or isinstance(value, str):
        return value
    return _written(run, value)


def _written(run: Run, value: Value) -> str:
    run.spend(1)
    if value is None:
        return "null"
    if isinstance(value, str):
        run.spend_text(len(value))
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join([_written(run, element) for element in value]) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join([f"{key}: {_written(run, element)}" for key, element in value.items()]) + "}"
    if isinstance(value, Range):
        return _range_text(run, value)
    return _simple(value)


def _range_text(run: Run, value: Range) -> str:
    if value.only:
        return f"({value.only}{_written(run, value.start)})"
    start = "" if value.start is None else _written(run, value.start)
    end = "" if value.end is None else _written(run, value.end)
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"


def _simple(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int | float):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime | FarMoment):
        return datetime_text(value)
    if isinstance(value, date | FarDate):
        return date_text(value)
    if isinstance(value, time):
        return time_text(value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, Months):
        return str(value)
    return f"function({', '.join(value.parameters)})" if isinstance(value, Function) else "?"
