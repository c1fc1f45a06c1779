"""What the designer offers to choose from: forms, roles, operations, decisions, processes, records, templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.library import Library
from app.queries.studio.overview import form_titles
from app.runtime import Programme

Entry = dict[str, Any]


def catalogue(programme: Programme, library: Library, process_id: str) -> dict[str, list[Entry]]:
    """Entries `{value, zh, en, description?}` by kind, as one process sees them."""
    return {
        "forms": sorted(_forms(library), key=lambda entry: (not entry["value"].startswith(f"{process_id}/"), entry["value"])),
        "roles": [_entry(code, role.zh, role.en) for code, role in programme.roles.items()],
        "operations": list(_operations(programme, process_id)),
        "decisions": list(_decisions(library)),
        "processes": list(_processes(library)),
        "records": [_entry(code, kind.zh, kind.en) for code, kind in programme.record_types.items()],
        "templates": [_template(library, name) for name in library.notice_names()],
    }


def _entry(value: str, zh: str, en: str) -> Entry:
    return {"value": value, "zh": zh, "en": en}


def _forms(library: Library) -> Iterator[Entry]:
    for name in library.form_names():
        zh, en = form_titles(library, name)
        yield _entry(name, f"{zh}（{name}）" if zh != name else name, f"{en} ({name})" if en != name else name)


def _operations(programme: Programme, process_id: str) -> Iterator[Entry]:
    """A process's own operations by their short names, then the shared ones."""
    own = f"{process_id}."
    names = sorted((name for name in programme.operations if name.startswith(own) or "." not in name), key=lambda name: (not name.startswith(own), name))
    for name in names:
        help_text = programme.operations[name].help
        short = name.removeprefix(own)
        yield {**_entry(short, short, short), "description": {"zh": help_text, "en": help_text}}


def _decisions(library: Library) -> Iterator[Entry]:
    for identity in library.decision_ids():
        name = library.decision(identity).decision(identity).decision.name or identity
        yield _entry(identity, f"{name}（{identity}）", identity.replace("_", " ").capitalize())


def _processes(library: Library) -> Iterator[Entry]:
    for process_id in library.process_ids():
        name = library.process(process_id).process.name or process_id
        yield _entry(process_id, name, library.element_name(process_id, process_id, name, "en"))


def _template(library: Library, name: str) -> Entry:
    subjects = []
    for language in ("zh", "en"):
        path = f"forms/notices/{name}.{language}.txt"
        subjects.append(library.template(path).decode("utf-8", "replace").partition("\n")[0] if library.has(path) else name)
    return _entry(name, f"{name} · {subjects[0]}", f"{name} · {subjects[1]}")
