"""What the operations of an application read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Filed:
    """A proposal on its way."""

    proposal_id: str
    lead_unit: str
    title: str = ""
    region: str | None = None
