"""The programme's data files for reading: every entry with its values, where it is used, and how it came to be what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import data_files, data_uses
from app.data_files import DataField, DataFile
from app.errors import NotFound
from app.library import Library
from app.queries.studio import overview
from app.queries.studio.process import draft_of
from app.runtime import Runtime
from app.store import definitions, people
from app.store.database import Session

NAMES = ("zh", "en")
GROUP = "group"
MOST_VERSIONS = 200


@dataclass(frozen=True)
class Change:
    """A deployment in which an entry began, changed or went; `values` are field, before and after."""

    version: int
    deployment: int
    at: datetime
    by: str
    note: str
    source: str
    values: list[tuple[DataField, Any, Any]]


@dataclass(frozen=True)
class Used:
    """Where an entry is used: a file with its names, or a module of the handlers."""

    kind: str
    name: str
    zh: str
    en: str


@dataclass(frozen=True)
class Entry:
    """One entry; `drafted` are its values in the draft where these differ."""

    key: str
    values: Mapping[str, Any]
    used: list[Used]
    changes: list[Change]
    drafted: Mapping[str, Any] | None = None

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        zh, en = (str(self.values.get(name) or self.key) for name in NAMES)
        return zh, en


@dataclass(frozen=True)
class DataPage:
    """A data file as a whole."""

    file: DataFile
    version: int
    groups: list[tuple[tuple[str, str] | None, list[Entry]]]
    draft: Mapping[str, Any] | None
    total: int

    @property
    def columns(self) -> list[DataField]:
        """The fields that are shown beside the name."""
        return [each for each in self.file.fields if each.name not in (*NAMES, GROUP, "id")]

    @property
    def entries(self) -> list[Entry]:
        """All entries that are shown."""
        return [each for _, rows in self.groups for each in rows]


def file_named(runtime: Runtime, name: str) -> DataFile:
    """A data file of the programme; raises NotFound."""
    found = next((each for each in runtime.programme.data_files if each.name == name), None)
    if found is None:
        raise NotFound()
    return found


def page(runtime: Runtime, session: Session, name: str, search: str = "") -> DataPage:
    """A file with the entries whose key, names or texts hold what is looked for; raises NotFound."""
    file, library = file_named(runtime, name), runtime.library(session)
    rows = list(_entries(session, library, file))
    shown = [row for row in rows if overview.matches(search, row.key, *(str(value) for value in row.values.values()))]
    resource = library.resources.get(file.path)
    return DataPage(file, resource.version if resource else 0, _grouped(file, shown), draft_of(session, file.path), len(rows))


def entry(runtime: Runtime, session: Session, name: str, key: str) -> tuple[DataPage, Entry]:
    """One entry with its file; raises NotFound."""
    found = page(runtime, session, name)
    for each in found.entries:
        if each.key == key:
            return found, each
    raise NotFound()


def _grouped(file: DataFile, rows: list[Entry]) -> list[tuple[tuple[str, str] | None, list[Entry]]]:
    group = next((each for each in file.fields if each.name == GROUP), None)
    if group is None:
        return [(None, rows)] if rows else []
    found = [(words, [row for row in rows if row.values.get(GROUP) == code]) for code, words in group.choices.items()]
    return [(words, each) for words, each in found if each]


def _entries(session: Session, library: Library, file: DataFile) -> Iterator[Entry]:
    used, changes, drafted = data_uses.uses(library, file), _changes(session, file), _drafted(session, file)
    for key, values in library.data(file.path).items():
        other = drafted.get(key)
        yield Entry(
            key, values, [_used(library, each) for each in used.get(key, ())], changes.get(key, []),
            other if other is not None and other != values else None,
        )


def _used(library: Library, use: data_uses.Use) -> Used:
    return Used(use.kind, use.name, *((use.name, use.name) if use.kind == data_uses.HANDLER else overview.titles(library, use.name)))


def _drafted(session: Session, file: DataFile) -> Mapping[str, Any]:
    row = definitions.draft(session, file.path)
    return _read(bytes(row["content"])) if row else {}


def _changes(session: Session, file: DataFile) -> dict[str, list[Change]]:
    """By key: what every deployment has changed, the newest first."""
    versions = definitions.versions(session, file.path)[:MOST_VERSIONS]
    names = people.names(session, [row["by"] or "" for row in versions])
    contents = [_content(session, file, row["version"]) for row in versions] + [{}]
    found: dict[str, list[Change]] = {}
    for row, after, before in zip(versions, contents, contents[1:], strict=False):
        for key in dict.fromkeys([*after, *before]):
            values = [
                (each, before.get(key, {}).get(each.name), after.get(key, {}).get(each.name)) for each in file.fields
                if before.get(key, {}).get(each.name) != after.get(key, {}).get(each.name)
            ]
            if values:
                found.setdefault(key, []).append(Change(
                    row["version"], row["deployment"], row["at"], names.get(row["by"], row["by"] or ""), row["note"], row["source"], values,
                ))
    return found


def _content(session: Session, file: DataFile, version: int) -> Mapping[str, Any]:
    resource = definitions.resource(session, file.path, version)
    return _read(resource.content) if resource else {}


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        return data_files.entries(content)
    except ValueError:
        return {}
