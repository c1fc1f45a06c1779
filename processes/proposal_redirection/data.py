"""What the operation of a redirection reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Redirected:
    """A proposal and the direction it goes on under."""

    proposal_id: str
    direction: str
