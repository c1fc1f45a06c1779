"""What the operations of an award batch read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Batch:
    """A batch with its lists; an entry is a candidate with its money and its reason."""

    batch_id: str
    session_id: str = ""
    candidates: Entries = field(default_factory=list)
    entries: Entries = field(default_factory=list)
    listed: Entries = field(default_factory=list)
    waiting: Entries = field(default_factory=list)
    confirmations: Entries = field(default_factory=list)
    noticed: Entries = field(default_factory=list)
    pending: Entries = field(default_factory=list)
    declined: Entries = field(default_factory=list)
    approval: str = ""
    notice_from: date | None = None
    notice_to: date | None = None
    closing: Mapping[str, Any] = field(default_factory=dict)
