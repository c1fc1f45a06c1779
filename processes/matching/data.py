"""What the operations of matching read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Matching:
    """A published need that looks for solvers."""

    need_id: str
    demand_unit: str
    title: str = ""
    status: str = "unsolved"
    n_matched: Decimal = Decimal(0)
    matched_before: Decimal = Decimal(0)
    applied: bool = False
    next_feedback: datetime | None = None
    last_confirmed: date | None = None
