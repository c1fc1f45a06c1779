"""What the operations of a running project read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Running:
    """A project under contract with the dates it runs by."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    start_date: date | None = None
    end_date: date | None = None
    change_id: str | None = None
    suspension_reason: str = ""
