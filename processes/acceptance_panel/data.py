"""What the operation of an acceptance panel reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Called:
    """A project whose acceptance experts have been drawn."""

    project_id: str
    draw_id: str = ""
    members: Sequence[str] = field(default_factory=list)
