"""What the operations of a disbursement read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Payment:
    """A tranche that the lead unit asks for."""

    project_id: str
    tranche: Decimal
    amount: Decimal
    payment_id: str = ""
    evidence: Sequence[str] = field(default_factory=list)
    evidence_note: str = ""
    bank_account: str = ""
    bank_name: str = ""
    title: str = ""
    region: str | None = None
    lead_unit: str = ""
    obstacles: Sequence[Mapping[str, Any]] = field(default_factory=list)
    payment_note: str | None = None
