"""What the operations of a need read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Raising:
    """What somebody says when raising a need."""

    demand_unit: str
    title: str
    field: str = ""
    supersedes: str = ""


@dataclass(frozen=True)
class Need:
    """A need on its way."""

    need_id: str
    demand_unit: str = ""
    region: str = ""
    title: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """A need that its demand side no longer wants."""

    need_id: str
    demand_unit: str
    title: str = ""
    withdrawal: Mapping[str, Any] = field(default_factory=dict)
