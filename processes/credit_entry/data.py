"""What the operation of a credit entry reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Event:
    """What happened, whose record it goes into, and what the table says of it."""

    reference: str
    event: str
    grading: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    subject: str = ""
    subject_kind: str = ""
    subject_unit: str | None = None
    region: str | None = None
    subject_person: str | None = None
    wished_years: Decimal | None = None
    appealable: bool = True
