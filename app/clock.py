"""What time it is: the only module that reads the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Whoever needs the time is given one of these."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is moved: for scenarios and for trying out what time does."""

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to a moment, which may also lie in the past."""
        self._now = _utc(moment)

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self._now += duration


@dataclass(frozen=True)
class ShiftedClock:
    """Runs as another clock does, a fixed distance ahead of it or behind."""

    base: Clock
    offset: timedelta

    def now(self) -> datetime:
        return self.base.now() + self.offset


def _utc(moment: datetime) -> datetime:
    """Naive moments are what people write down, so they are read as Shanghai time."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


class ProgrammeClock:
    """Runs as the machine's clock does, moved forward by what somebody decided: the clock of the demo."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return SystemClock().now() + self.offset

    def move_to(self, moment: datetime) -> timedelta:
        """Sets the offset so that it is that moment now; returns the offset."""
        self.offset = _utc(moment) - SystemClock().now()
        return self.offset
