"""What the operations of a review session read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Plan:
    """What the agency says when it plans a session."""

    intake_close: datetime
    title: str = ""
    meeting_date: date | None = None
    session_id: str | None = None


@dataclass(frozen=True)
class Session:
    """A session on its way."""

    session_id: str
    title: str = ""
    session_approved: bool = False
    cancellation: Mapping[str, Any] = field(default_factory=dict)
