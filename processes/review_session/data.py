"""What the operations of a review session read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
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
    proposals: Sequence[str] = field(default_factory=list)
    short: Sequence[str] = field(default_factory=list)
    postponed: Sequence[str] = field(default_factory=list)
    review_rounds: Decimal = Decimal(0)
    draws: Decimal = Decimal(0)
    experts_each: Decimal | None = None
    groups: Sequence[Mapping[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Panel:
    """The ranking that the panel saw, and what it changed."""

    session_id: str
    ranking: Sequence[Mapping[str, Any]] = field(default_factory=list)
    overrides: Sequence[Mapping[str, Any]] = field(default_factory=list)
    postponed: Sequence[str] = field(default_factory=list)
    minutes: str = ""
