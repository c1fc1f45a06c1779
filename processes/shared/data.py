"""What the shared operations read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Contracting:
    """A project whose contract is being made."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    proposal_id: str = ""
    contract_due: datetime | None = None
    support: Decimal | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    signing_mode: str = ""
    received_copies: Decimal | None = None
    demand_first_payment: Decimal | None = None
    lead_signature: Mapping[str, Any] = field(default_factory=dict)
    partner_signatures: Sequence[Mapping[str, Any]] = field(default_factory=list)
    authority_signature: Mapping[str, Any] = field(default_factory=dict)
    moved: bool = False


@dataclass(frozen=True)
class Accepting:
    """A project on its way through acceptance."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    end_date: date | None = None
    apply_by: datetime | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    solver_payments: Sequence[Mapping[str, Any]] = field(default_factory=list)
    conclusion: str = ""
    rectifications: Decimal = Decimal(0)
