"""What the operations of a proposal read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Opening:
    """What somebody says when starting a proposal."""

    lead_unit: str
    title: str = ""
    region: str | None = None
    proposal_id: str | None = None
    field: str | None = None
    origin: str | None = None
    need_id: str | None = None
    direction: str | None = None


@dataclass(frozen=True)
class Withdrawn:
    """A proposal that its lead unit takes back."""

    proposal_id: str
    lead_unit: str
    title: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Awarded:
    """A proposal that becomes a project."""

    proposal_id: str
    lead_unit: str
    region: str
    title: str = ""
    support: Decimal | None = None
    notice_date: date | None = None
    batch_id: str | None = None
