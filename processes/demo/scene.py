"""What the scenes are told in: a task that has come up, and what somebody does about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from processes.demo.stories import Story


@dataclass(frozen=True)
class Turn:
    """A task that has opened: in which story, and how often this one has come before."""

    task: Any
    story: Story | None
    number: int

    def value(self, name: str) -> Any:
        """A process variable."""
        return self.task.variables.get(name)

    @property
    def opened(self) -> date:
        day: date = self.task.opened_at.date()
        return day

    @property
    def plan(self) -> str:
        return self.story.plan if self.story else ""

    def chance(self, below: int) -> int:
        """A number that looks random and is the same in every run."""
        text = f"{self.task.key}/{self.task.element}/{self.task.item}/{self.number}/{self.task.candidates}"
        return int.from_bytes(sha256(text.encode()).digest()[:4], "big") % below


@dataclass(frozen=True)
class Does:
    """The answers, and after how many days somebody gives them, or on which day."""

    answers: Mapping[str, Any]
    days: int = 1
    on: date | None = None
    late: bool = False
