"""Stories that stop in the middle, and how they go on: what a stored state must hold for years.

`python -m tests.unit.engine.state_stories RELEASE` writes the states of this release to `states/RELEASE/`; they are kept for ever, and
`test_stored_states.py` goes on with all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.dsl.drawing import Drawing, items, message, timer
from tests.dsl.play import Play

STATES = Path(__file__).parent / "states"


@dataclass(frozen=True)
class Story:
    """A drawing, the way to the middle, the way to the end, and the elements that are completed on the latter."""

    drawing: Callable[[], bytes]
    before: Callable[[Play], object]
    after: Callable[[Play], object]
    path: tuple[str, ...]


def _watched() -> bytes:
    drawing = Drawing().start().user("work", jiebang__due='=at(add working days(today(), 5), "17:00")').user("late").end().end("e2")
    drawing.boundary("deadline", "work", timer("date", "=date and time(\"2024-09-09T17:00:00+08:00\")")).boundary("often", "work", timer("cycle", "R3/P1D"), False)
    return drawing.user("nag").end("e3").flow("start > work > end").flow("deadline > late > e2").flow("often > nag > e3").xml()


def _panel(sequential: bool) -> Callable[[], bytes]:
    loop = items("experts", item="expert", output="scores", output_item="score", sequential=sequential, until="nrOfCompletedInstances = 3")
    return lambda: Drawing().start().user("score", loop).end().flow("start > score > end").xml()


def _called() -> bytes:
    callee = Drawing("c").start().user("inside").end().flow("start > inside > end")
    inner = '<extensionElements><jiebang:input name="n" value="=amount"/><jiebang:output name="out" value="=n + 1"/></extensionElements>'
    return Drawing().start().add("callActivity", "call", inner, calledElement="c").user("after").end().flow("start > call > after > end").xml(callee)


def _nested() -> bytes:
    inner = Drawing("x").start("s2").user("deep").end("e2").flow("s2 > deep > e2")
    middle = Drawing("y").start("s1").add("subProcess", "inner", inner.inside()).end("e1").flow("s1 > inner > e1")
    return Drawing().start().add("subProcess", "outer", middle.inside()).user("after").end().flow("start > outer > after > end").xml()


def _race() -> bytes:
    drawing = Drawing().message("paper").start().add("eventBasedGateway", "g").add("intermediateCatchEvent", "late", timer("duration", "P5D"))
    drawing.add("intermediateCatchEvent", "paper", message("paper"), jiebang__correlationKey="=key").end().end("e2")
    return drawing.flow("start > g > late > end").flow("g > paper > e2").xml()


def _joins() -> bytes:
    drawing = Drawing().start().add("inclusiveGateway", "some").user("a").user("b").add("inclusiveGateway", "join").add("parallelGateway", "both")
    drawing.user("c").user("d").add("parallelGateway", "all").end().flow("start > some").flow("some > a > join", when="n > 0").flow("some > b > join", when="n > 1")
    return drawing.flow("join > both").flow("both > c > all").flow("both > d > all > end").xml()


def _job() -> bytes:
    return Drawing().start().add("serviceTask", "send", jiebang__operation="send", jiebang__result="sent").end().flow("start > send > end").xml()


def _stands() -> bytes:
    drawing = Drawing().start().user("ask").add("exclusiveGateway", "g").end().end("e2").flow("start > ask > g")
    return drawing.flow("g > end", when="n > 5").flow("g > e2", when="n < 0").xml()


def _repair(play: Play) -> None:
    instance = play.instance
    from app import feel

    instance.set_variables(feel.adopt({"n": 9}), "operator", "repair")
    play._keep(instance)
    play.retry("g")


def _score(times: int) -> Callable[[Play], object]:
    def score(play: Play) -> None:
        for number in range(times):
            play.complete("score", score=number)
    return score


STORIES: dict[str, tuple[Story, dict[str, object]]] = {
    "watched": (Story(_watched, lambda play: play.until("2024-09-04 10:00"), lambda play: play.until("2024-09-10 10:00").complete("late"),
                      ("often", "deadline", "late", "e2")), {}),
    "panel": (Story(_panel(False), _score(1), _score(2), ("score", "score", "score", "end")), {"experts": ["a", "b", "c", "d"]}),
    "one-by-one": (Story(_panel(True), _score(1), _score(2), ("score", "score", "score", "end")), {"experts": ["a", "b", "c", "d"]}),
    "called": (Story(_called, lambda play: None, lambda play: play.complete("inside").complete("after"), ("inside", "end", "call", "after", "end")), {"amount": 4}),
    "nested": (Story(_nested, lambda play: None, lambda play: play.complete("deep", x=1).complete("after"), ("deep", "e2", "inner", "e1", "outer", "after", "end")), {}),
    "race": (Story(_race, lambda play: None, lambda play: play.until("2024-09-08 09:00"), ("late", "end")), {"key": "K-1"}),
    "joins": (Story(_joins, lambda play: play.complete("a"), lambda play: play.complete("b").complete("c").complete("d"),
                    ("b", "join", "both", "c", "d", "all", "end")), {"n": 2}),
    "job": (Story(_job, lambda play: None, lambda play: play.job("send", {"number": 7}), ("send", "end")), {}),
    "stands": (Story(_stands, lambda play: play.complete("ask", n=3), _repair, ("g", "end")), {}),
}


def middle(name: str) -> Play:
    """A story played to its middle."""
    story, variables = STORIES[name]
    play = Play(story.drawing(), **variables)
    story.before(play)
    return play


if __name__ == "__main__":
    folder = STATES / sys.argv[1]
    folder.mkdir(parents=True)
    for each in STORIES:
        (folder / f"{each}.json").write_bytes(middle(each)._blob + b"\n")
