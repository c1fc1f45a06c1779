"""Engine and reference game play the same drawing with the same choices; after every step both must show the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from app import feel
from app.engine.errors import DeadlinePassed, NotWaiting
from tests.dsl.play import Play, Shelf
from tests.reference.game import Endless, Game, Storm
from tests.reference.reading import read

STEPS = 20
STUCK = "join-never-complete"


HOW: list[dict[str, bool]] = [{"reload": True}, {"reload": False}, {"prune": False}]


class Difference(AssertionError):
    """Engine and reference do not agree."""

    def __init__(self, what: str, steps: list[tuple[Any, ...]]) -> None:
        super().__init__("\n".join([what, *map(repr, steps)]))
        self.steps = list(steps)


class Duel:
    """One drawing, read once by either side."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.drawings, self.shelf = read(data), Shelf(data)

    def run(self, seed: int, steps: int = STEPS, **how: bool) -> int:
        """Plays until nothing is left to do; says how many steps there were. Raises Difference."""
        told: list[tuple[Any, ...]] = []
        try:
            match = Match(self, **how)
        except Endless:
            return 0
        chance = random.Random(seed)
        while len(told) < steps:
            match.compare(told)
            step = match.choose(chance)
            if step is None:
                return len(told)
            told.append(step)
            try:
                match.play(step, told)
            except Storm:
                return len(told)
            except Endless:
                match.expect_stopped(told)
                return len(told)
        match.compare(told)
        return steps

    def story(self, seed: int, **how: bool) -> tuple[list[tuple[str, str]], dict[str, Any]]:
        """What the engine tells of a run, kind and element line by line, and the variables at its end."""
        match = Match(self, **how)
        chance = random.Random(seed)
        for _ in range(STEPS):
            step = match.choose(chance)
            if step is None:
                break
            match.play(step, [])
        return [(fact.kind, fact.element) for fact in match.side.facts], match.side.data

    def replay(self, steps: list[Any], **how: bool) -> None:
        """Plays the steps that were kept."""
        match = Match(self, **how)
        for number, step in enumerate(steps):
            match.compare(steps[:number])
            match.play(tuple(step), steps[:number + 1])
        match.compare(steps)


class Match:
    """One run."""

    def __init__(self, duel: Duel, **how: bool) -> None:
        self.side = Play(duel.data, shelf=duel.shelf, a=1, b=0, seen=[], **how)
        self.game = Game(duel.drawings, "p", self.side.clock.now(), feel.adopt({"a": 1, "b": 0, "seen": []}))

    # -- steps -------------------------------------------------------------------------------------------------------------

    def choose(self, chance: random.Random) -> tuple[Any, ...] | None:
        """Something that can be done now."""
        steps = list(self._possible(chance))
        return chance.choice(steps) if steps and self.game.status == "active" else None

    def _possible(self, chance: random.Random) -> Iterator[tuple[Any, ...]]:
        answers = {"a": chance.randint(0, 3), "b": chance.randint(0, 3)}
        late = chance.random() < 0.1
        for kind in ("open", "job"):
            for element, count in _counted(token.node["id"] for token in self.game.tasks(kind)):
                yield ("late" if late and kind == "open" else kind), element, chance.randrange(count), answers
        for element, _ in _counted(token.node["id"] for token in self.game.tasks("job")):
            yield "fail", element, 0, chance.choice(["E1", "E2"])
        waits = self.game.waiting()
        for element, count in _counted(wait.node["id"] for wait in waits if _named(wait) == "message"):
            yield "message", element, chance.randrange(count), {"a": chance.randint(0, 3)}
        for name in sorted({wait.name for wait in waits if _named(wait) == "signal"}):
            yield "signal", name
        dues = sorted(wait.due for wait in waits if wait.due is not None)
        if dues:
            yield "time", max(0, int((dues[0] - self.game.now).total_seconds()))
            yield "time", max(0, int((dues[-1] - self.game.now).total_seconds())) + chance.choice([0, 86_400])
        if any(wait.event.get("kind") == "conditional" for wait in waits) or chance.random() < 0.05:
            yield "set", answers
            yield "late set", answers
        for element, count in _counted(token.node["id"] for token in self.game.tasks("incident")):
            yield "retry", element, chance.randrange(count)

    def play(self, step: tuple[Any, ...], told: list[tuple[Any, ...]]) -> None:
        """The step on both sides."""
        kind, *rest = step
        mine, theirs = getattr(self, f"_{kind.replace(' ', '_')}")(*rest)
        if mine != theirs:
            raise Difference(f"{step}: reference {mine}, engine {theirs}", told)

    def _open(self, element: str, number: int, answers: dict[str, Any]) -> tuple[bool, bool]:
        return self._both(
            lambda instance: instance.complete_user_task(self._engine("user_tasks", element, number), feel.adopt(answers), "me"),
            lambda: self.game.complete(self._token("open", element, number), feel.adopt(answers)),
        )

    def _late(self, element: str, number: int, answers: dict[str, Any]) -> tuple[bool, bool]:
        """The clock has moved on and nobody has looked."""
        self._later(2 * 86_400)
        return self._open(element, number, answers)

    def _job(self, element: str, number: int, answers: dict[str, Any]) -> tuple[bool, bool]:
        return self._both(
            lambda instance: instance.complete_job(self._engine("jobs", element, number), feel.adopt(answers)),
            lambda: self.game.report(self._token("job", element, number), feel.adopt(answers)),
        )

    def _fail(self, element: str, number: int, code: str) -> tuple[bool, bool]:
        return self._both(
            lambda instance: instance.throw_error(self._engine("jobs", element, number), code),
            lambda: self.game.fail(self._token("job", element, number), code),
        )

    def _message(self, element: str, number: int, payload: dict[str, Any]) -> tuple[bool, bool]:
        waits = sorted((wait for wait in self.game.waiting() if wait.node["id"] == element), key=_place)
        return self._both(
            lambda instance: instance.correlate(self._engine("subscriptions", element, number), feel.adopt(payload)),
            lambda: self.game.deliver(waits[number], feel.adopt(payload)),
        )

    def _signal(self, name: str) -> tuple[bool, bool]:
        self.side.signal(name)
        self.game.signal(name, {})
        return True, True

    def _set(self, values: dict[str, Any]) -> tuple[bool, bool]:
        self.side.set(**values)
        self.game.set(feel.adopt(values))
        return True, True

    def _late_set(self, values: dict[str, Any]) -> tuple[bool, bool]:
        self._later(2 * 86_400)
        return self._set(values)

    def _retry(self, element: str, number: int) -> tuple[bool, bool]:
        return self._both(
            lambda instance: instance.retry(self._engine("incidents", element, number), "operator"),
            lambda: self.game.retry(self._token("incident", element, number)),
        )

    def _time(self, seconds: int) -> tuple[bool, bool]:
        self._later(seconds)
        self._both(lambda instance: instance.fire_due(), lambda: self.game.pass_time(self.game.now))
        return True, True

    def _later(self, seconds: int) -> None:
        self.game.now += timedelta(seconds=seconds)
        self.side.clock.set(self.game.now)

    def _both(self, command: Any, move: Any) -> tuple[bool, bool]:
        self._instance = instance = self.side.instance
        theirs = True
        try:
            command(instance)
        except (DeadlinePassed, NotWaiting):
            theirs = False
        self.side._keep(instance)
        mine = bool(move())
        return mine, theirs

    def _token(self, state: str, element: str, number: int) -> Any:
        return [token for token in self.game.tasks(state) if token.node["id"] == element][number]

    def _engine(self, kind: str, element: str, number: int) -> Any:
        """The same one on the other side, by its place in the tree of tokens."""
        found = [each for each in getattr(self._instance.waiting(), kind) if each.element == element]
        return sorted(found, key=lambda each: _path(self._instance._execution.tasks[each.id]))[number].id

    def expect_stopped(self, told: list[tuple[Any, ...]]) -> None:
        """The engine stops what moves for ever."""
        if "loop-without-wait" not in {each.code for each in self.side.instance.waiting().incidents}:
            raise Difference("an endless loop in the reference, none in the engine", told)

    # -- what both show ------------------------------------------------------------------------------------------------------

    def compare(self, told: list[tuple[Any, ...]]) -> None:
        """Everything that can be seen from outside."""
        mine, theirs = self._reference_view(), self._engine_view()
        for name in mine:
            if mine[name] != theirs[name]:
                raise Difference(f"{name}\nreference {mine[name]}\nengine    {theirs[name]}", told)

    def _reference_view(self) -> dict[str, Any]:
        game = self.game
        waits = game.waiting()
        return {
            "status": game.status, "tasks": _names(game.tasks()), "jobs": _names(game.tasks("job")),
            "timers": sorted((wait.node["id"], wait.due) for wait in waits if wait.due is not None),
            "subscriptions": sorted((wait.node["id"], wait.name, _named(wait)) for wait in waits if _named(wait)),
            "conditions": sorted(wait.node["id"] for wait in waits if wait.event.get("kind") == "conditional"),
            "incidents": sorted([*["stuck"] * game.stuck, *set(_names(game.tasks("incident")))]),
            "variables": feel.to_json(game.variables),
        }

    def _engine_view(self) -> dict[str, Any]:
        waiting = self.side.instance.waiting()
        return {
            "status": self.side.status, "tasks": _sorted(waiting.user_tasks), "jobs": _sorted(waiting.jobs),
            "timers": sorted((each.element, each.due) for each in waiting.timers),
            "subscriptions": sorted((each.element, each.message, each.kind) for each in waiting.subscriptions),
            "conditions": _sorted(waiting.conditions),
            "incidents": sorted({"stuck" if each.code == STUCK else each.element for each in waiting.incidents}),
            "variables": self.side.data,
        }


def _named(wait: Any) -> str:
    """message, signal or nothing."""
    if wait.node["kind"] == "receiveTask":
        return "message"
    kind = wait.event.get("kind")
    return kind if kind in {"message", "signal"} else ""


def _names(tokens: Any) -> list[str]:
    return sorted(token.node["id"] for token in tokens)


def _sorted(rows: Any) -> list[str]:
    return sorted(row.element for row in rows)


def _counted(names: Any) -> list[tuple[str, int]]:
    every = list(names)
    return [(name, every.count(name)) for name in sorted(set(every))]


def _place(wait: Any) -> tuple[int, ...]:
    if wait.token is not None:
        return wait.token.place()
    return (*wait.scope.host.place(), -1) if wait.scope.host else (-1,)


def _path(token: Any) -> tuple[int, ...]:
    parent = token.parent
    return () if parent is None else (*_path(parent), parent._children.index(token.id))
