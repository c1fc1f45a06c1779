"""What process code may reach: business records, numbers, documents, notices, the calendar and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol

from processes.kit.data import Parameter, Programme
from processes.kit.errors import JobFailed


@dataclass(frozen=True)
class Record:
    """One business record as it stands: a proposal, a project, a unit, an expert …"""

    type: str
    key: str
    title: str
    region: str | None
    unit: str | None
    state: str
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


class KeptRecords(Protocol):
    """Business records as they are read."""

    def get(self, type: str, key: str) -> Record | None: ...

    def find(self, type: str, **equals: Any) -> Sequence[Record]: ...


class Records(KeptRecords, Protocol):
    """Business records, each with a history of versions."""

    def create(
        self,
        type: str,
        key: str,
        *,
        title: str,
        region: str | None = None,
        unit: str | None = None,
        state: str,
        data: Mapping[str, Any],
    ) -> Record: ...

    def update(
        self,
        type: str,
        key: str,
        *,
        state: str | None = None,
        title: str | None = None,
        data: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> Record: ...


class Numbers(Protocol):
    """Gapless numbers, one series a kind."""

    def next(self, kind: str) -> int: ...


class Documents(Protocol):
    """Official documents, made from a template and kept with their hash."""

    def issue(
        self,
        template: str,
        *,
        record: tuple[str, str],
        values: Mapping[str, Any],
        to_unit: str | None = None,
        signed_in: Sequence[str] = (),
    ) -> Mapping[str, Any]: ...


class Notices(Protocol):
    """Messages to people, in the portal and as a courtesy copy by mail."""

    def send(
        self,
        template: str,
        values: Mapping[str, Any],
        *,
        unit: str | None = None,
        region: str | None = None,
        role: str | None = None,
        person: str | None = None,
    ) -> None: ...


class Releases(Protocol):
    """Versions of drawings, forms, tables and data that have been signed."""

    def make_current(self, key: str, bases: Mapping[str, int], *, note: str, by: str) -> Mapping[str, Any]: ...


class Calendar(Protocol):
    """Working days, make-up days and holidays included."""

    def is_working_day(self, day: date) -> bool: ...

    def add_working_days(self, day: date, n: int) -> date: ...

    def next_working_day(self, day: date) -> date: ...

    def previous_working_day(self, day: date) -> date: ...

    def deadline(self, day: date, n: int, at: time = time(17)) -> datetime: ...

    def add_months(self, day: date, n: int) -> date: ...


@dataclass(frozen=True)
class Ports:
    """Everything a handler is given besides its typed input."""

    records: Records
    numbers: Numbers
    documents: Documents
    notices: Notices
    releases: Releases
    calendar: Calendar
    parameters: Mapping[str, Parameter]
    programme: Programme
    now: Callable[[], datetime]
    today: Callable[[], date]
    job_id: str

    def record(self, type: str, key: str) -> Record:
        """A record that must be there; raises JobFailed when it is not."""
        found = self.records.get(type, key)
        if found is None:
            raise JobFailed(f"no {type} {key}")
        return found


@dataclass(frozen=True)
class Reading:
    """What a function may look at when it is asked whether something may be started: nothing can be written by it."""

    records: KeptRecords
    programme: Programme
