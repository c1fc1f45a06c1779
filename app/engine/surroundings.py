"""What an instance may ask of the world around it: the time, the calendar, functions and other definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from app import feel
from app.calendar import WorkingCalendar
from app.clock import Clock
from app.engine.expressions import Values

if TYPE_CHECKING:
    from app.decisions import DecisionModel
    from app.engine.compiler import Executable


class Library(Protocol):
    """Definitions as one instance sees them: all of the same moment, whatever has been published since."""

    def process(self, process_id: str) -> "Executable":
        """The executable process of that id; raises EngineError when there is none."""

    def decision(self, decision_id: str, region: str | None) -> "DecisionModel":
        """The model that holds a decision, as overlaid for a region; raises EngineError when there is none."""


@dataclass(frozen=True)
class Surroundings:
    """Given to an instance with each command; nothing in it is stored."""

    clock: Clock
    calendar: Callable[[str | None], WorkingCalendar]     # of a region, None for the national one
    library: Library
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @cached_property
    def function_names(self) -> frozenset[str]:
        """Names that expressions may call beside the built-ins."""
        return frozenset(self.functions)

    def nowhere(self) -> Values:
        """A place without variables: where something is evaluated before there is an instance."""
        return Values({}, self.environment(), self.function_names)

    def environment(self, region: str | None = None) -> feel.Environment:
        """What FEEL sees of it, by the working days of a region."""
        return feel.Environment(self.clock.now(), lambda: self.calendar(region), self.functions)
