"""What the operations of a guideline read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Guideline:
    """A year's guideline."""

    cycle_id: str
    title: str
    closes_on: date
    experts: Sequence[Mapping[str, Any]] = ()
