"""Where an uploaded file belongs."""

from __future__ import annotations

from pathlib import PurePosixPath

from app.commands.deployments import KINDS, BadPath
from app.engine.reader import read
from app.errors import Refused
from app.library import Library
from app.queries.studio import tables
from app.queries.studio.process import path_for


class PlaceUnknown(Refused):
    """It is not clear where “{name}” belongs; give its path, such as forms/formal_review/check_items.form."""

    status = 422
    code = "place-unknown"
    zh = "无法判断“{name}”放在哪里；请填写路径，例如 forms/formal_review/check_items.form。"


def place(library: Library, name: str, content: bytes, given: str = "") -> str:
    """The path that is given, or the one that follows from the content; raises BadPath, PlaceUnknown, UnsafeXml."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in KINDS:
        raise BadPath(path=name[:100], kinds=" ".join(KINDS))
    if given:
        if not given.endswith(ending):
            raise BadPath(path=given[:100], kinds=ending)
        return given
    found = _of_drawing(library, content) if ending == ".bpmn" else _of_table(library, name, content) if ending == ".dmn" else None
    found = found or _of_namesake(library, name)
    if found is None:
        raise PlaceUnknown(name=name[:100])
    return found


def _of_drawing(library: Library, content: bytes) -> str | None:
    executable = [process.id for process in read(content).processes if process.executable]
    known = [process_id for process_id in executable if process_id in library.process_ids()]
    return path_for(library, (known or executable)[0]) if executable else None


def _of_table(library: Library, name: str, content: bytes) -> str:
    known = set(library.decision_ids())
    for view in tables.views(content):             # a table with errors belongs somewhere too
        if view.id in known:
            return library.decision_path(view.id)
    return _of_namesake(library, name) or f"bpmn/shared/{PurePosixPath(name).name}"


def _of_namesake(library: Library, name: str) -> str | None:
    """The one file of the same name."""
    plain = PurePosixPath(name).name
    found = [path for path in library.resources if path.rpartition("/")[2] == plain and "/regions/" not in path]
    if len(found) == 1:
        return found[0]
    folder = {".docx": "forms/documents", ".txt": "forms/notices"}.get(PurePosixPath(plain).suffix)
    return f"{folder}/{plain}" if folder and not found else None
