"""What the operations of a solution read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """What somebody says when offering a solution."""

    publication_id: str
    solver_unit: str
    title: str = ""


@dataclass(frozen=True)
class Solution:
    """A solution on its way."""

    solution_id: str
    need_id: str
    solver_unit: str
    title: str = ""
    disclose: bool = False
    nda: bool = False
    reason: str = ""
    attend_note: str = ""
