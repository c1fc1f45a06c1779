"""What refers to what among the definitions: forms, tables, operations, called processes, templates, messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.engine.model import Element, Process
from app.errors import Refused
from app.library import Library

FORM, DECISION, PROCESS, OPERATION, TEMPLATE, THROWS, CATCHES = (
    "form", "decision", "process", "operation", "template", "throws", "catches",
)
_known: WeakKeyDictionary[Library, tuple[Reference, ...]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Reference:
    """An element of a process names something."""

    kind: str
    target: str
    process: str
    element: str
    name: str


def references(library: Library) -> tuple[Reference, ...]:
    """All references of a library, found once."""
    if library not in _known:
        _known[library] = tuple(_all(library))
    return _known[library]


def of_process(library: Library, process_id: str) -> dict[str, list[Reference]]:
    """What a process refers to, by kind."""
    found: dict[str, list[Reference]] = {}
    for each in references(library):
        if each.process == process_id:
            found.setdefault(each.kind, []).append(each)
    return found


def to(library: Library, kind: str, target: str) -> list[Reference]:
    """Where something is used."""
    return [each for each in references(library) if each.kind == kind and each.target == target]


def _all(library: Library) -> Iterator[Reference]:
    for process_id in library.process_ids():
        try:
            process = library.process(process_id).process
        except Refused:
            continue
        yield from of(process)


def of(process: Process) -> Iterator[Reference]:
    """What one drawn process refers to."""
    for _, element in process.scope.walk():
        for kind, target in _targets(process, element):
            yield Reference(kind, target, process.id, element.id, element.name or element.id)


def _targets(process: Process, element: Element) -> Iterator[tuple[str, str]]:
    settings = element.settings
    if element.kind == "userTask":
        yield FORM, settings.get("form") or f"{process.id}/{element.id}"
    elif element.kind == "startEvent" and settings.get("form"):
        yield FORM, settings["form"]
    if element.kind == "businessRuleTask" and settings.get("decision"):
        yield DECISION, settings["decision"]
    if element.kind == "serviceTask" and settings.get("operation"):
        yield OPERATION, settings["operation"]
    if element.called:
        yield PROCESS, element.called
    for template in dict.fromkeys(reminder.template for reminder in element.reminders):
        yield TEMPLATE, template
    message = element.message or (element.event.name if element.event and element.event.kind == "message" else None)
    if message:
        throws = element.kind in {"sendTask", "intermediateThrowEvent", "endEvent"}
        yield THROWS if throws else CATCHES, message
