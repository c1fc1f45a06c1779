"""The inbox and one task, as pages and programs need them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import feel, visibility
from app.access import Actor
from app.commands import moving, reading, user_tasks as commands
from app.commands.named_files import foreign, ids_in
from app.commands.outside import is_allowed
from app.commands.offers import offered
from app.engine.places import way_to
from app.errors import NotFound
from app.forms import Form
from app.library import Library
from app.queries import history
from app.runtime import Runtime
from app.store import definitions, facts, instances, people, records, user_tasks
from app.store.database import Session

PAGE = 30
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Inbox:
    """One page of the inbox with the numbers of its filters."""

    tasks: list[Mapping[str, Any]]
    counts: dict[str, int]
    more: bool
    processes: list[tuple[str, str]] = field(default_factory=list)


def inbox(
    runtime: Runtime, session: Session, who: Actor, *, show: str = "", search: str = "", process: str = "",
    page: int = 1,
) -> Inbox:
    """Open tasks of somebody's roles, units and regions by due moment, the most urgent first; `show` narrows them down."""
    now = runtime.clock.now()
    spans = {"soon": {"after": now, "before": now + SOON}, "late": {"before": now}}
    mine, span = ("" if show in spans else show), spans.get(show, {})
    found = user_tasks.inbox(
        session, who.grants, who.id, mine=mine, search=search.strip(), process=process, **span,
        limit=PAGE + 1, offset=(page - 1) * PAGE,
    )
    library = runtime.library(session)
    tasks = [
        named(library, task, who.language) for task in found[:PAGE]
    ]
    counts = {
        "": user_tasks.inbox_count(session, who.grants, who.id),
        "claimed": user_tasks.inbox_count(session, who.grants, who.id, mine="claimed"),
        "free": user_tasks.inbox_count(session, who.grants, who.id, mine="free"),
        **{code: user_tasks.inbox_count(session, who.grants, who.id, **limits) for code, limits in spans.items()},
    }
    processes = [(code, process_name(library, code, who.language)) for code in library.process_ids()]
    return Inbox(tasks, counts, len(found) > PAGE, processes)


def named(library: Library, task: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A task with its own and its lane's name in a language."""
    return {
        **task, "name": library.element_name(task["process_id"], task["element"], task["name"], language),
        "lane": library.lane_name(task["process_id"], task["lane"] or "", language),
        "claimed_name": (language.startswith("en") and task.get("claimed_name_en")) or task.get("claimed_name"),
    }


def process_name(library: Library, process_id: str, language: str) -> str:
    """A process's name in a language."""
    name = library.process(process_id).process.name or process_id
    return library.element_name(process_id, process_id, name, language)


@dataclass(frozen=True)
class TaskPage:
    """Everything the page of one task shows."""

    task: Mapping[str, Any]
    form: Form | None
    values: dict[str, Any]                # what the form shows, plain JSON
    attachments: dict[str, Any]
    context: list["Panel"]
    timeline: list[history.Line]
    drawing: str                          # path of the file
    state: dict[str, Any]                 # for the viewer
    claimed_name: str | None
    translations: Mapping[str, Any]
    back_to: list[tuple[str, str]]        # elements it may be sent back to, by name
    returned: Mapping[str, Any] | None    # by whom and why it was sent back to here
    suspended: bool
    outside: bool                         # whether it may be recorded as done in another system


@dataclass(frozen=True)
class Panel:
    """A business record to read beside the form."""

    type: str
    key: str
    title: str
    state: str
    version: int
    form: Form | None
    values: dict[str, Any]                # FEEL values
    translations: Mapping[str, Any]


def task_page(runtime: Runtime, session: Session, task_id: UUID, who: Actor) -> TaskPage:
    """One open task; raises NotFound, NotWaiting, DeadlinePassed, FourEyes like the command would."""
    task = commands.open_task(session, task_id, who)
    loaded = instances.peek(runtime, session, task["instance_id"])
    library = runtime.catalogue.at(task["deployment_id"])
    form = library.form(task["form"], task["region"]) if library.has_form(task["form"]) else None
    given = _given(runtime, session, loaded, task, who)
    values = feel.to_json({key: given[key] for key in (form.keys if form else ()) if given.get(key) is not None})
    draft = task["draft"] or user_tasks.interrupted_draft(session, task)
    values.update(visibility.given(runtime.programme.visibility, who, _place_of(loaded), draft or {}))
    values.update(offered(runtime, session, form.offered, who) if form else {})
    given = {**given, **_with_names(session, {name: given[name] for name in (form.shown_lists if form else ()) if given.get(name)}, who.language)}
    translations = library.translations("en").get("forms", {}).get(task["form"], {})
    named_here = form.words(translations) if form else frozenset()
    shown = {**feel.to_json({name: given[name] for name in given.keys() & named_here - values.keys() if _plain(given[name])}), **values}
    names = people.names(session, [task["claimed_by"] or ""], who.language)
    context = _context(runtime, session, loaded, task_id, library, who)
    everything = reading.reads_all(runtime, session, loaded.row, who)
    return TaskPage(
        task=named(library, task, who.language),
        form=form, values=shown,
        attachments=attached(session, [values, *(panel.values for panel in context)], task_id, but=foreign(session, draft, given, task_id)),
        context=context,
        timeline=history.timeline(
            session, library, task["instance_id"], who.language, only=None if everything else who.id,
            closed=reading.closed_parts(runtime, who), reader=who.id,
            known=lambda acted: reading.known_names(runtime, session, acted, who),
        ),
        drawing=library.process_resource(task["process_id"]).path,
        state=history.picture(session, loaded.instance, task["instance_id"], task["process_id"], library),
        claimed_name=names.get(task["claimed_by"] or ""),
        translations=translations,
        back_to=[
            (element, _element_name(library, task["process_id"], element, who.language))
            for element in moving.back_targets(session, loaded, task)
        ],
        returned=_returned(session, task, who.language),
        suspended=loaded.instance.status == "suspended",
        outside=is_allowed(loaded.instance.settings_at(task_id)),
    )


def _given(
    runtime: Runtime, session: Session, loaded: instances.Loaded, task: Mapping[str, Any], who: Actor,
) -> dict[str, Any]:
    """What the form shows before anybody has typed, without what is not for whoever has the task."""
    matrix, bound = runtime.programme.visibility, commands.record_of(loaded, task["id"])
    row = records.get(session, *bound) if bound else None
    written = records.readable(session, visibility.reach(matrix, who, row["type"]), row, beside=True) if row else None
    variables = visibility.given(matrix, who, _place_of(loaded), loaded.instance.variables_at(task["id"]))
    return {**variables, **(written["data"] if written else {})}


def _place_of(loaded: instances.Loaded) -> visibility.Place:
    return loaded.row["region"], loaded.row["unit"]


def _element_name(library: Library, process_id: str, element: str, language: str) -> str:
    way = way_to(library.process(process_id).process.scope, element)
    return library.element_name(process_id, element, way[-1].name if way else element, language)


def _returned(session: Session, task: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    fact = facts.sent_back_to(session, task["instance_id"], task["element"])
    if fact is None:
        return None
    names = people.names(session, [fact["by"] or ""], language)
    return {"by": names.get(fact["by"], fact["by"]), "reason": (fact["data"] or {}).get("reason", ""), "at": fact["at"]}


def _with_names(session: Session, lists: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Lists that a form's tables show, with people by name where a cell is their identity."""
    rows = {name: [row for row in found if isinstance(row, dict)] for name, found in lists.items() if isinstance(found, list)}
    cells = {cell for found in rows.values() for row in found for cell in row.values() if isinstance(cell, str)}
    names = people.names(session, sorted(cells), language)
    return {
        name: [{key: names.get(cell, cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in found]
        for name, found in rows.items() if len(found) == len(lists[name])
    }


def _plain(value: Any) -> bool:
    return value is None or not callable(value)


def attached(session: Session, answers: Any, task_id: UUID | None = None, but: Collection[str] = ()) -> dict[str, Any]:
    """Files that answers name, with the address where each is read, for a task by whoever has that; `but` are left out."""
    by_task = f"?task={task_id}" if task_id else ""
    return {
        identity: {"name": row["name"], "size": row["size"], "url": f"/attachments/{identity}{by_task}"}
        for identity, row in user_tasks.attachment_names(session, ids_in(answers)).items()
        if identity not in but
    }


def _context(
    runtime: Runtime, session: Session, loaded: instances.Loaded, task_id: UUID, library: Library, who: Actor,
) -> list[Panel]:
    """Records beside the form, without what is not for whoever has the task."""
    rows = commands.context_of(session, loaded, task_id, library)
    found = [records.readable(session, visibility.reach(runtime.programme.visibility, who, row["type"]), row, beside=True) for row in rows]
    return [panel_of(library, row) for row in found if row is not None]


def panel_of(library: Library, row: Mapping[str, Any]) -> Panel:
    """A record with the form that can show it."""
    name = library.record_forms.get(row["type"], "")
    form = library.form(name, row["region"]) if name and library.has_form(name) else None
    return Panel(
        row["type"], row["key"], row["title"], row["state"], row["version"], form, dict(row["data"]),
        library.translations("en").get("forms", {}).get(name, {}),
    )


def drawing(runtime: Runtime, session: Session, deployment: int, process_id: str, language: str = "zh") -> bytes:
    """The drawing of a process as of a deployment, its names in a language; raises NotFound."""
    if not 0 < deployment <= definitions.latest_deployment(session):
        raise NotFound()
    library = runtime.catalogue.at(deployment)
    if process_id not in library.process_ids():
        raise NotFound()
    return library.drawing_in(process_id, language)


def done_lately(runtime: Runtime, session: Session, who: Actor) -> list[Mapping[str, Any]]:
    """What somebody has completed, the latest first, and whether he may still withdraw it."""
    library = runtime.library(session)
    return [
        {
            **task, "name": library.element_name(task["process_id"], task["element"], task["name"], who.language),
            "may_withdraw": moving.may_withdraw(runtime, session, task, who),
        }
        for task in user_tasks.completed_by(session, who.id)
    ]


