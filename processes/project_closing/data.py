"""What the operation of a closing reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Closing:
    """A project with the conclusion of its acceptance."""

    project_id: str
    conclusion: str
