"""The yearly calls, as the call that was planned and published has put them on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from processes.kit import Ports, Reading, Record, function

KIND = "cycle"
LOCAL = "local"        # the origin of what belongs to a region's own layout (article 4)


@dataclass(frozen=True)
class Cycle:
    """One year's call: first and last day to apply, and what that call asks beyond the rules."""

    id: str
    opens: date
    closes: date
    application_enterprise: bool = False
    fields: Sequence[str] = ()
    sessions: int | None = None


def cycle(ports: Ports | Reading, cycle_id: str | None) -> Cycle | None:
    """A call by its key, which is its year."""
    record = ports.records.get(KIND, cycle_id) if cycle_id else None
    return _cycle(record) if record else None


def open_cycle(ports: Ports | Reading, day: date) -> Cycle | None:
    """The published call of the programme that takes applications on that day; None if there is none."""
    return next((call for call, origin in _open_calls(ports, day) if origin != LOCAL), None)


def local_call_of(ports: Ports | Reading, need: Record, day: date) -> Cycle | None:
    """The region's own call that a need belongs to, if it takes applications on that day."""
    return next((call for call, origin in _open_calls(ports, day) if origin == LOCAL and call.id == need.data.get("cycle_id")), None)


def _open_calls(ports: Ports | Reading, day: date) -> list[tuple[Cycle, str | None]]:
    published = ((_cycle(record), record.data.get("origin")) for record in ports.records.find(KIND, state="published"))
    return [(call, origin) for call, origin in published if call.opens <= day <= call.closes]


@function("open cycle", given="reading")
def open_cycle_on(reading: Reading, day: date) -> str | None:
    """The call that takes applications on that day; null if none is open."""
    found = open_cycle(reading, day)
    return found.id if found else None


@function("open local call", given="reading")
def open_local_call_on(reading: Reading, day: date) -> str | None:
    """A region's own call that takes applications on that day; null if none is open."""
    return next((call.id for call, origin in _open_calls(reading, day) if origin == LOCAL), None)


def _cycle(record: Record) -> Cycle:
    data = record.data
    return Cycle(
        record.key,
        data["opens"],
        data["closes"],
        application_enterprise=data.get("application_enterprise") is True,
        fields=tuple(data.get("fields") or ()),
        sessions=int(data["sessions"]) if data.get("sessions") is not None else None,
    )
