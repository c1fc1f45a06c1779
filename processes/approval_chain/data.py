"""What the operations of an approval read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """Something that is sent for approval; a step is {role, scope, region, name}, its scope `joint` means all four regions."""

    subject_id: str
    subject_title: str = ""
    subject_kind: str = ""
    steps: Entries = field(default_factory=list)
    approval_log: Entries = field(default_factory=list)
    prepared_by: str = ""


@dataclass(frozen=True)
class Approval:
    """An approval on its way: the step whose turn it is, and what has just been decided there."""

    subject_id: str
    steps: Entries
    step: Mapping[str, Any]
    position: Decimal
    decisions: Entries = field(default_factory=list)
    approval_log: Entries = field(default_factory=list)
    approvers: Sequence[str] = field(default_factory=list)
