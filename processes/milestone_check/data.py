"""What the operations of a milestone check read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Stage:
    """One stage of one project."""

    project_id: str
    lead_unit: str
    region: str
    stage_no: Decimal
    title: str = ""
    stage_goal: str | None = None
    stage_due: date | None = None
    stage_fund: Decimal | None = None
    stage_rectifications: Decimal = Decimal(0)
    stage_solver: str | None = None
    stage_note: str | None = None
    money_release: Decimal | None = None
    assessments: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.project_id}-M{self.stage_no}"
