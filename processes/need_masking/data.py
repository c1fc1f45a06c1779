"""What the check of a wording reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Masked:
    """A wording that is about to be published."""

    need_id: str
    demand_unit: str
