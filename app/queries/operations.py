"""What operators see: the dashboard, lists over all instances, one instance down to its tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import access, feel
from app.access import Actor
from app.clock import SystemClock
from app.commands import chores, file_check, reading
from app.errors import NotFound
from app.queries import fact_names, history, reasons
from app.queries.projects import outline, papers, require_read
from app.queries.tasks import process_name
from app.runtime import Runtime
from app.store import (
    definitions, deployments as stored_deployments, instance_list, instances, operations, people,
    start_timers as stored_start_timers, work,
)
from app.store.database import Session

SEES_VARIABLES = (access.OPERATOR, access.AUDITOR)
ALIVE = timedelta(seconds=60)
PAGE = 50
FACTS = 100


@dataclass(frozen=True)
class Listing:
    """A page of something."""

    rows: list[Mapping[str, Any]]
    total: int
    page: int = 1
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(-(-self.total // self.size), 1)


# -- dashboard ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dashboard:
    """The state of everything on one page."""

    numbers: Mapping[str, Any]
    late: timedelta
    versions: list[dict[str, Any]]
    workers: list[dict[str, Any]]
    incidents: list[Mapping[str, Any]]
    files: Mapping[str, Any]                # what the last check of the stored files found


def dashboard(runtime: Runtime, session: Session, language: str) -> Dashboard:
    """Numbers, versions with their instances, workers and the latest incidents."""
    now = runtime.clock.now()
    numbers = operations.numbers(session, now)
    late = max(now - numbers["next_timer"], timedelta()) if numbers["next_timer"] else timedelta()
    return Dashboard(
        numbers, late, _versions(runtime, session, language), _workers(session),
        incidents(runtime, session, language, size=5).rows, _files(session),
    )


def _files(session: Session) -> dict[str, Any]:
    found = file_check.latest(session)
    return {**found, "at": datetime.fromisoformat(found["at"])} if found else {}


def _versions(runtime: Runtime, session: Session, language: str) -> list[dict[str, Any]]:
    """One line for each version of a process that has instances."""
    library = runtime.library(session)
    known = set(library.process_ids())
    lines: dict[tuple[str, int], dict[str, Any]] = {}
    for row in instance_list.counts(session):
        code, version = row["process_id"], row["definition_version"]
        line = lines.setdefault((code, version), {
            "process_id": code, "version": version, "active": 0, "completed": 0, "cancelled": 0, "incidents": 0,
            "name": process_name(library, code, language) if code in known else code,
        })
        line[row["status"]] += row["number"]
        line["incidents"] += row["incidents"]
    return list(lines.values())


def _workers(session: Session) -> list[dict[str, Any]]:
    """Who works, and who has fallen silent within the last hour; who ended in good order is not waited for."""
    now = SystemClock().now()
    return [{**row, "alive": now - row["seen_at"] < ALIVE} for row in work.workers(session, now - chores.KEEP_WORKERS)]


# -- lists -------------------------------------------------------------------------------------------------------------


def timers(runtime: Runtime, session: Session, language: str, *, search: str = "", page: int = 1, size: int = PAGE) -> Listing:
    """Waiting timers, the next one first."""
    rows, total = operations.timers(session, search=search.strip(), limit=size, offset=(page - 1) * size)
    return Listing(named(runtime, rows, language), total, page, size)


def start_timers(runtime: Runtime, session: Session, language: str) -> list[dict[str, Any]]:
    """Start events at which instances begin by themselves, the next one first."""
    library = runtime.library(session)
    return [
        {**row, "process_name": process_name(library, row["process_id"], language)}
        for row in stored_start_timers.all_of(session) if row["process_id"] in library.process_ids()
    ]


def jobs(runtime: Runtime, session: Session, language: str, *, search: str = "", page: int = 1, size: int = PAGE) -> Listing:
    """Jobs that no worker has finished."""
    rows, total = operations.jobs(session, search=search.strip(), limit=size, offset=(page - 1) * size)
    return Listing(named(runtime, rows, language), total, page, size)


def incidents(runtime: Runtime, session: Session, language: str, *, search: str = "", page: int = 1, size: int = PAGE) -> Listing:
    """Tokens that stand still, the newest first."""
    rows, total = operations.incidents(session, search=search.strip(), limit=size, offset=(page - 1) * size)
    said = [{**row, "message": _said(row["message"], row["message_zh"], language)} for row in rows]
    return Listing(named(runtime, said, language), total, page, size)


def _said(english: str, chinese: str, language: str) -> str:
    return english if language.startswith("en") else chinese or english


def named(runtime: Runtime, rows: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Rows with the words of their process and element, as their own version of the drawings has them."""
    known: dict[int, dict[str, tuple[str, str, str]]] = {}
    found = []
    for row in rows:
        library = runtime.catalogue.at(row["deployment_id"])
        names = known.setdefault(row["deployment_id"], history.elements(library))
        found.append({
            **row, "name": fact_names.name_of(library, names, row["element"], language),
            "process_name": fact_names.name_of(library, names, row["process_id"], language),
        })
    return found


def messages(session: Session, *, state: str = "", search: str = "", page: int = 1) -> Listing:
    """The durable inbox, the newest first."""
    rows, total = operations.messages(session, state=state, search=search.strip(), limit=PAGE, offset=(page - 1) * PAGE)
    return Listing([{**row, "payload": feel.decode(row["payload"])} for row in rows], total, page)


def system_facts(session: Session, language: str, *, kind: str = "", by: str = "", page: int = 1) -> Listing:
    """Signing in, deployments, settings: facts that belong to no instance."""
    rows, total = operations.system_facts(session, kind=kind, by=by.strip(), limit=FACTS, offset=(page - 1) * FACTS)
    return Listing(_told(session, rows, language), total, page, FACTS)


def _told(session: Session, rows: list[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    names = people.names(session, [row["by"] for row in rows], language)
    return [
        {**row, "data": _facts_data(row["data"]), "by_name": names.get(row["by"], row["by"] or "")} for row in rows
    ]


def _facts_data(stored: Any) -> dict[str, Any]:
    """What a fact carries; a deadline is stored as text and read as a moment."""
    data = dict(feel.decode(stored)) if stored else {}
    if isinstance(data.get("due"), str):
        data["due"] = datetime.fromisoformat(data["due"])
    return data


# -- one instance ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InstancePage:
    """One instance down to its tokens."""

    row: Mapping[str, Any]
    process_id: str
    process_name: str
    state: dict[str, Any]
    variables: list[tuple[str, str, Any]]          # name, type, value
    waiting: list[dict[str, Any]]                  # kind, element, name, what, grants
    unit: str
    places: Mapping[str, str]                      # whom grants are for, such as unit:JS-03 or person:expert-1, by name
    incidents: list[dict[str, Any]]
    jobs: list[Mapping[str, Any]]
    facts: Listing
    processes: list[tuple[str, str]]
    tokens: list[dict[str, Any]]                   # that may be moved, by name
    targets: list[tuple[str, list[tuple[str, str]]]]     # process and its elements, where they may go
    outdated: bool                                 # whether there are newer definitions


def instance(
    runtime: Runtime, session: Session, instance_id: UUID, who: Actor, *, process_id: str | None = None, page: int = 1,
) -> InstancePage:
    """Everything an operator may want to know of an instance; raises NotFound."""
    loaded = instances.peek(runtime, session, instance_id)
    require_read(runtime, session, loaded.row, who)
    library = runtime.catalogue.at(loaded.row["deployment_id"])
    names = history.elements(library)
    shown = process_id if process_id in library.process_ids() else loaded.row["process_id"]
    rows, total = operations.facts_of(session, instance_id, limit=FACTS, offset=(page - 1) * FACTS)
    facts = [
        {
            **row, "name": fact_names.name_of(library, names, row["element"], who.language),
            "data": fact_names.named(library, names, row["element"], row["data"], who.language),
            "conditions": reasons.conditions(library, names, row["element"], row["data"], who.language),
            "answers": reasons.answers(library, row["data"], who.language),
        }
        for row in _told(session, rows, who.language)
    ]
    waiting = _waiting(loaded.before, who.language)
    for each in waiting:
        each["name"] = fact_names.name_of(library, names, each["element"], who.language)
    places = _places(session, [grant for each in waiting for grant in each.get("grants", ())], loaded.row["unit"], who.language)
    return InstancePage(
        row=loaded.row, process_id=shown, process_name=process_name(library, shown, who.language),
        state=history.picture(session, loaded.instance, instance_id, shown, library, inner=True),
        variables=[(name, feel.type_name(value), value) for name, value in sorted(loaded.instance.variables.items())],
        waiting=[each for each in waiting if each["kind"] not in {"incident", "job"}],
        unit=places.get(f"unit:{loaded.row['unit']}", loaded.row["unit"] or ""), places=places,
        incidents=[each for each in waiting if each["kind"] == "incident"],
        jobs=[
            {**row, "name": fact_names.name_of(library, names, row["element"], who.language)}
            for row in operations.jobs_of(session, instance_id)
        ],
        facts=Listing(facts, total, page, FACTS),
        processes=sorted({
            (each["process"], process_name(library, each["process"], who.language))
            for each in _processes_here(loaded.instance) if each["process"] in library.process_ids()
        }),
        tokens=[
            {**each, "name": fact_names.name_of(library, names, each["element"], who.language), "inner": each["process"] != loaded.row["process_id"]
             or each["item"]} for each in loaded.instance.movable()
        ],
        targets=_targets(library, loaded, who.language),
        outdated=loaded.instance.running and loaded.row["deployment_id"] < definitions.latest_deployment(session),
    )


def _targets(library: Any, loaded: instances.Loaded, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Elements of the instance's own process and of those that run in it, by name."""
    here = {loaded.row["process_id"]: None, **{each["process"]: None for each in _processes_here(loaded.instance)}}
    return [
        (process_name(library, process, language), [
            (element.id, library.element_name(process, element.id, element.name or element.id, language))
            for _, element in library.process(process).process.scope.walk() if not element.aside
        ]) for process in here if process in library.process_ids()
    ]


def _places(session: Session, grants: Iterable[str], unit: str | None, language: str) -> dict[str, str]:
    """Units and people that grants are for, by name."""
    given = list(grants)
    units, persons = ({grant.partition(f"@{kind}:")[2] for grant in given} for kind in ("unit", "person"))
    found = {f"unit:{key}": name for key, name in people.unit_names(session, {*units, unit or ""}, language).items()}
    return found | {f"person:{key}": name for key, name in people.names(session, persons, language).items()}


def _processes_here(instance: Any) -> list[dict[str, str]]:
    return [{"process": process, "element": element} for process, element in instance.active_elements()]


def _waiting(waiting: Any, language: str) -> list[dict[str, Any]]:
    """What an instance waits for, kind by kind."""
    return [
        *({"kind": "user_task", "id": each.id, "element": each.element, "due": each.due, "what": ", ".join(each.candidates), "grants": each.candidates}
          for each in waiting.user_tasks),
        *({"kind": "timer", "id": each.id, "element": each.element, "due": each.due, "what": ""}
          for each in sorted(waiting.timers, key=lambda each: each.due)),
        *({"kind": each.kind, "id": each.id, "element": each.element, "due": None, "what": f"{each.message} ({each.key})" if each.key else each.message}
          for each in waiting.subscriptions),
        *({"kind": "condition", "id": each.id, "element": each.element, "due": None, "what": each.text} for each in waiting.conditions),
        *({"kind": "job", "id": each.id, "element": each.element, "due": None, "what": each.operation} for each in waiting.jobs),
        *({"kind": "incident", "id": each.id, "element": each.element, "due": None, "code": each.code, "what": _said(each.message, each.zh, language)}
          for each in waiting.incidents),
    ]


def instance_for_programs(runtime: Runtime, session: Session, instance_id: UUID, who: Actor) -> dict[str, Any]:
    """One instance as plain values; variables only for those whose work they are."""
    loaded = instances.peek(runtime, session, instance_id)
    require_read(runtime, session, loaded.row, who)
    groups: dict[str, list[dict[str, Any]]] = {"user_tasks": [], "timers": [], "messages": [], "jobs": [], "incidents": []}
    full = who.has(*SEES_VARIABLES)
    for each in _waiting(loaded.before, who.language):
        due = each["due"].isoformat() if each["due"] else None
        entry = {"id": str(each["id"]), "element": each["element"], "due": due}
        groups[f"{each['kind']}s"].append({**entry, "what": each["what"]} if full else entry)
    library = runtime.catalogue.at(loaded.row["deployment_id"])
    attached, issued = papers(runtime, session, loaded.row, loaded.instance.variables, library, who)
    answer = {
        **outline(loaded.row, who, told=reading.is_told(runtime, session, loaded.row, who)), "waiting": groups, "attachments": attached, "documents": issued,
        "active": [{"process": process, "element": element} for process, element in loaded.instance.active_elements()],
    }
    if full:
        answer["variables"] = feel.to_json(loaded.instance.variables)
    return answer


def exported(
    runtime: Runtime, session: Session, who: Actor, *, status: str = "", process: str = "", search: str = "", incidents: bool = False,
) -> Iterator[Mapping[str, Any]]:
    """Instances for a table outside, within the person's scope: all of them, as the caller reads on."""
    rows = instance_list.every(
        session, who.scope, reading.about(runtime, who), status=status, process=process, search=search.strip(), incidents=incidents,
    )
    return (outline(row, who, told=row["told"]) for row in rows)


# -- definitions -------------------------------------------------------------------------------------------------------


def deployments(session: Session, *, page: int = 1, size: int = PAGE) -> tuple[list[dict[str, Any]], int]:
    """Deployments with their files, the newest first."""
    rows, total = stored_deployments.page(session, limit=size, offset=(page - 1) * size)
    files = stored_deployments.files(session, [row["id"] for row in rows])
    return [{**row, "files": files[row["id"]]} for row in rows], total


def deployment(session: Session, number: int) -> dict[str, Any]:
    """One deployment; raises NotFound."""
    row = stored_deployments.one(session, number)
    if row is None:
        raise NotFound()
    return {**row, "files": stored_deployments.files(session, [number])[number]}


def processes(session: Session) -> list[Mapping[str, Any]]:
    """The newest version of every process."""
    return definitions.process_list(session)


def process_versions(session: Session, process_id: str) -> list[Mapping[str, Any]]:
    """All versions of a process, the newest first."""
    return definitions.process_versions(session, process_id)
