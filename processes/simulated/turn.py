"""What behaviours are told in: a task that has come up, and how somebody acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from processes.simulated.cast import Cast
from processes.simulated.chance import Chance

SHANGHAI = ZoneInfo("Asia/Shanghai")
Answers = Mapping[str, Any]


class World(Protocol):
    """What people know besides the task: the records of the programme."""

    def get(self, type: str, key: str) -> dict[str, Any] | None:
        """One record."""

    def find(self, type: str, **equals: Any) -> list[dict[str, Any]]:
        """Records of a type."""


@dataclass(frozen=True)
class Start:
    """Somebody starts a process, with answers that are known at that moment; None: it is not started after all."""

    at: datetime
    process: str
    by: str
    answers: Mapping[str, Any] | Callable[[], Mapping[str, Any] | None]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """A task that has opened, in the programme in which it has."""

    task: Any
    chance: Chance
    cast: Cast
    world: World

    def value(self, name: str) -> Any:
        """A process variable."""
        return self.task.variables.get(name)

    def about(self, name: str) -> Any:
        """The same, or what the proposal says of it where its process does not hand it on."""
        found = self.value(name)
        return self.record("proposal", self.value("proposal_id")).get(name) if found is None else found

    def happens(self, percent: float, what: str) -> bool:
        """Chance about this task."""
        return self.chance.happens(percent, *self._identity, what)

    def below(self, most: int, what: str) -> int:
        """Chance about this task."""
        return self.chance.below(most, *self._identity, what)

    def one(self, options: Sequence[Any], what: str) -> Any:
        """Chance about this task."""
        return self.chance.one(options, *self._identity, what)

    def record(self, type: str, key: str | None = None) -> dict[str, Any]:
        """The data of a record, by default of the one that the instance is about; nothing where there is none."""
        found = self.world.get(type, key or self.task.key or "")
        return found["data"] if found else {}

    @property
    def opened(self) -> date:
        """The day on which the task came up."""
        return self.task.opened_at.astimezone(SHANGHAI).date()

    @property
    def _identity(self) -> tuple[Any, ...]:
        task = self.task
        return task.key, task.variables.get("title"), task.element, task.item, task.candidates, task.opened_at.isoformat()


@dataclass(frozen=True)
class Behaviour:
    """How people are with one user task.

    days: the shortest and the longest time in calendar days. last_day, late and silent are the percentages of those who
    act in the last hour, after the due moment, and never. follows: what else they start because of it.
    """

    answers: Callable[[Turn], Answers]
    days: tuple[int, int] = (1, 4)
    last_day: float = 3
    late: float = 0
    silent: float = 0
    late_days: tuple[int, ...] = (0,)
    follows: Callable[[Turn], Iterable[Start]] = lambda turn: ()
    on: Callable[[Turn], date | None] = lambda turn: None

    def moment(self, turn: Turn) -> datetime:
        """When somebody acts."""
        due = turn.task.due
        if due and turn.happens(self.late, "late"):
            return due + timedelta(days=turn.one(self.late_days, "late days"), minutes=7 + turn.below(90, "late minutes"))
        if due and turn.happens(self.last_day, "last day"):
            return max(due - timedelta(minutes=5 + turn.below(55, "last minutes")), soon(turn))
        least, most = self.days
        day = self.on(turn) or turn.opened + timedelta(days=least + turn.below(most - least + 1, "days"))
        wanted = in_hours(day, turn.below(480, "minute"))
        if due and not self.on(turn):
            wanted = min(wanted, due - timedelta(minutes=20 + turn.below(90, "before due")))
        return max(wanted, soon(turn))


def soon(turn: Turn) -> datetime:
    """The first moment at which anybody can have done it."""
    return turn.task.opened_at + timedelta(minutes=25 + turn.below(30, "soon"))


def in_hours(day: date, minute: int) -> datetime:
    """A moment of working hours of that day, or of the Monday after it."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=minute)
