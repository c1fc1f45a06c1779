"""What the operations of an evaluation read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Batch:
    """Needs that are evaluated together."""

    batch_id: str
    need_ids: Sequence[str] = field(default_factory=tuple)
    title: str = ""
    panels: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Judged:
    """Needs with their results, and those that were chosen for the list."""

    batch_id: str
    judged: Sequence[Mapping[str, Any]]
    chosen: Sequence[str] = field(default_factory=tuple)
    list_note: str = ""
