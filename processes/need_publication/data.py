"""What the operations of a publication read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Listed:
    """Needs whose list has been approved."""

    batch_id: str
    listed_needs: Sequence[Mapping[str, Any]]
    cycle_id: str = ""
