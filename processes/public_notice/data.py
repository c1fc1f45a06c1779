"""What the operations of a public notice read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Announced:
    """What is to be published: subjects as {key, title, unit}; subject_kind is the type of their records, if they have any."""

    notice_id: str
    notice_title: str = ""
    subject_kind: str = ""
    subjects: Sequence[Mapping[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Notice:
    """A notice that is published, and what has just been heard about it."""

    notice_id: str
    notice_key: str
    subjects: Sequence[Mapping[str, Any]] = field(default_factory=list)
    objection: Mapping[str, Any] = field(default_factory=dict)
    closing: Mapping[str, Any] = field(default_factory=dict)
