"""Dates, times and durations as text (ISO 8601 as FEEL uses it, DMN 1.5, 10.3.2.3.4 and following)."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.clock import SHANGHAI
from app.feel.far import FarMoment, combined, far_date, moved
from app.feel.values import Months

_DATE = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z_+\-0-9]+(?:/[A-Za-z_+\-0-9]+)*)?", re.ASCII
)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
_DURATION = re.compile(
    r"(-)?P(?:(\d{1,12})D)?(T(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12}(?:\.\d*)?)S)?)?", re.ASCII
)
MAX_OFFSET = timedelta(hours=18)


def parse_date(text: str) -> Any:
    """``2024-09-14``; the year may have up to nine digits and a minus. Raises ValueError."""
    if not (match := _DATE.fullmatch(text)):
        raise ValueError("not a date")
    return far_date(*map(int, match.groups()))


def parse_time(text: str) -> time:
    """``17:00:00``, perhaps with a fraction and ``Z``, ``+08:00`` or ``@Asia/Shanghai``. Raises ValueError."""
    if not (match := _TIME.fullmatch(text)):
        raise ValueError("not a time")
    hour, minute, second, fraction, zone = match.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    if (hour, minute, second, microsecond) == ("24", "00", "00", 0):
        hour = "0"
    return time(int(hour), int(minute), int(second), microsecond, parse_zone(zone))


def parse_datetime(text: str) -> Any:
    """``2024-09-14T17:00:00`` with the endings of a time; a date alone means its first moment. Raises ValueError."""
    day, separator, clock = text.partition("T")
    moment = combined(parse_date(day), parse_time(clock) if separator else time())
    return moved(moment, lambda near: near + timedelta(days=1)) if clock.startswith("24") else moment


def parse_duration(text: str) -> timedelta | Months:
    """``P14M`` or ``P3DT2H``. Raises ValueError for anything else and OverflowError for what is too long."""
    if (match := _MONTHS.fullmatch(text)) and (match[2] or match[3]):
        return Months((int(match[2] or 0) * 12 + int(match[3] or 0)) * (-1 if match[1] else 1))
    match = _DURATION.fullmatch(text)
    if not match or not any(match.group(2, 4, 5, 6)) or match[3] == "T":
        raise ValueError("not a duration")
    microseconds = int(Decimal(match[6] or 0) * 1_000_000)
    length = timedelta(
        days=int(match[2] or 0), hours=int(match[4] or 0), minutes=int(match[5] or 0), microseconds=microseconds
    )
    return -length if match[1] else length


def parse_temporal(text: str) -> Any:
    """Whatever an ``@"..."`` literal stands for. Raises ValueError."""
    if text.startswith(("P", "-P")):
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_datetime(text)
    return parse_time(text) if ":" in text else parse_date(text)


def parse_zone(text: str | None) -> tzinfo | None:
    """``Z``, ``+08:00`` or ``@Asia/Shanghai``. Raises ValueError."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return UTC if text == "@Z" else ZoneInfo(text[1:])
        except (KeyError, OSError) as error:
            raise ValueError("not a time zone") from error
    hours, minutes, seconds = (*map(int, text[1:].split(":")), 0)[:3]
    return zone_of(timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text[0] == "-" else 1))


def zone_of(offset: timedelta) -> tzinfo:
    """A fixed distance from UTC. Raises ValueError beyond 18 hours."""
    if abs(offset) > MAX_OFFSET:
        raise ValueError("not a time zone")
    return timezone(offset) if offset else UTC


def instant(value: Any) -> Any:
    """The moment itself; without a zone it is a moment in Shanghai."""
    if isinstance(value, FarMoment):
        return moved(value, instant)
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)


def date_text(value: Any) -> str:
    """As FEEL writes a date."""
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def time_text(value: Any) -> str:
    """As FEEL writes a time."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{_zone_text(value)}"


def datetime_text(value: Any) -> str:
    """As FEEL writes a date and time."""
    return f"{date_text(value)}T{time_text(value)}"


def duration_text(value: timedelta) -> str:
    """As FEEL writes a days and time duration: the shortest form, ``PT0S`` for none."""
    total = abs(value)
    seconds, minutes, hours = total.seconds % 60, total.seconds // 60 % 60, total.seconds // 3600
    fraction = f".{total.microseconds:06}".rstrip("0") if total.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{total.days}D" if total.days else "") + (f"T{clock}" if clock else "") or "T0S"
    return ("-P" if value < timedelta() else "P") + text


def zone_name(value: Any) -> str | None:
    """The name of the time zone, if it has one."""
    return getattr(value.tzinfo, "key", None)


def _zone_text(value: Any) -> str:
    if value.tzinfo is None:
        return ""
    if name := zone_name(value):
        return "@" + name
    offset = value.utcoffset() or timedelta()
    if not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return ("-" if offset < timedelta() else "+") + text
