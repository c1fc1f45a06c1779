"""Moments of a day as people there keep them: the office opens, the office closes, the day begins (Shanghai time)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def morning(day: date) -> datetime:
    """Nine o'clock, when reminders go out."""
    return datetime.combine(day, time(9), SHANGHAI)


def closing(day: date) -> datetime:
    """Five in the afternoon, when whatever is due that day is due."""
    return datetime.combine(day, time(17), SHANGHAI)


def midnight(day: date) -> datetime:
    """The first moment of the day."""
    return datetime.combine(day, time(0), SHANGHAI)
