"""From what the browser sends to values: one marshmallow field for each kind of question."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields

from app.forms.components import Component
from app.forms.messages import said

MAX_ROWS = 2_000           # five comments on each of four hundred proposals of one session
MAX_LINE = 2_000
MAX_TEXT = 50_000
MAX_CHOICES = 500


def field_for(component: Component) -> fields.Field[Any]:
    """The field that reads answers to this component."""
    if component.is_attachment:
        return Attachments(allow_none=True)
    if component.kind == "datetime":
        return _MOMENTS.get(component.source.get("subtype", "date"), Day)(allow_none=True)
    return _FIELDS[component.kind](allow_none=True)


def _refuse(code: str, **details: Any) -> ValidationError:
    return ValidationError([said(code, **details)])  # worded once the language is known


class Text(fields.Field[Any]):
    """Text of several lines; nothing but white space counts as no answer."""

    longest = MAX_TEXT

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if not isinstance(value, str):
            raise _refuse("not_text")
        if any((ord(letter) < 32 and letter not in "\n\r\t") or 0xD800 <= ord(letter) < 0xE000 for letter in value):
            raise _refuse("characters")
        if len(value) > self.longest:
            raise _refuse("too_long", max=self.longest)
        return value if value.strip() else None


class Line(Text):
    """Text of one line, without the white space around it."""

    longest = MAX_LINE

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is not None and any(letter in text.strip() for letter in "\n\r\t"):
            raise _refuse("one_line")
        return text and text.strip()


class Number(fields.Field[Any]):
    """An exact decimal, read from the shortest digits that mean the number sent."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal | None:
        if isinstance(value, str) and not value.strip():
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise _refuse("not_a_number")
        if (isinstance(value, float) and not math.isfinite(value)) or len(str(value)) > 40:
            raise _refuse("not_a_number")
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation as error:
            raise _refuse("not_a_number") from error
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise _refuse("not_a_number")
        if isinstance(value, float) and len(number.normalize().as_tuple().digits) > 15:
            raise _refuse("precision")
        return number


class Tick(fields.Field[Any]):
    """A box; not ticked and never touched are the same."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise _refuse("not_a_boolean")
        return value


class Choice(fields.Field[Any]):
    """One of the options; whether it is one is asked when the options are known."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value == "" else _scalar(value)


class Choices(fields.Field[Any]):
    """Several of the options, each once, in the order given."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > MAX_CHOICES:
            raise _refuse("not_a_list")
        chosen: list[Any] = []
        for item in map(_scalar, value):
            if item not in chosen:
                chosen.append(item)
        return chosen


class Attachments(fields.Field[Any]):
    """The ids of files uploaded before."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > MAX_CHOICES:
            raise _refuse("not_a_list")
        return list(dict.fromkeys(map(self._id, value)))

    @staticmethod
    def _id(value: Any) -> str:
        try:
            return str(UUID(value))
        except (ValueError, TypeError, AttributeError) as error:
            raise _refuse("not_an_attachment") from error


class _Iso(fields.Field[Any]):
    """What is read from an ISO 8601 text."""

    kind: type[date | time] = date
    code = "not_a_date"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value == "":
            return None
        if not isinstance(value, str) or len(value) > 40 or (self.kind is date and len(value) != 10):
            raise _refuse(self.code)
        try:
            return self.kind.fromisoformat(value)
        except ValueError as error:
            raise _refuse(self.code) from error


class Day(_Iso):
    """A date."""


class Hour(_Iso):
    """A time of day."""

    kind = time
    code = "not_a_time"


class Moment(_Iso):
    """A date and time; without an offset it means Shanghai."""

    kind = datetime
    code = "not_a_datetime"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and 0 < len(value) < 16:
            raise _refuse(self.code)
        return super()._deserialize(value, attr, data, **kwargs)


_MOMENTS: Mapping[Any, type[fields.Field[Any]]] = {"date": Day, "time": Hour, "datetime": Moment}
_FIELDS: Mapping[str, type[fields.Field[Any]]] = {
    "textfield": Line, "textarea": Text, "number": Number, "checkbox": Tick,
    "select": Choice, "radio": Choice, "checklist": Choices, "taglist": Choices,
}


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Number().deserialize(value)
    if not isinstance(value, str) or len(value) > MAX_LINE:
        raise _refuse("not_a_choice")
    return value
