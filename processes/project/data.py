"""What the operations of a project read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Project:
    """A project with the dates it runs by."""

    project_id: str
    lead_unit: str
    region: str
    title: str = ""
    proposal_id: str = ""
    start_date: date | None = None
    end_date: date | None = None
    contract_no: str | None = None
    signed_at: datetime | None = None
    conclusion: str = ""
    change_id: str | None = None
    termination_reason: Any = None
    moved: bool = False
    notice_date: date | None = None
