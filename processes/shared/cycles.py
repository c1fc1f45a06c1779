"""The yearly calls, as the call that was planned and published has put them on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from processes.kit import Ports, Reading, Record, function

KIND = "cycle"


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
    """The published call that takes applications on that day; None if there is none."""
    published = (_cycle(record) for record in ports.records.find(KIND, state="published"))
    return next((each for each in published if each.opens <= day <= each.closes), None)


@function("open cycle", given="reading")
def open_cycle_on(reading: Reading, day: date) -> str | None:
    """The call that takes applications on that day; null if none is open."""
    found = open_cycle(reading, day)
    return found.id if found else None


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
