"""What the operations of an annual report read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Report:
    """A report of one year of one project."""

    project_id: str
    lead_unit: str
    region: str
    report_year: Decimal
    report_day: date
    title: str = ""
    excuse_reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.project_id}-{self.report_year}"
