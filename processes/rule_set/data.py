"""What the operations of a rule set read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Watched:
    """A rule set whose end comes nearer."""

    rule_set_id: str
    title: str = ""
    valid_to: date | None = None
    succession: str = ""
    new_valid_to: date | None = None
    successor: str = ""
