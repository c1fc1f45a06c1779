"""What operators see of a new version: whom it concerns, who can move to it and who cannot because of what, and batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.access import Actor
from app.commands import migrations
from app.commands.migrations import Judged
from app.engine.migration import MOVABLE, REFUSED, UNAFFECTED, WORDS, Obstacle
from app.errors import NotFound
from app.library import Library
from app.queries import history
from app.queries.tasks import process_name
from app.runtime import Runtime
from app.store import batches, definitions, people
from app.store.database import Session

SHOWN = 100
KINDS = (MOVABLE, REFUSED, UNAFFECTED)
MAPPED = {"element-gone", "element-kind", "scope-changed", "items-changed", "handler-gone"}
GIVEN_UP = "~"                    # on a form: mapped to nothing


@dataclass(frozen=True)
class Moves:
    """The page of a process: verdicts, and what the plan still has to say."""

    process_id: str
    name: str
    version: int
    counts: dict[str, int]
    shown: str                                     # the kind of verdict whose instances are listed
    rows: list[dict[str, Any]]                     # of the kind that is shown, the first ones
    reasons: list[dict[str, Any]]
    gone: list[dict[str, Any]]                     # elements to map: key, name, what they may become, what is chosen
    undecided: list[dict[str, Any]]                # new boundary events: key, name, what is decided


def moves(
    runtime: Runtime, session: Session, process_id: str, plan: Mapping[str, Any], who: Actor, *, show: str = "", only: UUID | None = None,
) -> Moves:
    """Verdicts for every running instance on older definitions; raises NotFound."""
    library = runtime.library(session)
    found = migrations.judge(runtime, session, process_id, migrations.plan_of(plan), only)
    counts = {kind: sum(each.verdict.kind == kind for each in found) for kind in KINDS}
    shown = show if show in KINDS else next((kind for kind in (REFUSED, MOVABLE) if counts[kind]), UNAFFECTED)
    names = _Names(runtime, library, found, who.language)
    reasons = Counter(obstacle for each in found for obstacle in each.verdict.obstacles)
    return Moves(
        process_id, process_name(library, process_id, who.language), definitions.process_version_at(session, process_id, library.deployment),
        counts, shown, [_row(each, names) for each in found if each.verdict.kind == shown][:SHOWN],
        [{**names.told(obstacle), "number": number} for obstacle, number in reasons.most_common()],
        _gone(reasons, plan, process_id, names, library), _undecided(reasons, plan, process_id, names),
    )


class _Names:
    """Elements by name, of the newest drawings or, where they are gone, of those that somebody still runs on."""

    def __init__(self, runtime: Runtime, library: Library, found: list[Judged], language: str) -> None:
        self.language, self.new = language, history.elements(library)
        self.libraries = [library, *(runtime.catalogue.at(each) for each in sorted({each.row["deployment_id"] for each in found}, reverse=True))]
        self.known = [history.elements(each) for each in self.libraries]

    def of(self, element: str) -> tuple[str, str]:
        """An element's name and kind."""
        for library, known in zip(self.libraries, self.known, strict=True):
            if element in known:
                process, kind, name = known[element]
                return library.element_name(process, element, name, self.language), kind
        return element, ""

    def told(self, obstacle: Obstacle) -> dict[str, Any]:
        """An obstacle in words."""
        return {
            "element": obstacle.element, "name": self.of(obstacle.element)[0], "code": obstacle.code,
            "text": WORDS[obstacle.code][self.language.startswith("en")],
        }


def _row(each: Judged, names: _Names) -> dict[str, Any]:
    return {**each.row, "verdict": each.verdict.kind, "why": [names.told(obstacle) for obstacle in each.verdict.obstacles]}


def _key(obstacle: Obstacle, process_id: str) -> str:
    return obstacle.element if obstacle.process == process_id else f"{obstacle.process}/{obstacle.element}"


def _gone(reasons: Counter[Obstacle], plan: Mapping[str, Any], process_id: str, names: _Names, library: Library) -> list[dict[str, Any]]:
    chosen = plan.get("mapping") or {}
    keys = dict.fromkeys([*chosen, *(_key(each, process_id) for each in reasons if each.code in MAPPED)])
    found = []
    for key in keys:
        process, _, element = key.rpartition("/")
        name, kind = names.of(element)
        found.append({
            "key": key, "element": element, "name": name, "may_drop": kind in {"boundaryEvent", "startEvent"},
            "choices": _choices(library, process or process_id, kind, names), "chosen": chosen.get(key),
        })
    return found


def _choices(library: Library, process_id: str, kind: str, names: _Names) -> list[tuple[str, str]]:
    """Elements of the same kind."""
    if process_id not in library.process_ids():
        return []
    elements = library.process(process_id).process.scope.walk()
    return [(each.id, names.of(each.id)[0]) for _, each in elements if each.kind == kind]


def _undecided(reasons: Counter[Obstacle], plan: Mapping[str, Any], process_id: str, names: _Names) -> list[dict[str, Any]]:
    decided = plan.get("armed") or {}
    keys = dict.fromkeys([*decided, *(_key(each, process_id) for each in reasons if each.code == "boundary-undecided")])
    return [{"key": key, "name": names.of(key.rpartition("/")[2])[0], "decided": decided.get(key)} for key in keys]


def overview(runtime: Runtime, session: Session, language: str) -> dict[str, Any]:
    """Processes with instances on older definitions, and the latest batches."""
    library = runtime.library(session)
    numbers = batches.outdated(session, library.deployment)
    return {
        "processes": [
            {"id": each, "name": process_name(library, each, language), "number": numbers[each]}
            for each in sorted(numbers) if each in library.process_ids()
        ],
        "batches": [_named(each, library, session, language) for each in batches.page(session)],
    }


def batch(runtime: Runtime, session: Session, identity: UUID, language: str) -> dict[str, Any]:
    """One batch with its numbers and what could not be moved; raises NotFound."""
    row = batches.get(session, identity)
    if row is None:
        raise NotFound()
    found = _named({**row, "counts": batches.counts(session, identity)}, runtime.library(session), session, language)
    errors = [{**each, "text": each["en" if language.startswith("en") else "zh"]} for each in batches.failed(session, identity)]
    return {**found, "errors": errors}


def _named(row: Mapping[str, Any], library: Library, session: Session, language: str) -> dict[str, Any]:
    counts = row["counts"]
    total = sum(counts.values())
    known = row["process_id"] in library.process_ids()
    return {
        **row, "total": total, "done": total - counts["waiting"],
        "by_name": people.names(session, [row["by"]], language).get(row["by"], row["by"]),
        "process_name": process_name(library, row["process_id"], language) if known else row["process_id"],
    }
