"""All processes at a glance: versions, running instances, drafts, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from app.checking import check_files, context_of
from app.engine.errors import UnknownDefinition
from app.errors import Finding
from app.library import Library
from app.queries.studio import references
from app.runtime import Programme, Runtime
from app.store import definitions, people
from app.store.database import Session

_found: WeakKeyDictionary[Library, dict[str, list[Finding]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class ProcessRow:
    """One process of the overview."""

    id: str
    name: str
    name_en: str
    path: str
    version: int
    at: Any
    by: str
    note: str
    running: list[tuple[int, int]]         # version, instances; the newest version first
    draft: Mapping[str, Any] | None
    errors: int
    warnings: int
    called_by: list[tuple[str, str]]        # names in Chinese and English
    starts_itself: bool

    @property
    def total(self) -> int:
        """Running instances of all versions."""
        return sum(count for _, count in self.running)


@dataclass(frozen=True)
class Overview:
    """The studio's first page."""

    lifecycle: list[ProcessRow]
    called: list[ProcessRow]
    unpublished: list[Mapping[str, Any]]   # drafts of processes that do not exist yet
    total: int


def overview(runtime: Runtime, session: Session, search: str = "") -> Overview:
    """All processes whose id or name holds the text, in two groups."""
    library = runtime.library(session)
    drafts = {row["path"]: row for row in drafts_of(session)}
    rows = _rows(runtime, session, library, drafts)
    wanted = [row for row in rows if matches(search, row.id, row.name, row.name_en)]
    unpublished = [
        {**row, "process_id": process_of(path)} for path, row in drafts.items()
        if path.endswith(".bpmn") and not library.has(path) and matches(search, path)
    ]
    return Overview(
        [row for row in wanted if row.starts_itself], [row for row in wanted if not row.starts_itself], unpublished, len(rows),
    )


def process_of(path: str) -> str:
    """The process that a file of its own is named after."""
    return path.rpartition("/")[2].removesuffix(".bpmn")


def matches(search: str, *texts: str) -> bool:
    """Whether one of the texts holds what is looked for."""
    wanted = search.strip().casefold()
    return not wanted or any(wanted in text.casefold() for text in texts)


def drafts_of(session: Session) -> list[dict[str, Any]]:
    """All drafts with their authors' names."""
    rows = definitions.draft_list(session)
    names = people.names(session, [row["by"] for row in rows])
    return [{**row, "by_name": names.get(row["by"], row["by"])} for row in rows]


def _rows(
    runtime: Runtime, session: Session, library: Library, drafts: Mapping[str, Mapping[str, Any]],
) -> list[ProcessRow]:
    listed = [row for row in definitions.process_list(session) if row["process_id"] in library.process_ids()]
    names = people.names(session, [row["by"] or "" for row in listed])
    running = definitions.running(session)
    found = findings(runtime.programme, library)
    return [
        _row(row, library, names, running, drafts, found.get(row["path"], [])) for row in listed
    ]


def _row(
    row: Mapping[str, Any], library: Library, names: Mapping[str, str], running: Mapping[tuple[str, int], int],
    drafts: Mapping[str, Mapping[str, Any]], found: list[Finding],
) -> ProcessRow:
    process_id = row["process_id"]
    count = Counter(finding.severity for finding in found)
    callers = references.to(library, references.PROCESS, process_id)
    return ProcessRow(
        id=process_id, name=row["name"], name_en=library.element_name(process_id, process_id, row["name"], "en"),
        path=row["path"], version=row["version"], at=row["at"], by=names.get(row["by"], row["by"] or ""), note=row["note"],
        running=sorted(((version, n) for (process, version), n in running.items() if process == process_id), reverse=True),
        draft=drafts.get(row["path"]), errors=count["error"], warnings=count["warning"],
        called_by=[
            (name, library.element_name(each, each, name, "en")) for each in sorted({each.process for each in callers})
            for name in [library.process(each).process.name or each]
        ],
        starts_itself=not callers or _starts_itself(library, process_id),
    )


def _starts_itself(library: Library, process_id: str) -> bool:
    """Whether a person or a message may start it, beside those who call it."""
    starts = [
        element for element in library.process(process_id).process.scope.elements.values() if element.kind == "startEvent"
    ]
    return any(start.settings.get("role") or start.event for start in starts)


def findings(programme: Programme, library: Library) -> dict[str, list[Finding]]:
    """Findings in all files of a library by path, found once."""
    if library not in _found:
        by_path: dict[str, list[Finding]] = {}
        for finding in check_files(library, sorted(library.resources), context_of(programme, library)):
            by_path.setdefault(finding.file, []).append(finding)
        _found[library] = by_path
    return _found[library]


@dataclass(frozen=True)
class FileRow:
    """One form, table or template of a list."""

    path: str
    title: str
    title_en: str
    used: int
    version: int
    at: Any
    by: str
    draft: Mapping[str, Any] | None
    errors: int
    warnings: int


def files(runtime: Runtime, session: Session, endings: tuple[str, ...], search: str = "") -> list[FileRow]:
    """All files of some kinds, drafts of new ones included."""
    library = runtime.library(session)
    drafts = {row["path"]: row for row in drafts_of(session)}
    newest, found = definitions.newest(session), findings(runtime.programme, library)
    names = people.names(session, [row["by"] or "" for row in newest.values()])
    rows = []
    for path in sorted({*library.resources, *drafts}):
        if path.endswith(endings):
            last = newest.get(path)
            zh, en = titles(library, path)
            count = Counter(finding.severity for finding in found.get(path, []))
            rows.append(FileRow(
                path, zh, en, len(uses(library, path)), last["version"] if last else 0, last["at"] if last else None,
                names.get(last["by"], last["by"] or "") if last else "", drafts.get(path), count["error"], count["warning"],
            ))
    return [row for row in rows if matches(search, row.path, row.title, row.title_en)]


def titles(library: Library, path: str) -> tuple[str, str]:
    """What a file is called in Chinese and English; its name without a better one."""
    name = path.rpartition("/")[2].partition(".")[0]
    if not library.has(path):
        return name, name
    if path.endswith(".form"):
        return form_titles(library, form_name(path))
    if path.endswith(".dmn"):
        title = _table_title(library, path) or name
        return title, name.replace("_", " ").capitalize()
    if path.endswith(".txt"):
        return _subject(library, path, "zh") or name, _subject(library, path, "en") or name
    return name, name


def _subject(library: Library, path: str, language: str) -> str:
    """The first line of a notice, as it is written in a language."""
    stem, _, ending = path.removesuffix(".txt").rpartition(".")
    other = f"{stem}.{language}.txt" if ending in {"zh", "en"} else path
    found = other if library.has(other) else path
    return library.template(found).decode("utf-8", "replace").partition("\n")[0].strip()


def _table_title(library: Library, path: str) -> str:
    try:
        return library.model(path).name
    except Exception:                                # a table that cannot be read still has its place in the list
        return ""


def form_name(path: str) -> str:
    """The name by which drawings know a form."""
    return path.removeprefix("forms/").removesuffix(".form")


def form_titles(library: Library, name: str) -> tuple[str, str]:
    """A form's title, else the name of the task that it belongs to."""
    users = references.to(library, references.FORM, name)
    wording = library.translations("en").get("forms", {}).get(name, {})
    own = library.form(name).title() if library.has_form(name) else ""
    zh = own or (users[0].name if users else name)
    en = wording.get("form", {}).get("label") or (
        library.element_name(users[0].process, users[0].element, users[0].name, "en") if users else name
    )
    return zh, str(en)


def uses(library: Library, path: str) -> list[references.Reference]:
    """Where a file is used."""
    if path.endswith(".form"):
        return references.to(library, references.FORM, form_name(path.replace("forms/regions/", "forms/", 1)))
    if path.endswith(".dmn"):
        return [each for decision in _decisions(library, path) for each in references.to(library, references.DECISION, decision)]
    if path.startswith("forms/notices/"):
        return references.to(library, references.TEMPLATE, path.rpartition("/")[2].partition(".")[0])
    return []


def _decisions(library: Library, path: str) -> Iterable[str]:
    try:
        return list(library.model(path).decisions) if library.has(path) else []
    except (UnknownDefinition, ValueError):
        return []
    except Exception:                                # see _table_title
        return []
