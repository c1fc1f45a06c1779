"""Sample data for a template: every field that it may name, filled with something of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from app.record_fields import RecordField

ROWS = 2
PLAIN: Mapping[str, Any] = {
    "money": Decimal("1234567.89"), "number": Decimal(3), "year": "2025", "date": date(2025, 3, 31), "flag": "是",
    "moment": datetime(2025, 3, 31, 17, 0, tzinfo=timezone(timedelta(hours=8))),
}
NUMBER = "样例-2025-0001"


def sample(fields: Mapping[str, RecordField]) -> dict[str, Any]:
    """A value for each field; texts are the field's own words in brackets, so that everybody sees that it is a sample."""
    return {name: NUMBER if name == "number" else _value(field) for name, field in fields.items()}


def _value(field: RecordField) -> Any:
    if field.kind in PLAIN:
        return PLAIN[field.kind]
    if field.kind == "group":
        return sample(field.fields)
    if field.kind == "texts":
        return [f"〔{field.zh}〕"] * ROWS
    if field.kind == "rows":
        return [sample(field.fields) for _ in range(ROWS)]
    if field.words:
        words = [pair[0] for pair in field.words.values()]
        return "、".join(words[:ROWS]) if field.kind == "list" else words[0]
    return f"〔{field.zh}〕"
