"""What the operations of the scoring read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Scoring:
    """The proposals of a session while experts score them."""

    session_id: str
    proposals: Sequence[str] = field(default_factory=list)
    short: Sequence[str] = field(default_factory=list)
    review_rounds: Decimal = Decimal(0)
    review_due: datetime | None = None
