"""What the checker looks at: records with their versions, documents, and the rows that say what instances wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSING = time(17)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Violation:
    """A rule that a record does not keep."""

    rule: str
    article: str
    key: str
    what: str


@dataclass(frozen=True)
class Evidence:
    """Everything that was read from a database, as it stands there."""

    read: Mapping[str, Any]

    def of(self, type: str) -> list[Row]:
        """The records of a type."""
        return self._by_type.get(type, [])

    def one(self, type: str, key: str) -> Row | None:
        """One record."""
        return self._by_key.get((type, key))

    def versions(self, type: str, key: str) -> Sequence[Row]:
        """All versions of a record, the oldest first."""
        return self._versions.get((type, key), ())

    def became(self, type: str, *states: str) -> Iterator[Row]:
        """The versions with which records of a type came into one of these states."""
        for (kind, _), versions in self._versions.items():
            before = None
            for version in versions if kind == type else ():
                if version["state"] in states and before not in states:
                    yield version
                before = version["state"]

    def works(self, day: date) -> bool:
        """Whether it is a working day: what the country has said, else whether it is not a weekend."""
        return bool(self.read["calendar"].get(day, day.weekday() < 5))

    def working_day_after(self, day: date, count: int) -> date:
        """The working day that many of them after a day."""
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def working_days(self, first: date, last: date) -> int:
        """How many working days there are, both ends included."""
        return sum(self.works(first + timedelta(days=each)) for each in range((last - first).days + 1))

    @cached_property
    def _by_type(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.read["records"]:
            found[row["type"]].append(row)
        return found

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], Row]:
        return {(row["type"], row["key"]): row for row in self.read["records"]}

    @cached_property
    def _versions(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in sorted(self.read["versions"], key=lambda row: row["version"]):
            found[row["type"], row["key"]].append(row)
        return found


def day_of(value: Any) -> date:
    """The day of a moment in Shanghai, or the day itself."""
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value


def closing(day: date) -> datetime:
    """Five in the afternoon."""
    return datetime.combine(day, CLOSING, SHANGHAI)


def months_after(day: date, months: int) -> date:
    """The same day so many months later or earlier, the last of the month where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
