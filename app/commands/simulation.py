"""People who act by a script on the virtual clock: how the demo is made, through the same commands as people."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Protocol
from uuid import UUID

from app import access
from app.access import Actor
from app.clock import VirtualClock
from app.commands import attachments, instances, user_tasks
from app.commands.programme_time import advance, drain_inline
from app.engine.errors import DeadlinePassed, NotWaiting
from app.engine.instance import Instance
from app.errors import Refused
from app.runtime import Runtime
from app.store import instances as stored_instances, people, work
from app.store import user_tasks as stored_tasks
from app.store.database import reading

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Start:
    """Somebody starts a process at a moment, with the answers to its start form."""

    at: datetime
    process: str
    by: str
    answers: Mapping[str, Any] | Callable[[], Mapping[str, Any] | None]      # a call where they are not known before that moment; None: not at all
    files: Mapping[str, bytes] = field(default_factory=dict)                 # those that the answers name, as in an Act


@dataclass(frozen=True)
class OpenTask:
    """An open task as a scripted person sees it."""

    element: str
    process: str
    key: str | None                       # business key of its instance
    item: str
    candidates: tuple[str, ...]
    opened_at: datetime
    due: datetime | None
    variables: Mapping[str, Any]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """What a scripted person does with a task: the answers, who, and how long after it was opened.

    An answer `file:<name>` stands for the attachment made of the file of that name.
    """

    answers: Mapping[str, Any]
    by: str
    after: timedelta = timedelta(hours=2)
    files: Mapping[str, bytes] = field(default_factory=dict)


class Script(Protocol):
    """The programme's demo, or a programme of any size.

    It may have `follow() -> Iterable[Start]`, asked after each look at new tasks: what people start because of them.
    """

    starts: Iterable[Start]
    until: datetime

    def act(self, task: OpenTask) -> Act | None:
        """What happens to an open task; None leaves it open."""


@dataclass
class Statistics:
    """What a simulation did."""

    commands: int = 0
    starts: int = 0
    completions: int = 0
    late: int = 0
    timers: int = 0
    reminders: int = 0
    left_open: int = 0
    not_started: int = 0                  # people changed their mind, or the portal said no
    refusals: Counter[str] = field(default_factory=Counter)
    gone: int = 0                         # tasks that were not there any more when somebody came to them
    failures: list[str] = field(default_factory=list)


class Simulation:
    """Plays a script until its end; the runtime must have a virtual clock and an inline queue."""

    def __init__(self, runtime: Runtime, script: Script, progress: Callable[[datetime], None] = lambda moment: None) -> None:
        assert isinstance(runtime.clock, VirtualClock)
        self.runtime, self.script, self.progress = runtime, script, progress
        self.statistics = Statistics()
        self._agenda: list[tuple[datetime, int, Any]] = []
        self._number = 0
        self._due: datetime | None = None
        self._seen: set[UUID] = set()
        self._looked = runtime.clock.now()
        self._actors: dict[str, Actor] = {}
        self._follow: Callable[[], Iterable[Start]] = getattr(script, "follow", tuple)

    def run(self) -> Statistics:
        """Everything on the agenda in the order of its moments, with all timers in between."""
        for start in self.script.starts:
            self._plan(start.at, start)
        while (moment := self._next()) <= self.script.until:
            self._let_pass(moment)
            while self._agenda and self._agenda[0][0] <= self.runtime.clock.now():
                self._perform(heapq.heappop(self._agenda)[2])
                self._look()
        self._let_pass(self.script.until)
        return self.statistics

    def _plan(self, moment: datetime, item: Any) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (moment, self._number, item))

    def _next(self) -> datetime:
        """The next moment at which somebody acts or something is due."""
        with reading(self.runtime.sessions) as session:
            self._due = work.next_moment(session)
        moments = [moment for moment in (self._due, self._agenda[0][0] if self._agenda else None) if moment]
        return max(min(moments), self.runtime.clock.now()) if moments else NEVER

    def _let_pass(self, moment: datetime) -> None:
        """Time passes; what timers bring about is looked at when it happens, and nothing is asked where none is due."""
        if self._due is None or self._due > moment:
            self.runtime.clock.set(moment)
            self.progress(moment)
            return
        done = advance(
            self.runtime, max(moment, self.runtime.clock.now()), set_time=self.runtime.clock.set,
            drain=lambda: drain_inline(self.runtime),
        )
        self.statistics.timers += done.timers
        self.statistics.reminders += done.reminders
        self.progress(self.runtime.clock.now())
        if done.timers:
            self._look()

    def _perform(self, item: Any) -> None:
        self.statistics.commands += 1
        if isinstance(item, tuple):
            self._complete(*item)
        else:
            self._start(item)
        drain_inline(self.runtime)

    def _start(self, item: Start) -> None:
        answers = item.answers() if callable(item.answers) else item.answers
        if answers is None:
            self.statistics.not_started += 1
            return
        try:
            with self.runtime.sessions.begin() as session:
                who = self._actor(session, item.by)
                instances.start(self.runtime, session, item.process, self._brought(session, item, answers, who), by=who)
            self.statistics.starts += 1
        except Refused as error:
            self.statistics.not_started += 1
            self.statistics.refusals[f"{item.process}: {getattr(error, 'messages', error.code)}"] += 1

    def _brought(self, session: Any, item: Start, answers: Mapping[str, Any], who: Actor) -> Any:
        named = {name: content for name, content in item.files.items() if _names(answers, f"file:{name}")}
        known = {
            f"file:{name}": attachments.bring(self.runtime, session, item.process, name, BytesIO(content), by=who)["id"]
            for name, content in named.items()
        }
        return _with_files(answers, known) if known else answers

    def _complete(self, task_id: UUID, act: Act, element: str) -> None:
        try:
            with self.runtime.sessions.begin() as session:
                who = self._actor(session, act.by)
                answers = self._attached(session, task_id, act, who)
                user_tasks.complete(self.runtime, session, task_id, answers, by=who)
            self.statistics.completions += 1
        except DeadlinePassed:
            self._too_late(task_id, act)
        except NotWaiting:
            self.statistics.gone += 1
        except Refused as error:
            self.statistics.failures.append(f"{element} by {act.by}: {getattr(error, 'messages', error.text('en'))}")

    def _attached(self, session: Any, task_id: UUID, act: Act, who: Actor) -> Any:
        known = {
            f"file:{name}": attachments.add(self.runtime, session, task_id, name, BytesIO(content), by=who)["id"]
            for name, content in act.files.items()
        }
        return _with_files(act.answers, known) if known else act.answers

    def _too_late(self, task_id: UUID, act: Act) -> None:
        with self.runtime.sessions.begin() as session:
            user_tasks.refuse_late(self.runtime, session, task_id, act.answers, by=self._actor(session, act.by))
        self.statistics.late += 1

    def _actor(self, session: Any, identity: str) -> Actor:
        if identity not in self._actors:
            person, members = people.person_with_members(session, identity)
            assert person is not None, f"nobody is called {identity}"
            self._actors[identity] = access.actor(
                person["id"], person["name"], members, self.runtime.role_scopes, person["language"], person["unit"],
            )
        return self._actors[identity]

    def _look(self) -> None:
        """Asks the script about every task that was opened since the last look."""
        with reading(self.runtime.sessions) as session:
            opened = stored_tasks.opened_since(session, self._looked)
            rows = [row for row in opened if row["id"] not in self._seen]
            known = {identity: self._instance(session, identity) for identity in {row["instance_id"] for row in rows}}
        rows.sort(key=lambda row: _same_in_every_run(row, known[row["instance_id"]][0]))
        self._looked = self.runtime.clock.now()
        for row in rows:
            self._seen.add(row["id"])
            act = self.script.act(_task(row, *known[row["instance_id"]]))
            if act is None:
                self.statistics.left_open += 1
            else:
                self._plan(max(row["opened_at"] + act.after, self.runtime.clock.now()), (row["id"], act, row["element"]))
        for start in self._follow():
            self._plan(max(start.at, self.runtime.clock.now()), start)

    def _instance(self, session: Any, identity: UUID) -> tuple[str | None, Instance]:
        row = stored_instances.row(session, identity)
        return row["business_key"], Instance.restore(row["state"], self.runtime.surroundings(row["deployment_id"]))


def _same_in_every_run(row: Mapping[str, Any], key: str | None) -> tuple[Any, ...]:
    """An order that does not depend on ids, which are drawn by chance."""
    return row["opened_at"], row["element"], row["item"], row["candidates"], str(row["due"]), key or ""


def _task(row: Mapping[str, Any], key: str | None, instance: Instance) -> OpenTask:
    return OpenTask(
        row["element"], row["process_id"], key, row["item"], tuple(row["candidates"]), row["opened_at"], row["due"],
        instance.variables_at(row["id"]), tuple(row["excluded"]),
    )


def _names(answers: Any, file: str) -> bool:
    """Whether a file is named anywhere in answers."""
    if isinstance(answers, Mapping):
        answers = list(answers.values())
    return any(_names(each, file) for each in answers) if isinstance(answers, (list, tuple)) else answers == file


def _with_files(answers: Any, known: Mapping[str, str]) -> Any:
    """The same answers with attachments in the place of file names."""
    if isinstance(answers, Mapping):
        return {name: _with_files(value, known) for name, value in answers.items()}
    if isinstance(answers, list):
        return [_with_files(value, known) for value in answers]
    return known.get(answers, answers) if isinstance(answers, str) else answers
