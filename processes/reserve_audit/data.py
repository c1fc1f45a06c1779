"""What the operations of an audit read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Audit:
    """A need on its way into the reserve pool."""

    need_id: str
    demand_unit: str
    region: str
    title: str = ""
    status: str = "unsolved"
    decision: str = ""
    audit_note: str = ""
    consortium: str = ""
    arrangements: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
