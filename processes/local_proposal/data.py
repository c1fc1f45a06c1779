"""What the operations of a local proposal read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opening:
    """What somebody says when starting a local proposal."""

    lead_unit: str
    title: str
    need_id: str
    field: str | None = None


@dataclass(frozen=True)
class Decided:
    """A local proposal that the region has decided on."""

    proposal_id: str
    lead_unit: str
    title: str = ""
    local_note: str = ""
