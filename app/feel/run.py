"""One evaluation: what it may know of the world, and how much it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.calendar import WorkingCalendar, official_calendar
from app.feel.errors import FeelBudgetExceeded

MAX_CALLS_DEEP = 80
MAX_STRING = 1_000_000
CHARACTERS_PER_STEP = 32


@dataclass(frozen=True)
class Environment:
    """The world an expression sees beside its variables.

    ``now`` is aware and in UTC. ``calendar`` is asked when a function first needs it, None means the official one.
    ``functions`` are called by their names, with the arguments in order. ``budget`` counts elements visited, functions
    called and text produced; what goes beyond it ends in FeelBudgetExceeded.
    """

    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    calendar: Callable[[], WorkingCalendar] | None = None
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    budget: int = 200_000

    def working_days(self) -> WorkingCalendar:
        """The calendar in force."""
        return self.calendar() if self.calendar is not None else official_calendar()


class Run:
    """The budget of one evaluation as it is used up."""

    __slots__ = ("environment", "left", "depth")

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.left = environment.budget
        self.depth = 0

    def spend(self, steps: int) -> None:
        """Count work; raises FeelBudgetExceeded when there is none left to do it with."""
        self.left -= steps
        if self.left < 0:
            raise FeelBudgetExceeded()

    def spend_text(self, characters: int) -> None:
        """Count text that is about to be produced, before the memory is taken."""
        if characters > MAX_STRING:
            raise FeelBudgetExceeded("text too long", "文本过长")
        self.spend(characters // CHARACTERS_PER_STEP)

    def enter(self) -> None:
        """One call deeper."""
        self.depth += 1
        if self.depth > MAX_CALLS_DEEP:
            raise FeelBudgetExceeded("functions call each other too deeply", "函数嵌套调用过深")

    def leave(self) -> None:
        """Back from a call."""
        self.depth -= 1


class Scope:
    """Names with their values, inside an outer scope."""

    __slots__ = ("values", "outer", "run")

    def __init__(self, values: Mapping[str, Any], outer: Scope | None, run: Run) -> None:
        self.values = values
        self.outer = outer
        self.run = run
