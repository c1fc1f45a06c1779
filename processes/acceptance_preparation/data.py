"""What the operations of the preparation read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Preparation:
    """A project that prepares its acceptance."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    end_date: date | None = None
    compressed: bool = False
