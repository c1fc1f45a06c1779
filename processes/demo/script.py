"""Who does what, when: the demo's people act by the stories, on the virtual clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from processes.demo import application, award, implementation, needs, review, year
from processes.demo.answers import AGREEMENT, AGREEMENT_TEXT, payment, start
from processes.demo.cast import PEOPLE
from processes.demo.scene import Does, Turn
from processes.demo.seeking import NEEDS, Offer
from processes.demo.stories import STORIES, STORY, Story

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGINS = datetime(2023, 10, 9, 9, tzinfo=SHANGHAI)
ENDS = datetime(2025, 3, 18, 9, 30, tzinfo=SHANGHAI)
FREE = [
    (date(2023, 12, 30), date(2024, 1, 1)),
    (date(2024, 2, 9), date(2024, 2, 18)),
    (date(2024, 4, 4), date(2024, 4, 6)),
    (date(2024, 5, 1), date(2024, 5, 5)),
    (date(2024, 6, 10), date(2024, 6, 10)),
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 27), date(2025, 2, 4)),
]

_SCENES: dict[str, Callable[[Turn], Does | None]] = {
    **year.SCENES,
    **needs.SCENES,
    **application.SCENES,
    **review.SCENES,
    **award.SCENES,
    **implementation.SCENES,
    "file_appeal": lambda turn: None,         # nobody of the cast appeals; the time runs out
    "file_own_appeal": lambda turn: None,
}


class World(Protocol):
    """What people know besides their task: the records of the programme."""

    def find(self, type: str, **equals: Any) -> list[dict[str, Any]]:
        """Records of a type."""


@dataclass(frozen=True)
class Start:
    """Somebody starts a process."""

    at: datetime
    process: str
    by: str
    answers: Any  # a mapping, or a call that makes one at that moment
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """What somebody does with a task; answers that say `file:<name>` become attachments."""

    answers: Mapping[str, Any]
    by: str
    after: timedelta
    files: Mapping[str, bytes] = field(default_factory=dict)


class Script:
    """The whole demo; `act` is asked once about every task that opens."""

    until = ENDS

    def __init__(self, world: World) -> None:
        self._world = world
        self._turns: Counter[tuple[str, str]] = Counter()
        self._projects: dict[str, str] = {}
        self._proposals: dict[str, str] = {}

    @property
    def starts(self) -> list[Start]:
        """Years, needs, solutions, proposals, review sessions, requests to change a project, and an objection."""
        proposals = [
            Start(_at(story.filed, 9 + story.chance("hour", 7)), "proposal", f"lead-{story.lead.lower()}", start(story))
            for story in STORIES
        ]
        sessions = [Start(_at(on, 10), "review_session", "agency-1", answers) for on, answers in review.SESSIONS]
        changes = [
            Start(_at(on, 14), "change_request", f"lead-{story.lead.lower()}", self._change(story, answers))
            for on, story, answers in implementation.CHANGES
        ]
        objections = [
            Start(_at(award.OBJECTED_ON, 15), "supervision_case", "lead-js-01", self._objection(story))
            for story in STORIES
            if story.plan == "objection"
        ]
        payments = [
            Start(_at(on, 15), "disbursement", f"lead-{story.lead.lower()}", self._change(story, payment(story, tranche)))
            for on, story, tranche in implementation.PAYMENTS
        ]
        all_of_them = [*_years(), *_needs(), *self._solutions(), *proposals, *sessions, *changes, *payments, *objections]
        return sorted(all_of_them, key=lambda each: each.at)

    def act(self, task: Any) -> Act | None:
        """What becomes of a task; None leaves it open."""
        turn = self._turn(task)
        if turn.story and turn.story.rest == task.element and not _comes_again(turn):
            return None
        does = _SCENES[task.element](turn)
        return self._act(turn, does) if does is not None else None

    def _solutions(self) -> list[Start]:
        return [
            Start(_at(offer.on, 11), "solution", f"solver-{offer.solver.lower()}", self._offer(offer))
            for need in NEEDS for offer in need.offers
        ]

    def _offer(self, offer: Offer) -> Callable[[], dict[str, Any]]:
        """Solvers know a need by the number under which it was published."""
        def ask() -> dict[str, Any]:
            published = self._world.find("publication", need_id=offer.need)
            return {"publication_id": published[0]["key"] if published else "", "solver_unit": offer.solver, "title": offer.title}

        return ask

    def _change(self, story: Story, answers: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
        return lambda: {"project_id": self._projects[story.title], **answers}

    def _objection(self, story: Story) -> Callable[[], dict[str, Any]]:
        return lambda: award.objection(self._proposals[story.title])

    def _turn(self, task: Any) -> Turn:
        title = task.variables.get("title") or ""
        if "project_id" in task.variables:
            self._projects[title] = task.variables["project_id"]
        if "proposal_id" in task.variables:
            self._proposals[title] = task.variables["proposal_id"]
        place = (title, task.element)
        turn = Turn(task, STORY.get(title), self._turns[place])
        self._turns[place] += 1
        return turn

    def _act(self, turn: Turn, does: Does) -> Act:
        files = {AGREEMENT: AGREEMENT_TEXT} if turn.task.element in {"fill_proposal", "supplement"} else {}
        return Act(does.answers, _person(turn.task), _moment(turn.task, does) - turn.task.opened_at, files)


def _years() -> list[Start]:
    return [Start(_at(on, 9), "call_cycle", "group-1", answers) for on, answers in year.CYCLES]


def _needs() -> list[Start]:
    return [
        Start(_at(need.raised, 10), "need", f"demand-{need.unit.lower()}", needs.start(need)) for need in NEEDS
    ]


def _comes_again(turn: Turn) -> bool:
    """A contract that rests after it was returned was filled in once before."""
    return turn.plan in {"returned", "corrected"} and turn.number == 0


def _person(task: Any) -> str:
    """The first of the cast who may: experts by name, the others by role and place; four eyes are respected."""
    for grant in task.candidates:
        role, _, where = grant.partition("@")
        kind, _, key = where.partition(":")
        for person in PEOPLE:
            if person.id in task.excluded or (kind == "person" and person.id != key):
                continue
            if any(held == role and key in (region, unit, person.id, "") for held, region, unit in person.roles):
                return person.id
    raise LookupError(f"nobody does {task.element} for {task.candidates}")


def _moment(task: Any, does: Does) -> datetime:
    """A moment in working hours, in time unless somebody is meant to be late."""
    opened = task.opened_at.astimezone(SHANGHAI)
    chance = int.from_bytes(
        sha256(f"{task.key}/{task.element}/{task.candidates}/{task.variables.get('title')}".encode()).digest()[:2],
        "big",
    )
    hour, minute = 9 + chance % 8, chance % 60
    day = _workday(does.on or opened.date() + timedelta(days=does.days))
    wanted = datetime.combine(day, time(hour, minute), SHANGHAI)
    if does.late and task.due:
        return task.due + timedelta(minutes=7)
    if task.due and not does.on:
        wanted = min(wanted, task.due - timedelta(minutes=20 + chance % 90))
    return max(wanted, opened + timedelta(minutes=25))


def _workday(day: date) -> date:
    while day.weekday() > 4 or any(first <= day <= last for first, last in FREE):
        day += timedelta(days=1)
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
