"""What an answer must keep to: lengths, ranges, patterns, choices and named validators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app import feel
from app.forms.components import Component
from app.forms.messages import Quoted, Said, said
from app.forms.validators import VALIDATORS, is_email, is_phone

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_PATTERN_INPUT = 300
MAX_FILES = 20

Message = Said | Quoted
Resolve = Callable[[Any], Any]


def is_missing(component: Component, value: Any) -> bool:
    """Whether a required question is still without an answer."""
    if component.kind == "checkbox":
        return value is not True
    return value is None or value == "" or value == []


def problems(component: Component, value: Any, resolve: Resolve, environment: feel.Environment | None) -> Iterator[Message]:
    """What an answer that was given breaks of form-js's own limits; `resolve` works out those written in FEEL."""
    if component.is_attachment:
        yield from _files(component, value)
    elif component.kind in ("textfield", "textarea"):
        yield from _text(component, value, resolve)
    elif component.kind == "number":
        yield from _number(component, value, resolve)
    elif component.kind == "datetime":
        yield from _moment(component, value, environment)
    elif component.kind in ("select", "radio", "checklist", "taglist"):
        yield from _choice(component, value, resolve)


def options(component: Component, resolve: Resolve) -> list[tuple[Any, str]] | None:
    """The choices as (value, label), or None where they cannot be known here."""
    source = component.source
    if isinstance(source.get("valuesExpression"), str):
        listed = resolve(source["valuesExpression"])
    elif isinstance(source.get("valuesKey"), str):
        listed = resolve("=" + source["valuesKey"])
    else:
        listed = source.get("values")
    if not isinstance(listed, list):
        return None
    return [_option(item) for item in listed]


def _option(item: Any) -> tuple[Any, str]:
    value = item.get("value") if isinstance(item, Mapping) else item
    label = item.get("label", value) if isinstance(item, Mapping) else item
    return (_exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else value), str(label)


def _text(component: Component, value: str, resolve: Resolve) -> Iterator[Message]:
    validate = component.validate
    least, most = _bound(validate, "minLength", resolve), _bound(validate, "maxLength", resolve)
    if least is not None and len(value.strip()) < least:
        yield said("too_short", min=least)
    if most is not None and len(value.strip()) > most:
        yield said("too_long", max=most)
    pattern = validate.get("pattern")
    if isinstance(pattern, str) and pattern and not _matches(pattern, value):
        yield Quoted(validate["patternErrorMessage"]) if validate.get("patternErrorMessage") else said("pattern")
    if validate.get("validationType") == "email" and not is_email(value):
        yield said("email")
    if validate.get("validationType") == "phone" and not (is_phone(value) or re.fullmatch(r"\+[1-9][0-9]{6,14}", value)):
        yield said("phone")


def _matches(pattern: str, value: str) -> bool:
    return len(value) <= MAX_PATTERN_INPUT and bool(_compiled(pattern).search(value))


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _number(component: Component, value: Decimal, resolve: Resolve) -> Iterator[Message]:
    validate = component.validate
    least, most = _bound(validate, "min", resolve), _bound(validate, "max", resolve)
    if least is not None and value < least:
        yield said("too_small", min=least)
    if most is not None and value > most:
        yield said("too_large", max=most)
    digits = component.source.get("decimalDigits")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(digits, int) and isinstance(exponent, int) and -exponent > digits:
        yield said("decimals", max=digits) if digits else said("integer")


def _bound(validate: Mapping[str, Any], name: str, resolve: Resolve) -> Decimal | None:
    return _exact(resolve(validate.get(name)))


def _exact(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _moment(component: Component, value: Any, environment: feel.Environment | None) -> Iterator[Message]:
    if not component.source.get("disallowPassedDates") or not isinstance(value, date):
        return
    if environment is None:
        raise ValueError("a form with dates that must not be past needs an environment")
    today = environment.now.astimezone(SHANGHAI).date()
    day = value.date() if isinstance(value, datetime) and value.tzinfo is None else value
    if isinstance(day, datetime):
        day = day.astimezone(SHANGHAI).date()
    if day < today:
        yield said("past")


def _choice(component: Component, value: Any, resolve: Resolve) -> Iterator[Message]:
    known = options(component, resolve)
    if known is None:
        return
    allowed = {(type(option), option) for option, _ in known if isinstance(option, str | bool | Decimal)}
    if any((type(item), item) not in allowed for item in (value if isinstance(value, list) else [value])):
        yield said("not_a_choice")


def _files(component: Component, value: list[str]) -> Iterator[Message]:
    most = max_files(component)
    if len(value) > most:
        yield said("too_many_files", max=most)


def max_files(component: Component) -> int:
    """How many attachments the field takes: its property `jiebang:maxCount`, else one or twenty."""
    written = component.property("maxCount") or ""
    if written.isdigit():
        return int(written)
    return MAX_FILES if component.source.get("multiple") or component.kind != "filepicker" else 1


def named(component: Component, value: Any, environment: feel.Environment | None) -> Iterator[Message]:
    """What the component's named validator finds."""
    name = component.property("validator")
    if name in VALIDATORS and not VALIDATORS[name](value, environment):
        yield said(name)
