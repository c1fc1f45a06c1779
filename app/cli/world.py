"""A small world in memory for `play`: instances on a virtual clock that send each other messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app import feel
from app.calendar import official_calendar
from app.clock import VirtualClock
from app.engine.errors import NotWaiting
from app.engine.instance import Instance
from app.engine.surroundings import Surroundings
from app.engine.waiting import Fact, Message
from app.library import Library

MAX_MOVES = 5_000         # answers and messages of one play
MAX_JUMPS = 1_500         # timers
AUTO_TURNS = 100          # how often --auto answers the same element: a loop back to it may never end


class World:
    """Plays until nothing moves any more, or until a limit says that it would go on for ever."""

    def __init__(
        self, library: Library, at: datetime, answers: Mapping[str, Any], *, auto: bool, stub_operations: bool,
        functions: Mapping[str, Any] | None = None,
    ) -> None:
        self.clock = VirtualClock(at)
        self.surroundings = Surroundings(self.clock, lambda region: official_calendar(), library, functions or {})
        self.library = library
        self.answers = {element: list(given) if isinstance(given, list) else [given] for element, given in answers.items()}
        self.repeats = {element for element, given in answers.items() if not isinstance(given, list)}
        self.auto, self.stub = auto, stub_operations
        self.instances: list[bytes] = []
        self.live: set[int] = set()
        self.facts: list[Fact] = []
        self.pending: list[Message] = []
        self.moves = self.jumps = 0
        self.turns: Counter[str] = Counter()

    def start(
        self, process_id: str, variables: Mapping[str, Any], message: str | None = None, event: str | None = None,
    ) -> None:
        """A new instance."""
        self.instances.append(b"")
        instance = Instance.start(self.surroundings, process_id, variables, message=message, event=event)
        self._keep(len(self.instances) - 1, instance)

    def run(self) -> None:
        """Answers, delivers, and when all of that rests, lets time pass to the next due moment."""
        while self.moves < MAX_MOVES and self.jumps < MAX_JUMPS:
            if not (self._jump(self.clock.now()) or self._answer() or self._deliver() or self._jump()):
                return

    @property
    def stopped(self) -> bool:
        """Whether a limit has ended it: it might go on for ever."""
        return self.moves >= MAX_MOVES or self.jumps >= MAX_JUMPS or max(self.turns.values(), default=0) >= AUTO_TURNS

    def load(self, number: int) -> Instance:
        """One of the instances, read from its stored state."""
        return Instance.restore(self.instances[number], self.surroundings)

    def _keep(self, number: int, instance: Instance) -> None:
        self.facts += instance.take_facts()
        self.pending += instance.take_messages()
        self.instances[number] = instance.save()
        if instance.status == "active":
            self.live.add(number)
        else:
            self.live.discard(number)

    def _answer(self) -> bool:
        """One user task or job that there is an answer for."""
        for number in sorted(self.live):
            instance = self.load(number)
            waiting = instance.waiting()
            for task in waiting.user_tasks:
                if (given := self._given(task.element, self.auto)) is not None:
                    instance.complete_user_task(task.id, given, "play")
                    return self._moved(number, instance)
            for job in waiting.jobs:
                if (given := self._given(job.element, self.stub)) is not None:
                    instance.complete_job(job.id, given)
                    return self._moved(number, instance)
            for each in waiting.subscriptions:
                if (given := self._given(each.element, False)) is not None:
                    instance.correlate(each.id, given)
                    return self._moved(number, instance)
        return False

    def _given(self, element: str, otherwise: bool) -> dict[str, Any] | None:
        left = self.answers.get(element)
        if left:
            given = left[0] if element in self.repeats else left.pop(0)
            return feel.from_json(given) if isinstance(given, dict) else {}
        if not otherwise or self.turns[element] >= AUTO_TURNS:
            return None
        self.turns[element] += 1
        return {}

    def _moved(self, number: int, instance: Instance) -> bool:
        self.moves += 1
        self._keep(number, instance)
        return True

    def _deliver(self) -> bool:
        """One message that somebody takes."""
        for message in list(self.pending):
            receivers = self._receivers(message)
            begun = self._begin(message, bool(receivers))
            for number, subscription in receivers if message.broadcast else receivers[:1]:
                instance = self.load(number)
                try:
                    instance.correlate(subscription, message.payload)
                except NotWaiting:
                    continue
                self._keep(number, instance)
            if receivers or begun or message.broadcast:
                self.pending.remove(message)
                self.moves += 1
                return True
        return False

    def _begin(self, message: Message, received: bool) -> bool:
        """Instances that it starts: a signal always does, a message only where nobody waited for it."""
        if message.kind == "signal":
            starts = self.library.signal_starters(message.name)
            for process, event in starts:
                self.start(process, message.payload, event=event)
            return bool(starts)
        starters = [] if received else self.library.starters_of(message.name)
        for process in starters:
            self.start(process, message.payload, message.name)
        return bool(starters)

    def _receivers(self, message: Message) -> list[tuple[int, UUID]]:
        return [
            (number, each.id) for number in sorted(self.live) for each in self.load(number).waiting().subscriptions
            if (each.kind, each.message, each.key) == (message.kind, message.name, message.key)
        ]

    def _jump(self, until: datetime | None = None) -> bool:
        """To the next due moment of any instance; with a moment only to what is due by then."""
        dues = {number: due for number in self.live if (due := self.load(number).next_due()) is not None}
        if not dues or (until is not None and min(dues.values()) > until):
            return False
        number = min(dues, key=lambda each: (dues[each], each))
        self.clock.set(max(dues[number], self.clock.now()))
        instance = self.load(number)
        instance.fire_due()
        self.jumps += 1
        self._keep(number, instance)
        return True
