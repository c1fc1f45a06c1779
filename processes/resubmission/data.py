"""What the operations around a supplement read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Supplement:
    """A proposal that must be supplemented, by when and with what."""

    proposal_id: str
    lead_unit: str
    supplement_due: datetime
    title: str = ""
    region: str | None = None
    items: Sequence[Mapping[str, Any]] = field(default_factory=list)
    check_note: str = ""

    @property
    def defects(self) -> list[Mapping[str, Any]]:
        """The items to be cured, warnings left out."""
        return [item for item in self.items if item["severity"] == "fail"]


@dataclass(frozen=True)
class Cure:
    """What was asked, and what is still open after the supplement."""

    proposal_id: str
    items: Sequence[Mapping[str, Any]] = field(default_factory=list)
    remaining: Sequence[Mapping[str, Any]] = field(default_factory=list)
