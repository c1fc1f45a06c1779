"""What a process of ours works with: clock, calendar, definitions, the programme's code, ports and the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.adapters.webhooks import Webhooks
from app.calendar import WorkingCalendar
from app.clock import Clock
from app.data_files import DataFile, Supplied
from app.engine.surroundings import Surroundings
from app.library import Catalogue, Library
from app.store import definitions
from app.store.database import Engine, Session


class Queue(Protocol):
    """Work that happens after the transaction: kinds are job, deliver, batch, fire, calendar, mail, exchange and files."""

    def defer(self, session: Session, kind: str, argument: str, *, lock: str) -> None:
        """Work for later, deferred inside the transaction: rolled back with it."""


class Calendars(Protocol):
    """Working days by region."""

    def __call__(self, region: str | None = None) -> WorkingCalendar:
        """The calendar of a region, the national one for None."""

    def renew(self) -> None:
        """Days have been changed."""


class Operation(Protocol):
    """A handler of the programme."""

    name: str
    help: str
    parameters: tuple[str, ...]
    gives: frozenset[str] | None         # names that its answer has; None when nobody can know

    def run(self, variables: Mapping[str, Any], ports: Any) -> Any:
        """Runs with its part of the variables."""


@dataclass(frozen=True)
class Role:
    """A role's words, and what a membership in it is tied to: all, region, unit or person."""

    zh: str
    en: str
    scope: str


@dataclass(frozen=True)
class Alone:
    """Nobody takes part in what belongs to another one."""

    reader: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    via: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unrestricted:
    """The matrix of a programme that has none: records are read by region and unit."""

    matters: Mapping[str, Any] = field(default_factory=dict)
    readers: Mapping[str, Any] = field(default_factory=dict)
    instances: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    partners: Any = field(default_factory=Alone)


@dataclass(frozen=True)
class Closed:
    """What a programme opens to everybody that opens nothing."""

    collections: tuple[Any, ...] = ()
    objection: Any = None
    licence: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Programme:
    """What `processes` brings, as data and callables; `app` knows no programme of its own."""

    name: tuple[str, str]
    roles: Mapping[str, Role]
    record_types: Mapping[str, Any] = field(default_factory=dict)
    record_views: Mapping[str, Any] = field(default_factory=dict)            # what is read like a record, but kept elsewhere
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)      # a record's state → its words
    documents: Mapping[str, tuple[str, str]] = field(default_factory=dict)   # a document's template → its words
    systems: Mapping[str, tuple[str, str]] = field(default_factory=dict)     # other systems that are told or tell something
    imports: Mapping[str, Any] = field(default_factory=dict)                 # files that may be read in, by their names
    reports: Mapping[str, Any] = field(default_factory=dict)                 # figures over records, by their names
    prefixes: Mapping[str, str] = field(default_factory=dict)                # a document's template → its number series
    papers: Mapping[str, Any] = field(default_factory=dict)                  # a document's template → its record and what it may name
    record_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)      # record type → what handlers write
    data_files: tuple[DataFile, ...] = ()
    read_data: Callable[[Mapping[str, Any]], Any] = dict                     # documents by name → what has `regions`
    operations: Mapping[str, Operation] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    start_functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)   # asked whether something may be started
    visibility: Any = Unrestricted()                                            # who may read which kind of data
    opening: Any = Closed()                                                  # what everybody may read without signing in
    drawing_error: type[Exception] = type("NoBpmnError", (Exception,), {})
    find_operation: Callable[[str, str], Operation | None] = lambda process, name: None

    @property
    def supplied(self) -> Supplied:
        """What its code supplies to definitions."""
        return Supplied(self.functions, self.data_files, self.read_data, self.record_fields)


@dataclass(frozen=True)
class Runtime:
    """Built once by the factory and passed to every command and query."""

    sessions: Engine                       # `with runtime.sessions.begin() as session:` is one transaction
    clock: Clock
    calendar: Calendars
    catalogue: Catalogue
    programme: Programme
    queue: Queue
    ports: Callable[["Runtime", Session, "JobContext"], Any]
    reading: Callable[[Session, Library], Any] = lambda session, library: None   # what start functions look at
    webhooks: Webhooks = Webhooks()        # without addresses, what other systems are to know is collected into files
    mailer: Callable[[str, str, str], None] | None = None     # recipient, subject, body; None keeps mails in the outbox
    keep_brought: timedelta = timedelta(hours=72)             # how long files wait for the start that they were brought for
    demo: bool = False
    address: str = ""                      # where people find the pages, for links in mails

    def surroundings(self, deployment: int) -> Surroundings:
        """What an instance that runs on a deployment may ask."""
        library = self.catalogue.at(deployment)
        return Surroundings(self.clock, self.calendar, library, library.callables)

    def library(self, session: Session) -> Library:
        """The newest definitions."""
        return self.catalogue.at(definitions.latest_deployment(session))

    def regions(self, session: Session) -> Mapping[str, Any]:
        """The regions of the newest deployment by code, each with its words `zh` and `en`."""
        return getattr(self.library(session).programme, "regions", {})

    @property
    def role_scopes(self) -> dict[str, str]:
        """What a membership in each role is tied to."""
        return {code: role.scope for code, role in self.programme.roles.items()}


@dataclass(frozen=True)
class JobContext:
    """Where a handler is called from."""

    job_id: str
    instance_id: Any
    by: str | None
    now: datetime
    library: Library
    region: str | None = None              # of the instance; its working days count
    scopes: tuple[str, ...] = ()           # token ids of the scopes it runs in, from the inside out, without the process itself
