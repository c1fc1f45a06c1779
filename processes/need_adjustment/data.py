"""What the operations of an adjustment read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Adjustment:
    """A need and what is to change in its tasks."""

    need_id: str
    adjusted_tasks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    reason: str = ""
