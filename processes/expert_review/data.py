"""What the operations of one expert's review read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Review:
    """One expert's turn at one proposal."""

    session_id: str
    proposal_id: str
    expert: str
    title: str = ""
    review_due: datetime | None = None
    total: Decimal | None = None
    recommendation: str = ""
    scores: Mapping[str, Any] = field(default_factory=dict)
    reply: str = ""
    conflict: str = ""

    @property
    def key(self) -> str:
        return f"{self.session_id}/{self.proposal_id}/{self.expert}"
