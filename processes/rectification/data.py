"""What the operations of a rectification read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Rectifying:
    """An acceptance that asks for rectification, and the rule for how long it takes."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    rectifications: Decimal = Decimal(0)
    rectification_items: str = ""
    window: Mapping[str, Any] = field(default_factory=dict)
