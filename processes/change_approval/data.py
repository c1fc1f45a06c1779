"""What the operations of an approval read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Approval:
    """A change that waits for its approval."""

    change_id: str
    project_id: str
