"""What the operations of a session's work read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Work:
    """A session that takes proposals and has them reviewed; a panel is {proposals, experts}."""

    session_id: str
    received: Mapping[str, Any] = field(default_factory=dict)
    proposals: Sequence[str] = field(default_factory=list)
    groups: Sequence[Mapping[str, Any]] = field(default_factory=list)
    panels: Sequence[Mapping[str, Any]] = field(default_factory=list)
