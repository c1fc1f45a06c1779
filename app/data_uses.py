"""Where the entries of a data file are used: in drawings, tables and forms, and by the code of the handlers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app import data_files
from app.data_files import DataFile
from app.errors import Finding
from app.library import Library

KINDS = {".bpmn": "process", ".dmn": "table", ".form": "form"}
HANDLER = "handler"


@dataclass(frozen=True)
class Use:
    """A file, or a module of the handlers, names an entry; kind is process, table, form or handler."""

    kind: str
    name: str


def uses(library: Library, file: DataFile) -> dict[str, list[Use]]:
    """By key: where the entry is used, files first."""
    found: dict[str, list[Use]] = {}
    for path, keys in _of_files(library, file):
        for key in sorted(keys):
            found.setdefault(key, []).append(Use(KINDS[path[path.rindex("."):]], path))
    for key, modules in file.needed.items():
        found.setdefault(key, []).extend(Use(HANDLER, module) for module in modules)
    return found


def _of_files(library: Library, file: DataFile) -> Iterator[tuple[str, set[str]]]:
    if not file.function:
        return
    for path, resource in sorted(library.resources.items()):
        if path.endswith(tuple(KINDS)) and file.function.encode() in resource.content:
            yield path, data_files.keys_in(resource.content, file.function)


def missing(library: Library, file: DataFile) -> list[Finding]:
    """Entries that something names and the file does not have."""
    known = library.data(file.path)
    return [
        Finding(
            key, "data-entry-missing", "error",
            f"缺少“{key}”，而 {_names(places)} 用到它；请恢复这一条目，或先修改用到它的地方。",
            f"“{key}” is missing, but {_names(places)} names it; put the entry back, or change what names it first.", file.path,
            why_zh="没有这一条目，算出来是空值：期限、比例都不再起作用。",
            why_en="Without the entry the value is null: deadlines and limits no longer hold.",
        )
        for key, places in sorted(uses(library, file).items()) if key not in known
    ]


def _names(places: list[Use]) -> str:
    return ", ".join(each.name for each in places[:3]) + (" …" if len(places) > 3 else "")
