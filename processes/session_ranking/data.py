"""What the operations of the ranking read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Panel:
    """The ranking that the panel sees, and what it changes."""

    session_id: str
    proposals: Sequence[str] = field(default_factory=list)
    postponed: Sequence[str] = field(default_factory=list)
    standings: Entries = field(default_factory=list)
    tiers: Sequence[str] = field(default_factory=list)
    discussions: Sequence[bool] = field(default_factory=list)
    ranking: Entries = field(default_factory=list)
    overrides: Entries = field(default_factory=list)
    reopened: Entries = field(default_factory=list)
    feedback: Entries = field(default_factory=list)
    minutes: str = ""
