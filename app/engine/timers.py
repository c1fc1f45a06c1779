"""When a timer is due: ISO 8601 texts and FEEL values, on the calendar of Asia/Shanghai, stored in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from app import feel
from app.calendar import add_months
from app.clock import SHANGHAI
from app.engine.errors import EngineError

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d{0,6})/(?:(?P<start>[^P/][^/]*)/)?(?P<period>P[^/]+)(?:/(?P<end>[^/]+))?")


class BadTimer(EngineError):
    """“{text}” is not a moment, duration or cycle that a timer understands."""

    code = "timer-text"
    zh = "“{text}”不是计时器能理解的时间、时长或循环。"


@dataclass(frozen=True)
class Period:
    """A length of time; months are counted on the calendar, the rest is exact."""

    months: int = 0
    exact: timedelta = timedelta()

    def turn(self, start: datetime, moment: datetime) -> int:
        """The first turn, counted from 0 at the start, that does not lie before a moment; found without walking there."""
        longest = timedelta(days=31) * self.months + self.exact
        turn = max((moment - start) // longest, 0)
        while self.after(start, turn) < moment:
            turn += 1
        return turn

    def after(self, start: datetime, times: int = 1) -> datetime:
        """The moment `times` periods after a start, month ends clamped; always counted from the start."""
        try:
            local = start.astimezone(SHANGHAI)
            day = add_months(local.date(), self.months * times)
            moved = datetime.combine(day, local.timetz().replace(tzinfo=None), SHANGHAI)
            return (moved + self.exact * times).astimezone(timezone.utc)
        except (OverflowError, ValueError) as error:
            raise BadTimer(text=f"{self.months}M {self.exact}") from error


@dataclass(frozen=True)
class Cycle:
    """A repeating timer: `times` None means for ever."""

    period: Period
    start: datetime | None = None
    times: int | None = None
    end: datetime | None = None


def moment(value: Any) -> datetime:
    """The UTC moment of a FEEL value or ISO text; a date means its first moment in Shanghai.

    Raises BadTimer for anything else, and for moments that UTC cannot write (outside the years 1 to 9999).
    """
    if isinstance(value, str):
        value = read_moment(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise BadTimer(text=str(value))
    try:
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(timezone.utc)
    except OverflowError as error:
        raise BadTimer(text=value.isoformat()) from error


def read_moment(text: str) -> date | datetime:
    """The date or date and time of an ISO text; raises BadTimer."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        if re.match(r"\d{4}-\d{2}-\d{2}T", text):
            return datetime.fromisoformat(re.sub(r"\[[\w/]+\]$", "", text))
    except ValueError:
        pass
    raise BadTimer(text=text)


def period(value: Any) -> Period:
    """The length of a FEEL duration or ISO text; raises BadTimer for anything else and for lengths of zero."""
    if isinstance(value, timedelta) and value > timedelta():
        return Period(exact=value)
    if isinstance(value, feel.Months) and value.count > 0:
        return Period(months=value.count)
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        if match:
            part = {name: float(number) for name, number in match.groupdict().items() if number}
            months = int(part.pop("years", 0) * 12 + part.pop("months", 0))
            found = Period(months, timedelta(**part))
            if found != Period():
                return found
    raise BadTimer(text=str(value))


def cycle(value: Any) -> Cycle:
    """A repetition such as R3/P7D or R/2024-10-01T09:00:00+08:00/P1M; a bare duration repeats for ever."""
    if isinstance(value, str):
        match = _CYCLE.fullmatch(value.strip())
        if match:
            return Cycle(
                period(match["period"]), moment(match["start"]) if match["start"] else None,
                int(match["times"]) if match["times"] else None, moment(match["end"]) if match["end"] else None,
            )
        if value.strip().startswith("R"):
            raise BadTimer(text=value)
    return Cycle(period(value))
