"""What the operations of a recovery read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Recovery:
    """A project of which more may have been paid than it may keep; the ground is its conclusion, or a change."""

    project_id: str
    recovery_ground: str
    lead_unit: str
    region: str
    title: str = ""
    payment_id: str = ""
    recovered_amount: Decimal | None = None
