"""What the operations on the way into a session read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Accepted:
    """A proposal that passed the formal check and looks for a review session."""

    proposal_id: str
    lead_unit: str
    title: str = ""
    formal_at: datetime | None = None
    session_id: str | None = None
