"""What an entry in the credit record reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """An event of a project and the unit it is held against."""

    credit_event: str
    project_id: str
    lead_unit: str
    region: str
    title: str = ""
