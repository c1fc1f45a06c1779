"""What the operations of a local call read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Plan:
    """What a region's officer says when planning a call of the region's own."""

    region: str
    title: str
    closes_on: date
    requirements: str = ""


@dataclass(frozen=True)
class LocalCall:
    """A local call that runs."""

    cycle_id: str
    region: str
    title: str = ""
    call_note: str = ""
    need_ids: Sequence[str] = ()
