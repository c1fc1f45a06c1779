"""What the operations of a draw read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A panel that is being drawn: for which subjects, how many experts, and who has accepted so far."""

    draw_id: str
    subjects: Sequence[str]
    wanted: Decimal
    draw_title: str = ""
    session_id: str = ""
    subject_type: str = "proposal"
    specialty: str | None = None
    draws: Decimal = Decimal(0)
    panel: Sequence[str] = field(default_factory=list)
    shortage_note: str = ""


@dataclass(frozen=True)
class Lot:
    """One draw: the pool, what the table says of everybody in it, and what became of those drawn."""

    draw_id: str
    seed: str
    turn: Decimal
    wanted: Decimal
    draw_title: str = ""
    session_id: str = ""
    subjects: Sequence[str] = field(default_factory=list)
    draws: Decimal = Decimal(0)
    panel: Sequence[str] = field(default_factory=list)
    pool: Sequence[Mapping[str, Any]] = field(default_factory=list)
    judged: Sequence[Sequence[str]] = field(default_factory=list)
    replies: Sequence[Mapping[str, Any]] = field(default_factory=list)
    confirmed_by: str = ""
    witnessed_by: str = ""
