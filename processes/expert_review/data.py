"""What the operations of one expert's review read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from processes.shared.scores import score_key


@dataclass(frozen=True)
class Review:
    """One expert's turn at one proposal; without an expert it is a seat that is still vacant."""

    session_id: str
    proposal_id: str
    expert: str | None = None
    title: str = ""
    review_due: datetime | None = None
    total: Decimal | None = None
    recommendation: str = ""
    scores: Mapping[str, Any] = field(default_factory=dict)
    commitment: Mapping[str, Any] = field(default_factory=dict)
    reply: str = ""
    conflict: str = ""
    pool: Sequence[Mapping[str, Any]] = field(default_factory=list)
    judged: Sequence[Sequence[str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return score_key(self.session_id, self.proposal_id, self.expert or "")
