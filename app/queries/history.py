"""What happened to an instance, for people: a timeline in words, and the marks on its picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app import feel
from app.engine.instance import Instance
from app.library import Library
from app.store import facts, people
from app.store.database import Session

# what a person wants to read; moving through gateways and scripts is for the picture
TOLD = {
    "started", "completed", "cancelled", "timer_fired", "message_received", "decided", "incident", "retried",
    "instance_completed", "instance_cancelled", "claimed", "released", "reminded", "reminder_coalesced", "refused_late",
    "error_thrown", "variables_set", "attached", "message_refused", "task_opened", "due_moved", "timer_moved",
    "sent_back", "withdrawn", "jumped", "restarted",
    "suspended", "resumed", "timer_set", "migrated", "item_added", "item_replaced", "item_dropped", "condition_met", "triggered", "compensation_thrown",
}
ONES_OWN = {"sent_back", "withdrawn", "completed", "claimed", "released", "attached", "refused_late"}
ALIKE = {"reminded", "task_opened", "timer_fired", "cancelled", "message_received", "decided"}
PEOPLES_WORK = {"userTask", "manualTask"}


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    kind: str
    element: str
    name: str
    at: datetime
    by: str
    data: Mapping[str, Any]
    times: int = 1                       # the same at the same moment, such as reminders to fifteen reviewers or a table asked of each expert, is one line


def timeline(
    session: Session, library: Library, instance_id: UUID, language: str, *, only: str | None = None, limit: int = 1000,
    closed: frozenset[str] = frozenset(), reader: str | None = None, known: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> list[Line]:
    """The latest first; elements by name, people by name; with `only`, what that person did.

    What others than `reader` answered and attached in processes that are `closed` to him is left out, and so are the names
    of people that are not `known` to him.
    """
    rows = facts.of_instance(session, instance_id, ONES_OWN if only else TOLD, limit, by=only)
    acted = {row["by"] for row in rows if row["by"]}
    names = known(acted) if known else {each: each for each in acted} | people.names(session, acted, language)
    places = elements(library)
    lines = []
    ended: Counter[str] = Counter()
    for row in rows:
        if row["kind"] in {"completed", "cancelled"}:
            ended[row["element"]] += 1
        elif row["kind"] == "task_opened" and ended[row["element"]] > 0:
            ended[row["element"]] -= 1         # its end stands above and says more
            continue
        process, kind, name = places.get(row["element"], ("", "", row["element"] or ""))
        if row["kind"] == "completed" and kind not in PEOPLES_WORK and (only or not _is_milestone(kind)):
            continue
        hidden = process in closed and row["by"] != reader and row["kind"] in ONES_OWN | {"decided", "message_received"}
        if hidden and row["kind"] == "attached":
            continue
        data = feel.decode(row["data"]) if row["data"] and not hidden else {}
        lines.append(Line(
            row["kind"], row["element"] or "", library.element_name(process, row["element"] or "", name, language),
            row["at"], "" if row["kind"] == "task_opened" else names.get(row["by"], ""), data,
        ))
    return _together(lines)


def _together(lines: list[Line]) -> list[Line]:
    found: dict[Any, Line] = {}
    for number, line in enumerate(lines):
        key = (line.kind, line.element, line.at, line.by) if line.kind in ALIKE else number
        earlier = found.get(key)
        found[key] = replace(earlier, times=earlier.times + 1) if earlier else line
    return list(found.values())


def _is_milestone(kind: str) -> bool:
    return kind in {"endEvent", "serviceTask", "callActivity"}


def elements(library: Library) -> dict[str, tuple[str, str, str]]:
    """Element id → process, kind and name; the first process that has the id wins."""
    found: dict[str, tuple[str, str, str]] = {}
    for process_id in library.process_ids():
        process = library.process(process_id).process
        found.setdefault(process_id, (process_id, "process", process.name))
        for _, element in process.scope.walk():
            found.setdefault(element.id, (process_id, element.kind, element.name or element.id))
    return found


def picture(
    session: Session, instance: Instance, instance_id: UUID, process_id: str, library: Library, *, inner: bool = False,
) -> dict[str, Any]:
    """Marks for the viewer on the drawing of one process: where tokens are and were, and where something went wrong.

    `inner` adds what went wrong, which names the inside of programs and is for operators.
    """
    process = library.process(process_id).process
    here = {element.id for _, element in process.scope.walk()}
    flows = {flow for scope in process.scope.scopes() for flow in scope.flows}
    visits: Counter[str] = Counter()
    for row in facts.completed(session, instance_id):
        if row["element"] in here:
            visits[row["element"]] += 1
            visits.update(flow for flow in (row["flows"] or ()) if flow in flows)
    waiting = instance.waiting()
    active = [element for owner, element in instance.active_elements() if owner == process_id]
    incidents = {each.element: each.message[:80] for each in waiting.incidents if each.element in here}
    shown = incidents if inner else sorted(incidents)
    links = {
        element.id: f"?process={element.called}" for _, element in process.scope.walk()
        if element.called and (element.id in visits or element.id in active)
    }
    return {"active": sorted(set(active)), "completed": dict(visits), "incidents": shown, "links": links, "overlays": _counts(active)}


def _counts(active: list[str]) -> list[dict[str, str]]:
    return [
        {"element": element, "text": f"×{number}", "kind": "info"} for element, number in Counter(active).items() if number > 1
    ]
