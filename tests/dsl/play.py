"""Plays instances in memory on a virtual clock, with save and restore between all steps."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app import feel
from app.calendar import WorkingCalendar, official_calendar
from app.clock import SHANGHAI, VirtualClock
from app.engine.compiler import Executable, compile_process
from app.engine.errors import NotWaiting, UnknownDefinition
from app.engine.instance import Instance
from app.engine.reader import read
from app.engine.surroundings import Surroundings


class Shelf:
    """A library of the processes in some files."""

    def __init__(self, *files: bytes, decisions: Any = None) -> None:
        self._processes: dict[str, Executable] = {}
        self._decisions = decisions or {}
        for data in files:
            for process in read(data).processes:
                self._processes[process.id] = compile_process(process)

    def process(self, process_id: str) -> Executable:
        if process_id not in self._processes:
            raise UnknownDefinition(kind="process", name=process_id)
        return self._processes[process_id]

    def decision(self, decision_id: str, region: str | None) -> Any:
        return self._decisions[decision_id]


class Play:
    """One instance, told by element ids."""

    def __init__(self, *files: bytes, process: str = "p", at: str = "2024-09-02 09:00", prune: bool = True,
                 decisions: Any = None, reload: bool = True, calendars: Any = None, shelf: Shelf | None = None,
                 **variables: Any) -> None:
        self.clock = VirtualClock(moment(at))
        self.calendars: dict[str | None, WorkingCalendar] = {}        # by region, None for all others
        self.surroundings = Surroundings(self.clock, self._calendar, shelf or Shelf(*files, decisions=decisions))
        self.calendars.update(calendars or {})
        self.prune, self.reload = prune, reload
        self.facts: list[Any] = []
        self.messages: list[Any] = []
        self._keep(Instance.start(self.surroundings, process, feel.adopt(variables), prune=prune))

    def _calendar(self, region: str | None) -> WorkingCalendar:
        return self.calendars.get(region) or self.calendars.get(None) or official_calendar()

    def _keep(self, instance: Instance) -> "Play":
        self.facts += instance.take_facts()
        thrown = instance.take_messages()
        self.messages += thrown
        self._instance, self._blob = instance, instance.save() if self.prune else b""
        for message in thrown:
            if message.kind == "signal":
                self.signal(message.name, **message.payload)
        return self

    def signal(self, name: str, **payload: Any) -> "Play":
        """A signal reaches everybody here who waits for it at this moment."""
        waiting = [each.id for each in self.instance.waiting().subscriptions if (each.kind, each.message) == ("signal", name)]
        for subscription in waiting:
            instance = self.instance
            with suppress(NotWaiting):               # the signal has taken it away at another place
                instance.correlate(subscription, feel.adopt(payload))
            self._keep(instance)
        return self

    def set(self, **values: Any) -> "Play":
        """An operator changes variables."""
        instance = self.instance
        instance.set_variables(feel.adopt(values), "operator", "test")
        return self._keep(instance)

    @property
    def instance(self) -> Instance:
        """The instance as a later process of ours would find it."""
        if self.reload and self.prune:
            return Instance.restore(self._blob, self.surroundings)
        self._instance._execution.now = self.clock.now()
        self._instance._execution.environment = replace(self._instance._execution.environment, now=self.clock.now())
        self._instance._execution.steps = 0
        return self._instance

    def _find(self, kind: str, element: str, number: int) -> UUID:
        found = [each for each in getattr(self.instance.waiting(), kind) if each.element == element]
        assert found, f"{element} is not among {kind}: {self.open()}"
        return found[number].id

    def token(self, element: str, number: int = 0) -> UUID:
        """The token that waits at an element."""
        found = [each.id for each in self.instance._execution.tasks.values() if each.live and each.element == element]
        assert found, f"nothing is at {element}: {self.open()}"
        return found[number]

    def complete(self, element: str, number: int = 0, by: str = "me", **answers: Any) -> "Play":
        instance = self.instance
        instance.complete_user_task(self._find("user_tasks", element, number), feel.adopt(answers), by)
        return self._keep(instance)

    def job(self, element: str, result: Any = None, number: int = 0) -> "Play":
        instance = self.instance
        instance.complete_job(self._find("jobs", element, number), feel.adopt(result))
        return self._keep(instance)

    def throw(self, element: str, code: str) -> "Play":
        instance = self.instance
        instance.throw_error(self._find("jobs", element, 0), code, "said by the test")
        return self._keep(instance)

    def correlate(self, element: str, **payload: Any) -> "Play":
        instance = self.instance
        instance.correlate(self._find("subscriptions", element, 0), feel.adopt(payload))
        return self._keep(instance)

    def retry(self, element: str) -> "Play":
        instance = self.instance
        instance.retry(self._find("incidents", element, 0), "operator")
        return self._keep(instance)

    def until(self, when: str) -> "Play":
        """Stops at every due moment on the way."""
        target = moment(when)
        while (due := self.instance.next_due()) is not None and due <= target:
            self.clock.set(max(due, self.clock.now()))
            instance = self.instance
            instance.fire_due()
            self._keep(instance)
        self.clock.set(target)
        return self

    def sleep_until(self, when: str) -> "Play":
        """Nobody looks until then; everything missed is found at once."""
        self.clock.set(moment(when))
        instance = self.instance
        instance.fire_due()
        return self._keep(instance)

    def open(self) -> list[str]:
        """Elements with open user tasks."""
        return sorted(task.element for task in self.instance.waiting().user_tasks)

    def due(self, element: str) -> str:
        """When an element's task or timer is due, in Shanghai."""
        waiting = self.instance.waiting()
        found = next(each for each in (*waiting.user_tasks, *waiting.timers) if each.element == element)
        return found.due.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    @property
    def status(self) -> str:
        return self.instance.status

    @property
    def data(self) -> dict[str, Any]:
        """Variables as plain JSON."""
        return feel.to_json(self.instance.variables)

    @property
    def path(self) -> list[str]:
        """Completed elements in order."""
        return [fact.element for fact in self.facts if fact.kind == "completed"]

    @property
    def incidents(self) -> list[str]:
        """Elements and codes of incidents."""
        return [f"{each.element}: {each.code}" for each in self.instance.waiting().incidents]


def moment(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
