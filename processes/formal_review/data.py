"""What the operations of the formal check read and write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Check:
    """A proposal that comes to be checked."""

    proposal_id: str
    rounds_used: Decimal = Decimal(0)


@dataclass(frozen=True)
class Verdict:
    """A proposal with what was found about it."""

    proposal_id: str
    lead_unit: str
    title: str = ""
    items: Sequence[Mapping[str, Any]] = field(default_factory=list)
    supplement_result: str = ""


@dataclass(frozen=True)
class Facts:
    """What the table of formal items looks at; one name for each of its inputs."""

    lead_region: str | None
    regions_count: Decimal
    solvers_left_out: Decimal
    months: Decimal | None
    ratio: Decimal | None
    leader_projects: Decimal | None
    agreements_missing: Decimal
    commitment_given: bool
    credit_ban: bool
    duplicate: bool
    enterprise_missing: bool
