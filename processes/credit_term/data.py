"""What the operations of a credit entry's term read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """An entry in the credit record."""

    credit_key: str
    title: str = ""
    subject_unit: str | None = None
    subject_person: str | None = None
