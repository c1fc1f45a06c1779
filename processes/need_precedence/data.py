"""What the operations of the precedence on a need read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Claim:
    """A proposal that has just been submitted on a need."""

    proposal_id: str
    need_id: str


@dataclass(frozen=True)
class Judged:
    """The proposals on a need, and the way that the table has found for each."""

    proposal_id: str
    need_id: str
    claims: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    ways: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
