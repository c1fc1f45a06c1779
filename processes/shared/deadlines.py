"""From a rule of the deadline table (D11) to a moment: how much, in which unit, and where it rolls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from processes.kit import Calendar, closing


def due_by(rule: Mapping[str, Any], start: date, calendar: Calendar) -> datetime:
    """The close of business of the last day; the day of service is not counted."""
    return closing(last_day(rule, start, calendar))


def last_day(rule: Mapping[str, Any], start: date, calendar: Calendar) -> date:
    """The day itself: months are clamped to the end of the month, days that are no working days roll."""
    count = int(rule["n"])
    if rule["unit"] == "working_days":
        return calendar.add_working_days(start, count)
    day = calendar.add_months(start, count) if rule["unit"] == "months" else start + timedelta(days=count)
    return calendar.previous_working_day(day) if rule["roll"] == "back" else calendar.next_working_day(day)
