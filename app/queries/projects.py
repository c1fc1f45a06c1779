"""Instances, records and documents within somebody's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import feel
from app.access import Actor
from app.commands import attachments, instances as commands, issued, reading
from app.commands.offers import offered
from app.errors import Forbidden, NotFound
from app.library import Library
from app.queries import fact_names, history
from app.queries.tasks import Panel, attached, named, panel_of, process_name
from app.runtime import Runtime
from app.store import documents, instance_list, instances, people, records, user_tasks
from app.store.database import Session
from app.visibility import reach

PAGE = 30


@dataclass(frozen=True)
class Listing:
    """A page of instances."""

    rows: list[Mapping[str, Any]]
    total: int
    processes: list[tuple[str, str]]
    pages: int


def listing(
    runtime: Runtime, session: Session, who: Actor, *, status: str = "", process: str = "", search: str = "",
    page: int = 1, incidents: bool = False, size: int = PAGE,
) -> Listing:
    """Instances that somebody may read: of his regions and units, and those he has worked on."""
    rows, total = instance_list.page(
        session, who.scope, reading.about(runtime, who), status=status, process=process, search=search.strip(), incidents=incidents, limit=size,
        offset=(page - 1) * size,
    )
    library = runtime.library(session)
    names = {code: process_name(library, code, who.language) for code in library.process_ids()}
    shown = [{**outline(row, who, told=row["told"]), "process_name": names.get(row["process_id"], row["process_id"])} for row in rows]
    return Listing(shown, total, sorted(names.items()), -(-total // size))


@dataclass(frozen=True)
class InstancePage:
    """Everything the page of one instance shows."""

    row: Mapping[str, Any]
    process_id: str
    process_name: str
    state: dict[str, Any]
    timeline: list[history.Line]
    open_tasks: list[Mapping[str, Any]]
    records: list[Panel]
    documents: list[Mapping[str, Any]]
    attachments: dict[str, Any]
    files: list[Mapping[str, Any]]
    timers: list[Mapping[str, Any]]
    others: list[Mapping[str, Any]]
    busy: bool                            # whether a worker has something to do before people do


def one(
    runtime: Runtime, session: Session, instance_id: UUID, who: Actor, process_id: str | None = None,
) -> InstancePage:
    """One instance; raises NotFound for those outside one's scope."""
    loaded = instances.peek(runtime, session, instance_id)
    row = loaded.row
    require_read(runtime, session, row, who)
    library = runtime.catalogue.at(row["deployment_id"])
    shown = process_id if process_id in library.process_ids() else row["process_id"]
    everything = reading.reads_all(runtime, session, row, who)
    panels = _records(runtime, session, loaded.instance.variables, library, who)
    known, elements = set(library.process_ids()), history.elements(library)
    return InstancePage(
        row=outline(row, who, told=reading.is_told(runtime, session, row, who)), process_id=shown, process_name=process_name(library, shown, who.language),
        state=history.picture(session, loaded.instance, instance_id, shown, library),
        timeline=history.timeline(
            session, library, instance_id, who.language, only=None if everything else who.id,
            closed=reading.closed_parts(runtime, who), reader=who.id,
            known=lambda acted: reading.known_names(runtime, session, acted, who),
        ),
        open_tasks=_open_tasks(session, library, instance_id, who, everything), records=panels,
        documents=_documents(runtime, session, panels, who),
        attachments=attached(session, [panel.values for panel in panels]),
        files=_files(runtime, session, row, who), timers=[
            {"element": timer.element, "due": timer.due, "name": fact_names.name_of(library, elements, timer.element, who.language)}
            for timer in sorted(loaded.before.timers, key=lambda each: each.due)
        ],
        others=[
            {**outline(each, who, told=each["told"]), "process_name": process_name(library, each["process_id"], who.language) if each["process_id"] in known else each["process_id"]}
            for each in (instance_list.with_key(session, who.scope, reading.about(runtime, who), row["business_key"], instance_id) if row["business_key"] else [])
        ],
        busy=bool(loaded.before.jobs),
    )


def outline(row: Mapping[str, Any], who: Actor, *, told: bool) -> dict[str, Any]:
    """An instance; whoever only has a task in it, or may not read what it is about, is not told whose it is."""
    row = {name: value for name, value in row.items() if name != "told"}
    if told or row["started_by"] == who.id:
        return row
    return {**row, "region": None, "unit": None, "started_by": None}


def require_read(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> None:
    """The same answer for what does not exist and what is not for this person."""
    if row["started_by"] == who.id or reading.is_told(runtime, session, row, who):
        return                  # whose it is may only come out in its first step
    if attachments.takes_part(session, row["id"], who):
        return
    raise NotFound()


def _open_tasks(session: Session, library: Library, instance_id: UUID, who: Actor, everything: bool) -> list[Mapping[str, Any]]:
    return [
        {
            **named(library, task, who.language),
            "mine": not who.grants.isdisjoint(task["candidates"]) and who.id not in task["excluded"],
        }
        for task in user_tasks.of_instance(session, instance_id, only_open=True)
        if everything or not who.grants.isdisjoint(task["candidates"])
    ]


def _records(
    runtime: Runtime, session: Session, variables: Mapping[str, Any], library: Library, who: Actor,
) -> list[Panel]:
    """Records that the instance's variables name, as far as somebody may read them: proposal_id names a proposal."""
    panels = []
    for kind in library.record_forms:
        key = variables.get(library.record_keys.get(kind, f"={kind}_id").removeprefix("="))
        row = records.get(session, kind, str(key)) if key else None
        if row is None:
            continue
        reached = reach(runtime.programme.visibility, who, kind)
        everywhere = reached.ways is None and who.scope.covers_all_of(row["region"], row["unit"])
        shown = records.readable(session, reached, row, beside=everywhere)
        if shown is not None:
            panels.append(panel_of(library, shown))
    return panels


def _documents(runtime: Runtime, session: Session, panels: list[Panel], who: Actor) -> list[Mapping[str, Any]]:
    found = [each for panel in panels for each in documents.of_record(session, panel.type, panel.key)]
    return [each for each in found if issued.may_read(runtime, session, each, who)]


def papers(
    runtime: Runtime, session: Session, row: Mapping[str, Any], variables: Mapping[str, Any], library: Library, who: Actor,
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Files attached to an instance's tasks and official documents about its records, as far as somebody may read them."""
    return _files(runtime, session, row, who), _documents(runtime, session, _records(runtime, session, variables, library, who), who)


def _files(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> list[Mapping[str, Any]]:
    everything = reading.reads_all(runtime, session, row, who)
    return [
        each for each in user_tasks.attachments_of(session, row["id"])
        if each["by"] == who.id or (everything and not reading.is_closed_part(runtime, session, each, who))
    ]


def document(runtime: Runtime, session: Session, identity: UUID, who: Actor) -> Mapping[str, Any]:
    """An official document, for the unit it was issued to and whoever may read its record."""
    row = issued.readable(runtime, session, identity, who)
    return {**row, "file": f"{row['number']}.docx"}


def startable(runtime: Runtime, session: Session, who: Actor) -> list[dict[str, Any]]:
    """Processes that somebody's roles let him start, and whether they are open today."""
    library = runtime.library(session)
    return [
        {
            "id": process_id, "name": process_name(library, process_id, who.language),
            "available": commands.is_available(runtime, session, library, process_id),
            "documentation": commands.start_event(library, process_id).documentation,
        }
        for process_id in library.process_ids() if commands.may_start(runtime, library, process_id, who)
    ]


def start_page(runtime: Runtime, session: Session, process_id: str, who: Actor) -> dict[str, Any]:
    """The start form of a process; raises Forbidden, NotAvailable."""
    library = runtime.library(session)
    if process_id not in library.process_ids():
        raise NotFound()
    if not commands.may_start(runtime, library, process_id, who):
        raise Forbidden()
    name = process_name(library, process_id, who.language)
    if not commands.is_available(runtime, session, library, process_id):
        raise commands.NotAvailable(name=name)
    form_name = commands.start_event(library, process_id).settings.get("form")
    form = library.form(form_name) if form_name else None
    wording = library.translations("en").get("forms", {}).get(form_name or "", {})
    return {
        "id": process_id, "name": name,
        "schema": form.for_browser(who.language, wording) if form else {"type": "default", "components": []},
        "values": {
            **feel.to_json(prefilled(session, who)), **offered(runtime, session, form.offered, who),
        } if form else {},
    }


def prefilled(session: Session, who: Actor) -> dict[str, Any]:
    """What the system knows of whoever starts: his unit and its region."""
    unit = people.unit(session, who.unit) if who.unit else None
    if unit is None:
        return {}
    return {"lead_unit": unit["id"], "unit": unit["id"], "lead_name": unit["name"], "uscc": unit["uscc"], "region": unit["region"]}


def notices(runtime: Runtime, session: Session, who: Actor) -> list[Mapping[str, Any]]:
    """A person's notices; looking at them marks them as read."""
    found = people.notices_of(session, who.id)
    people.mark_read(session, who.id, runtime.clock.now())
    return found
