"""What the operation of a cancellation reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cancellation:
    """Which session is called off, and why."""

    session_id: str
    reason: str
