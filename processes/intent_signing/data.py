"""What the operations of an intent read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Intent:
    """A solution that the demand side has settled on."""

    solution_id: str
    need_id: str
    solver_unit: str
    title: str = ""
    task_nos: Sequence[str] = field(default_factory=tuple)
