"""Named checks that a drawing's forms may ask for with the property `jiebang:validator`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app import feel

Validator = Callable[[Any, "feel.Environment | None"], bool]

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONES = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}|(?:0\d{2,3}-?)?[2-8]\d{6,7}(?:-\d{1,6})?|400-?\d{3}-?\d{4}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


def is_uscc(value: Any, environment: feel.Environment | None = None) -> bool:
    """统一社会信用代码, 18 characters, the last one a check digit modulo 31 (GB 32100)."""
    if not isinstance(value, str) or len(value) != 18 or any(letter not in _USCC for letter in value):
        return False
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(value[:17]))
    return _USCC[-total % 31] == value[17]


def is_resident_id(value: Any, environment: feel.Environment | None = None) -> bool:
    """公民身份号码, 18 characters with a real birthday and a check digit modulo 11-2 (GB 11643)."""
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", value):
        return False
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value, _RESIDENT_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == value[17]


def is_phone(value: Any, environment: feel.Environment | None = None) -> bool:
    """A mainland mobile or landline number, with or without area code and extension."""
    return isinstance(value, str) and bool(_PHONES.fullmatch(value))


def is_email(value: Any, environment: feel.Environment | None = None) -> bool:
    """An address that a mail gateway will take."""
    return isinstance(value, str) and len(value) <= 254 and bool(_EMAIL.fullmatch(value))


def is_working_day(value: Any, environment: feel.Environment | None = None) -> bool:
    """A working day of the calendar in force."""
    if environment is None or environment.calendar is None:
        raise ValueError("the validator working_day needs an environment with a calendar")
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and environment.working_days().is_working_day(day)


VALIDATORS: dict[str, Validator] = {
    "uscc": is_uscc,
    "resident_id": is_resident_id,
    "phone": is_phone,
    "email": is_email,
    "working_day": is_working_day,
}
