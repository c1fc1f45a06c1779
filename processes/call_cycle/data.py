"""What the operations of a yearly cycle read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Plan:
    """What the promotion group says when it starts a year."""

    year: str
    title: str
    opens_on: date
    closes_on: date
    fields: Sequence[str] = ()
    sessions: Decimal | None = None
    application_enterprise: bool = False


@dataclass(frozen=True)
class Year:
    """A year that runs."""

    cycle_id: str
    closes_on: date | None = None
    extension: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
