"""What the operations of a release read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Proposed:
    """Files that a designer has put forward, with what is different in them."""

    release_id: str
    proposed_by: str
    files: Sequence[Mapping[str, Any]]
    note: str = ""
    source: str = ""
    changes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Signed:
    """The same with what the authorities have said."""

    release_id: str
    proposed_by: str
    files: Sequence[Mapping[str, Any]]
    note: str = ""
    signatures: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
