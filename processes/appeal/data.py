"""What the operation of an appeal reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Appeal:
    """An appeal that has been decided."""

    appeal_id: str
    appeal_title: str = ""
    appeal_outcome: str = "stands"
    appeal_reason: str = ""
    subject_unit: str | None = None
    subject_person: str | None = None
