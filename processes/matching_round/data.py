"""What the operations of a round read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Round:
    """A round and what the demand side decided in it."""

    need_id: str
    title: str = ""
    mode: str = "written"
    solutions: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    choices: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    attendees: str = ""
    refined: str = ""
