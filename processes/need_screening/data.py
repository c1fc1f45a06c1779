"""What the operations of a screening read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screened:
    """A need that is being screened."""

    need_id: str
    demand_unit: str
    title: str = ""
    screening_note: str = ""
