"""A drawing as the engine reads it: plain, frozen values, with the designer's own ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

NAMESPACE = "urn:jiebang:bpmn:1"


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` is FEEL text, empty when it has none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    language: str = ""


@dataclass(frozen=True)
class EventDefinition:
    """What an event throws or catches: timer, message, error, escalation, terminate, signal, …"""

    kind: str
    name: str | None = None          # message, signal, link, error or escalation code; None catches every code
    timer: str | None = None         # date, duration or cycle
    text: str = ""                   # the timer's expression, the condition
    activity: str | None = None      # whose compensation is thrown; None means the whole scope's
    wait: bool = True                # whether a thrown compensation is waited for


@dataclass(frozen=True)
class MultiInstance:
    """Loop characteristics of an activity (BPMN 2.0.2, 10.3.8)."""

    sequential: bool = False
    collection: str | None = None
    cardinality: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    completion: str | None = None


@dataclass(frozen=True)
class StandardLoop:
    """An activity that is done again while a condition holds (BPMN 2.0.2, 10.3.8)."""

    condition: str = ""              # FEEL; without one only the maximum ends it
    test_before: bool = False
    maximum: str = ""                # a whole number, as it is written


@dataclass(frozen=True)
class Reminder:
    """A day for a reminder of a user task: n working days before (negative) or after the due day, or a day by FEEL.

    The number of days may be FEEL too: then it is `counted`, and the working days are 0.
    """

    working_days: int
    at: str
    template: str
    on: str | None = None            # FEEL, wins over the working days
    counted: str = ""                # FEEL, wins over the number
    wrong: str = ""                  # a setting that cannot be read, as it is written


@dataclass(frozen=True)
class Element:
    """One flow node of a drawing."""

    id: str
    kind: str                                   # BPMN local name: userTask, exclusiveGateway, …
    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)   # attributes of our namespace
    inputs: tuple[tuple[str, str], ...] | None = None           # jiebang:input name, value
    outputs: tuple[tuple[str, str], ...] | None = None
    reminders: tuple[Reminder, ...] = ()
    events: tuple[EventDefinition, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    multi: MultiInstance | None = None
    loop: StandardLoop | None = None
    called: str = ""                            # process id of a call activity
    script: str | None = None
    script_format: str = ""
    scope: "Scope | None" = None                # of a subprocess
    owned: tuple[str, ...] = ()                 # variables of a subprocess alone: its data objects and properties
    triggered_by_event: bool = False
    compensates: bool = False                   # only done to undo another activity
    undone_by: str | None = None                # the compensating activity, at a boundary compensation event
    message: str | None = None                  # of a send or receive task
    documentation: str = ""
    foreign: tuple[str, ...] = ()               # vendor vocabulary found here, without effect
    beyond: tuple[str, ...] = ()                # what BPMN says here that is not executed: instantiate, quantity, …

    @property
    def event(self) -> EventDefinition | None:
        """The one event definition, None for a plain event."""
        return self.events[0] if self.events else None

    def event_of(self, *kinds: str) -> EventDefinition | None:
        """The one event definition where it is of these kinds."""
        return self.event if self.event is not None and self.event.kind in kinds else None

    @property
    def aside(self) -> bool:
        """Whether no sequence flow leads here: boundary events, event subprocesses, compensating activities."""
        return self.attached_to is not None or self.triggered_by_event or self.compensates


@dataclass(frozen=True)
class Scope:
    """What a process or an embedded subprocess contains directly."""

    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    triggered: bool = False                     # whether it is that of an event subprocess

    def outgoing(self, element_id: str) -> list[Flow]:
        """Flows that leave an element, in the order of the file."""
        return self._by_source.get(element_id, [])

    def incoming(self, element_id: str) -> list[Flow]:
        """Flows that arrive at an element, in the order of the file."""
        return self._by_target.get(element_id, [])

    @cached_property
    def _by_source(self) -> dict[str, list[Flow]]:
        return _grouped((flow.source, flow) for flow in self.flows.values())

    @cached_property
    def _by_target(self) -> dict[str, list[Flow]]:
        return _grouped((flow.target, flow) for flow in self.flows.values())

    @cached_property
    def _attached(self) -> dict[str, list[Element]]:
        return _grouped((each.attached_to, each) for each in self.elements.values() if each.attached_to)

    def attached(self, element_id: str) -> list[Element]:
        """Boundary events of an activity."""
        return self._attached.get(element_id, [])

    def starts(self) -> list[Element]:
        """Its start events."""
        return [element for element in self.elements.values() if element.kind == "startEvent"]

    def event_subprocesses(self) -> list[Element]:
        """Subprocesses in it that an event triggers."""
        return [element for element in self.elements.values() if element.triggered_by_event]

    def scopes(self) -> Iterator["Scope"]:
        """This scope and those of nested subprocesses."""
        waiting: list[Scope] = [self]
        while waiting:
            scope = waiting.pop()
            yield scope
            waiting.extend(element.scope for element in scope.elements.values() if element.scope)

    def walk(self) -> Iterator[tuple["Scope", Element]]:
        """Every element here and in nested subprocesses, with the scope that holds it."""
        for scope in self.scopes():
            for element in scope.elements.values():
                yield scope, element


T = TypeVar("T")


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return found


@dataclass(frozen=True)
class Process:
    """One process of a file."""

    id: str
    name: str
    executable: bool
    scope: Scope
    settings: Mapping[str, str]
    lanes: Mapping[str, str]                   # element id -> lane name
    pool: str = ""
    data_inputs: tuple[str, ...] | None = None
    data_outputs: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Drawing:
    """A BPMN file: its processes, and what else in it concerns checks."""

    file: str
    processes: tuple[Process, ...]
    shapes: frozenset[str]                     # ids that have a place in the picture
    duplicates: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()             # flows whose ends are not in their scope
    unknown: tuple[tuple[str, str], ...] = ()  # (element id, tag) the reader does not know
    references: tuple[tuple[str, str], ...] = ()   # (element id, missing id) of messages, errors, escalations

    def walk(self, *kinds: str) -> Iterator[tuple[Process, Scope, Element]]:
        """Every element of every process with the scope that holds it; only those of some kinds when any is named."""
        for process in self.processes:
            for scope, element in process.scope.walk():
                if not kinds or element.kind in kinds:
                    yield process, scope, element

    def scopes(self) -> Iterator[tuple[Process, Scope]]:
        """Every scope of every process, nested subprocesses too."""
        for process in self.processes:
            yield from ((process, scope) for scope in process.scope.scopes())

    def process(self, process_id: str) -> Process | None:
        """The process of that id."""
        return next((process for process in self.processes if process.id == process_id), None)
