"""A pytest plugin: which elements, flows and table rows the stories have passed.

`python3 run.py scenarios` loads it; every process of the test run writes one file into `JIEBANG_COVERAGE`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from lxml import etree
from sqlalchemy import text

from app.decisions import answering
from tests.house.geometry import ROOT, Drawing, drawings, kind, ours

FOLDER = os.environ.get("JIEBANG_COVERAGE", "")
PASSED: set[tuple[str, str]] = set()                    # (drawing or decision, element, flow or number of a rule)
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def pytest_configure(config: pytest.Config) -> None:
    """Listens to every decision that is made."""
    if FOLDER:
        answering.Outcome = _listening(answering.Outcome)        # type: ignore[misc]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leaves what was passed for the report."""
    if FOLDER:
        Path(FOLDER, f"{uuid4().hex}.json").write_text(json.dumps(sorted(PASSED)), encoding="utf-8")


@pytest.fixture(autouse=True)
def _passed(request: pytest.FixtureRequest) -> Iterator[None]:
    runtime = request.getfixturevalue("programme_runtime") if "scenario" in request.fixturenames else None
    yield
    if runtime is not None:
        with runtime.sessions.connect() as session:
            PASSED.update(_of(session))


def _of(session: Any) -> Iterator[tuple[str, str]]:
    rows = session.execute(text(
        "SELECT i.process_id, f.element, f.data->'flows' AS flows FROM facts f JOIN instances i ON i.id = f.instance_id"
        " WHERE f.kind = 'completed'"
    ))
    for process, element, flows in rows:
        for each in (element, *(flows if isinstance(flows, list) else ())):
            yield from ((owner, each) for owner in reached_from(process) if each in names_of(owner))


@cache
def reached_from(process: str) -> frozenset[str]:
    """The drawings that an instance of a process may run: itself and what it calls."""
    found, waiting = set(), [process]
    while waiting:
        each = waiting.pop()
        if each not in found and each in _by_id():
            found.add(each)
            waiting += [called for call in _by_id()[each].by_kind("callActivity") for called in called_by(call)]
    return frozenset(found)


def called_by(call: etree._Element) -> list[str]:
    """The drawings that a call may reach; one chosen by FEEL may be any whose name begins alike."""
    if call.get("calledElement"):
        return [call.get("calledElement")]
    stem = (ours(call, "called") or "").split('"')[1]
    return [each for each in _by_id() if each.startswith(stem) and each.removeprefix(stem).isalpha()]


@cache
def names_of(process: str) -> frozenset[str]:
    """Ids of a drawing's elements and flows."""
    drawing = _by_id()[process]
    return frozenset(each.get("id") for each in [*drawing.nodes(), *drawing.flows()])


@cache
def _by_id() -> dict[str, Drawing]:
    return {drawing.id: drawing for drawing in drawings()}


def _listening(outcome: Any) -> Any:
    def listen(*values: Any, **named: Any) -> Any:
        made = outcome(*values, **named)
        PASSED.update((made.id, str(number)) for number in made.matched)
        return made

    return listen


def rules() -> dict[str, int]:
    """How many rules every decision table has."""
    return {
        decision.get("id"): len(list(decision.iter(f"{DMN}rule")))
        for path in sorted((ROOT / "bpmn").rglob("*.dmn")) for decision in etree.parse(str(path)).getroot().iter(f"{DMN}decision")
    }


def report(folder: Path) -> tuple[str, bool]:
    """The report as text, and whether every element, 95 % of the flows and 95 % of the rules were passed."""
    passed = {(owner, name) for file in folder.glob("*.json") for owner, name in json.loads(file.read_text(encoding="utf-8"))}
    lines, totals = [], {"elements": [0, 0], "flows": [0, 0], "rules": [0, 0]}
    for drawing in drawings():
        passed |= set(_implied(drawing, passed))
        parts = {
            "elements": [each.get("id") for each in drawing.nodes() if kind(each) != "subProcess"],
            "flows": [each.get("id") for each in drawing.flows()],
        }
        lines += _lines(drawing.id, parts, passed, totals)
    for decision, count in rules().items():
        lines += _lines(decision, {"rules": [str(number + 1) for number in range(count)]}, passed, totals)
    for what, (hit, all_) in totals.items():
        lines.append(f"{what}: {hit} of {all_} ({hit / max(all_, 1):.1%})")
    enough = {"elements": 1.0, "flows": 0.95, "rules": 0.95}
    return "\n".join(lines), all(hit >= enough[what] * all_ for what, (hit, all_) in totals.items())


def _implied(drawing: Drawing, passed: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Flows that history does not name because nothing was chosen: the only one, all of a parallel gateway, the event's own."""
    leaving: dict[str, list[etree._Element]] = {}
    for flow in drawing.flows():
        leaving.setdefault(flow.get("sourceRef"), []).append(flow)
    for source, flows in leaving.items():
        element = kind(drawing.element(source))
        for flow in flows:
            met = flow.get("targetRef") if element == "eventBasedGateway" else source
            if (len(flows) == 1 or element in {"eventBasedGateway", "parallelGateway"}) and (drawing.id, met) in passed:
                yield drawing.id, flow.get("id")


def _lines(owner: str, parts: dict[str, list[str]], passed: set[tuple[str, str]], totals: dict[str, list[int]]) -> Iterator[str]:
    for what, names in parts.items():
        missing = [name for name in names if (owner, name) not in passed]
        totals[what][0] += len(names) - len(missing)
        totals[what][1] += len(names)
        if missing:
            yield f"{owner}: {what} not passed: {', '.join(missing)}"
