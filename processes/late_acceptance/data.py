"""What the operation of a late acceptance reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Late:
    """A project whose acceptance was not asked for in time."""

    project_id: str
