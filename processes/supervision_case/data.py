"""What the operations of a supervision case read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Filed:
    """What somebody reports: about which proposal, project, unit or expert, and whether it is signed (F12)."""

    kind: str
    subject_key: str
    facts: str
    signed: str = "no"
    verifiable: str = "no"
    notice_id: str = ""
    name: str = ""
    contact: str = ""
    started_by: str = ""
    evidence: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """A case on its way."""

    case_id: str
    case_title: str
    outcome: str
    findings: str = ""
    decision_reason: str = ""
    subject_unit: str | None = None
    subject_person: str | None = None
    started_by: str = ""
    appealed: bool = False
    appeal_outcome: str | None = None
    investigated_by: str = ""
    decided_by: str = ""
