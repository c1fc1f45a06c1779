"""A programme of any size on the virtual clock: what begins when, and who does what with the tasks that open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from processes.demo.cast import FIELDS, Person
from processes.simulated import applying, carrying_out, judging, local, needs, overseeing
from processes.simulated.cast import REGIONS, Cast, cast
from processes.simulated.chance import Chance
from processes.simulated.turn import SHANGHAI, Behaviour, Start, Turn, World, in_hours, soon

BEGINS = datetime(2023, 4, 10, 9, tzinfo=SHANGHAI)
MONTHS = {1: 4, 2: 3, 3: 13, 4: 14, 5: 11, 6: 8, 7: 5, 8: 5, 9: 14, 10: 11, 11: 8, 12: 4}     # when needs are raised
_SUBJECTS = {"ic": "芯片制造关键部件", "ai": "行业智能模型", "bio": "生物药连续制造", "future": "新型储能器件"}
_OPEN_SHARE = 30                   # open proposals for every hundred needs
_BEHAVIOURS = needs.BEHAVIOURS | applying.BEHAVIOURS | judging.BEHAVIOURS | carrying_out.BEHAVIOURS | overseeing.BEHAVIOURS | local.BEHAVIOURS
_SPECIAL = {(f"acceptance_{region.lower()}", element): each for region in REGIONS for element, each in carrying_out.OF_ACCEPTANCE.items()}
_WITH_FILES = {"fill_proposal", "supplement"}


@dataclass(frozen=True)
class Act:
    """What somebody does with a task; answers that say `file:<name>` become attachments."""

    answers: Mapping[str, Any]
    by: str
    after: timedelta
    files: Mapping[str, bytes] = field(default_factory=dict)


def behaviour(process: str, element: str) -> Behaviour:
    """How people are with that user task; KeyError where nobody has thought of it."""
    return _SPECIAL.get((process, element)) or _BEHAVIOURS[element]


class Script:
    """The programme; `act` is asked once about every task that opens."""

    def __init__(self, *, years: int, needs: int, seed: int, world: World, begins: datetime = BEGINS) -> None:
        self.begins, self.years, self.needs = begins, years, needs
        self.until = begins.replace(year=begins.year + years)
        self.chance, self.world = Chance(seed), world
        self.cast: Cast = cast(needs)
        self._after: list[Start] = []
        self._by_grant: dict[tuple[str, str], list[Person]] = {}
        for person in self.cast.people:
            for role, region, unit in person.roles:
                self._by_grant.setdefault((role, region or unit or (person.id if role == "expert" else "")), []).append(person)

    @property
    def starts(self) -> list[Start]:
        """What begins by itself: rule set, calls, sessions, needs and open proposals."""
        found = [Start(self.begins + timedelta(minutes=5), "rule_set", "promotion-group-1", {"rule_set_id": "YRD-2023-04-06"})]
        for year in range(self.begins.year, self.until.year + 1):
            found += [*self._call(year), *self._sessions(year), *local.calls(year, self.chance), *overseeing.register(year, self.cast, self.chance, self.world)]
        found += [self._need(number) for number in range(1, self.needs + 1)]
        found += [self._open_proposal(number) for number in range(1, self.needs * _OPEN_SHARE // 100 + 1)]
        return sorted((each for each in found if self.begins <= each.at < self.until), key=lambda each: each.at)

    def act(self, task: Any) -> Act | None:
        """What becomes of a task; None leaves it open."""
        turn = Turn(task, self.chance, self.cast, self.world)
        how = behaviour(task.process, task.element)
        self._after += how.follows(turn)
        if turn.happens(how.silent, "silent"):
            return None
        files = {applying.AGREEMENT: "模拟数据 / simulated data\n".encode()} if task.element in _WITH_FILES else {}
        moment = max(how.moment(turn), soon(turn))
        return Act(how.answers(turn), self._person(turn), moment - task.opened_at, files)

    def follow(self) -> list[Start]:
        """What people start because of what they were asked about since the last time."""
        found, self._after = [each for each in self._after if each.at < self.until], []
        return found

    def _person(self, turn: Turn) -> str:
        """Somebody who may, and whom four eyes do not exclude."""
        found: list[str] = []
        for grant in turn.task.candidates:
            role, _, where = grant.partition("@")
            key = where.partition(":")[2]
            found += [person.id for person in self._by_grant.get((role, key), ()) if person.id not in turn.task.excluded]
        if not found:
            raise LookupError(f"nobody does {turn.task.element} for {turn.task.candidates}")
        return str(turn.one(found, "who"))

    def _call(self, year: int) -> Iterable[Start]:
        """A call a year, from January on; the first one when the programme begins. The window may be extended."""
        first = year == self.begins.year
        on = self.begins.date() + timedelta(days=2) if first else date(year, 1, 5)
        opens, closes = (date(year, 6, 1) if first else date(year, 3, 1)), date(year, 11, 20)
        yield Start(in_hours(on, 30), "call_cycle", "promotion-group-1", {
            "year": str(year), "title": f"{year}年度联合攻关", "opens_on": opens.isoformat(), "closes_on": closes.isoformat(),
            "fields": list(FIELDS), "sessions": 2, "application_enterprise": False,
        })
        if self.chance.happens(40, year, "extended"):
            yield Start(in_hours(date(year, 11, 8), 30), "window_extension", "promotion-group-1", lambda: self._extension(str(year)))

    def _extension(self, year: str) -> dict[str, Any] | None:
        cycle = self.world.get("cycle", year)
        if cycle is None or cycle["state"] != "published":
            return None
        return {"cycle_id": year, "closes_on": f"{year}-11-29", "reason": "申报踊跃。"}

    def _sessions(self, year: int) -> Iterable[Start]:
        """Two sessions a year, in some years a third one, and now and then one is called off."""
        plans = [("第一次", date(year, 4, 20), date(year, 7, 31), date(year, 9, 25)), ("第二次", date(year, 8, 10), date(year, 12, 10), date(year + 1, 1, 28))]
        if self.chance.happens(40, year, "third session"):
            plans.append(("增开", date(year, 9, 1), date(year, 10, 31), date(year, 12, 15)))
        for name, on, close, meeting in plans:
            yield Start(in_hours(on, 60), "review_session", "agency-1", {
                "title": f"{year}年度{name}评审会", "intake_close": f"{close.isoformat()}T17:00:00+08:00", "meeting_date": meeting.isoformat(),
            })
        if self.chance.happens(15, year, "called off"):
            yield Start(in_hours(date(year, 8, 20), 60), "session_cancellation", "agency-2", lambda: self._call_off(year))

    def _call_off(self, year: int) -> dict[str, Any] | None:
        going = [each for each in self.world.find("session", year=str(year)) if each["state"] in {"open", "reviewing"}]
        return {"session_id": going[0]["key"], "reason": "专家人数不足。"} if going else None

    def _need(self, number: int) -> Start:
        chance = self.chance
        year = self.begins.year + chance.below(self.years + 1, "need", number, "year")
        month = chance.weighted(MONTHS, "need", number, "month")
        at = in_hours(date(year, month, 1 + chance.below(28, "need", number, "day")), chance.below(480, "need", number, "minute"))
        if not self.begins <= at < self.until - timedelta(days=20):
            days = (self.until - self.begins).days - 30
            at = in_hours(self.begins.date() + timedelta(days=3 + chance.below(days, "need", number, "moved")), number % 480)
        unit = chance.one([unit for units in self.cast.enterprises.values() for unit in units], "need", number, "unit")
        code = chance.one(FIELDS, "need", number, "field")
        return Start(at, "need", f"lead-{unit.id.lower()}", {"demand_unit": unit.id, "title": f"{_SUBJECTS[code]}{number:04d}", "field": code, "supersedes": ""})

    def _open_proposal(self, number: int) -> Start:
        """A proposal that does not come from the reserve pool, in some call's window."""
        chance = self.chance
        year = self.begins.year + chance.below(self.years, "open", number, "year")
        opens = date(year, 7, 1) if year == self.begins.year else date(year, 4, 10)
        on = opens + timedelta(days=chance.below((date(year, 10, 25) - opens).days, "open", number, "day"))
        unit = chance.one([unit for units in self.cast.enterprises.values() for unit in units], "open", number, "unit")
        code = chance.one(FIELDS, "open", number, "field")
        answers = {"lead_unit": unit.id, "title": f"{_SUBJECTS[code]}研究{number:04d}", "field": code, "origin": "open", "direction": f"{code}方向"}
        return Start(in_hours(on, 30 + number % 400), "proposal", f"lead-{unit.id.lower()}", lambda: answers if needs.shared_call(self.world) else None)
