"""What the operations of a change request read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Request:
    """What the lead unit asks for."""

    project_id: str
    kind: str
    reason: str = ""
    new_end_date: date | None = None
    new_units: Sequence[Mapping[str, Any]] = field(default_factory=list)
    new_leader: str | None = None
    new_lead: str | None = None
    new_lead_region: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    new_total: Decimal | None = None
    new_support: Decimal | None = None
    new_indicators: Sequence[Mapping[str, Any]] = field(default_factory=list)
    consents: Sequence[str] = field(default_factory=list)
    change_id: str | None = None
    replace_by: datetime | None = None


@dataclass(frozen=True)
class Decided:
    """A request with what was decided."""

    change_id: str
    project_id: str
    kind: str
    lead_unit: str
    title: str = ""
    region: str | None = None
    new_end_date: date | None = None
    new_units: Sequence[Mapping[str, Any]] = field(default_factory=list)
    new_leader: str | None = None
    new_lead: str | None = None
    new_lead_region: str | None = None
    new_indicators: Sequence[Mapping[str, Any]] = field(default_factory=list)
    new_total: Decimal | None = None
    required_support: Decimal | None = None
    units_after: Sequence[Mapping[str, Any]] = field(default_factory=list)
    extensions_used: Decimal = Decimal(0)
    assessment: Mapping[str, Any] = field(default_factory=dict)
    decision_note: str = ""
