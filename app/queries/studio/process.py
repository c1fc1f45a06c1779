"""One process in the studio: its versions, what it uses, its draft, and two of its versions compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import drawing_changes as changes
from app.checking import check_change, check_kept
from app.commands.new_process import path_of
from app.errors import Finding, NotFound
from app.library import Library
from app.queries.studio import references
from app.queries.studio.references import Reference
from app.runtime import Runtime
from app.store import definitions, people
from app.store.database import Session

DRAFT = "draft"


@dataclass(frozen=True)
class Task:
    """A user task as the list beside the drawing shows it."""

    element: str
    name: str
    lane: str
    roles: list[str]
    form: str
    due: str
    reminders: list[tuple[int | str, str, str]]   # working days or FEEL for them, hour, or a day by FEEL


@dataclass(frozen=True)
class ProcessPage:
    """Everything the page of one process shows."""

    id: str
    name: str
    name_en: str
    path: str
    shown: str                              # a version's number, or `draft`
    versions: list[Mapping[str, Any]]
    draft: Mapping[str, Any] | None
    tasks: list[Task]
    uses: dict[str, list[Reference]]
    forms: set[str]                         # of those used, the ones that there are
    decisions: dict[str, str]               # decision id -> path
    processes: dict[str, str]               # called process id -> name
    callers: list[Reference]
    findings: list[Finding]
    others: list[str]                       # processes drawn in the same file

    @property
    def running(self) -> int:
        """Running instances of all versions."""
        return sum(version["running"] for version in self.versions)


def page(runtime: Runtime, session: Session, process_id: str, version: str = "", language: str = "zh") -> ProcessPage:
    """One process, at its newest version unless another or the draft is asked for; raises NotFound."""
    library = runtime.library(session)
    path = path_for(library, process_id)
    versions = _versions(session, process_id)
    draft = draft_of(session, path)
    if not versions and draft is None:
        raise NotFound()
    shown = version or (str(versions[0]["version"]) if versions else DRAFT)
    content = content_of(session, process_id, path, shown)
    seen = library.replaced({path: content})
    process = seen.drawing(path).process(process_id)
    name = (process.name if process else "") or process_id
    used: dict[str, list[Reference]] = {}
    for each in references.of(process) if process else ():
        used.setdefault(each.kind, []).append(each)
    return ProcessPage(
        id=process_id, name=name, name_en=library.element_name(process_id, process_id, name, "en"), path=path, shown=shown,
        versions=versions, draft=draft, tasks=_tasks(library, process, language) if process else [], uses=used,
        forms=set(library.form_names()), decisions=_decision_paths(library, used),
        processes=_names(library, language), callers=references.to(library, references.PROCESS, process_id),
        findings=findings_of(runtime, library, path, content),
        others=[each.id for each in seen.drawing(path).processes if each.executable and each.id != process_id],
    )


def path_for(library: Library, process_id: str) -> str:
    """The file of a process, or where it would be."""
    return library.process_resource(process_id).path if process_id in library.process_ids() else path_of(process_id)


def findings_of(runtime: Runtime, library: Library, path: str, content: bytes) -> list[Finding]:
    """What a check says of a file in the place of the published one."""
    return [*check_kept(library, path, content), *check_change(runtime.programme, library, {path: content})]


def draft_of(session: Session, path: str) -> Mapping[str, Any] | None:
    """The draft of a path with its author's name, and whether it was begun with the newest version."""
    row = definitions.draft(session, path)
    if row is None:
        return None
    newest = definitions.versions(session, path)[:1]
    ids = [row["by"], *(each["by"] or "" for each in newest)]
    names = people.names(session, ids)
    moved = {**newest[0], "by": names.get(newest[0]["by"], newest[0]["by"] or "")} if newest and newest[0]["version"] != row["base_version"] else None
    return {**row, "by_name": names.get(row["by"], row["by"]), "moved": moved}


def _versions(session: Session, process_id: str) -> list[Mapping[str, Any]]:
    rows = definitions.process_versions(session, process_id)
    names = people.names(session, [row["by"] or "" for row in rows])
    return [{**row, "by": names.get(row["by"], row["by"] or "")} for row in rows]


def content_of(session: Session, process_id: str, path: str, version: str) -> bytes:
    """The drawing of a version or of the draft; raises NotFound."""
    if version == DRAFT:
        row = definitions.draft(session, path)
        if row is None:
            raise NotFound()
        return bytes(row["content"])
    for each in definitions.process_versions(session, process_id):
        if str(each["version"]) == version:
            resource = definitions.resource(session, each["path"], each["file_version"])
            if resource is not None:
                return resource.content
    raise NotFound()


def _tasks(library: Library, process: Any, language: str) -> list[Task]:
    return [
        Task(
            element.id, library.element_name(process.id, element.id, element.name or element.id, language),
            library.lane_name(process.id, process.lanes.get(element.id, ""), language), [role.strip() for role in element.settings.get("role", "").split(",") if role.strip()],
            element.settings.get("form") or f"{process.id}/{element.id}" if element.kind == "userTask" else "",
            element.settings.get("due", ""), [(each.counted or each.working_days, each.at, each.on or "") for each in element.reminders],
        )
        for _, element in process.scope.walk() if element.kind in {"userTask", "manualTask"}
    ]


def _decision_paths(library: Library, used: Mapping[str, list[Reference]]) -> dict[str, str]:
    known = set(library.decision_ids())
    return {each.target: library.decision_path(each.target) for each in used.get(references.DECISION, ()) if each.target in known}


def _names(library: Library, language: str) -> dict[str, str]:
    return {
        identity: library.element_name(identity, identity, library.process(identity).process.name or identity, language)
        for identity in library.process_ids()
    }


@dataclass(frozen=True)
class Comparison:
    """Two drawings of a process and what differs."""

    page: ProcessPage
    old: str
    new: str
    changes: changes.Changes


def comparison(
    runtime: Runtime, session: Session, process_id: str, old: str, new: str, language: str = "zh",
) -> Comparison:
    """Compares two versions (or the draft); without a choice the newest two things there are."""
    shown = page(runtime, session, process_id, language=language)
    numbers = [str(version["version"]) for version in shown.versions]
    choices = [*([DRAFT] if shown.draft else []), *numbers]
    new = new if new in choices else choices[0]
    behind = choices[choices.index(new) + 1:]
    old = old if old in choices else (behind or choices)[0]
    contents = [content_of(session, process_id, shown.path, version) for version in (old, new)]
    return Comparison(shown, old, new, changes.compare(*contents))


@dataclass(frozen=True)
class EditPage:
    """What the designer opens with."""

    id: str
    name: str
    name_en: str
    path: str
    xml: str
    draft: Mapping[str, Any] | None
    base: int                               # the published version of the file that the work begins with, 0: none
    running: int
    version: int                            # of the process


def edit_page(runtime: Runtime, session: Session, process_id: str) -> EditPage:
    """The draft if there is one, else the newest version; raises NotFound."""
    library = runtime.library(session)
    path = path_for(library, process_id)
    draft, newest = draft_of(session, path), library.resources.get(path)
    if draft is None and newest is None:
        raise NotFound()
    versions = definitions.process_versions(session, process_id)
    content = bytes(draft["content"]) if draft else newest.content
    name, name_en = (_names(library, language).get(process_id, process_id) for language in ("zh", "en"))
    return EditPage(
        process_id, name, name_en, path, content.decode("utf-8", "replace"), draft,
        draft["base_version"] if draft else newest.version, sum(row["running"] for row in versions),
        versions[0]["version"] if versions else 0,
    )


def running_of_file(session: Session, library: Library, path: str) -> int:
    """How many instances of the processes in a file run."""
    count = definitions.running(session)
    mine = {process_id for process_id in library.process_ids() if library.process_resource(process_id).path == path}
    return sum(n for (process_id, _), n in count.items() if process_id in mine)
