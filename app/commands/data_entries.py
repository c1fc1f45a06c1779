"""Changing one entry of a data file: the rest of the file stays as it is, and the file goes the way of all drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import access, data_files
from app.access import Actor
from app.checking import check_change
from app.commands import deployments
from app.data_files import DataFile
from app.engine.errors import DrawingRefused
from app.engine.waiting import Fact
from app.errors import NotFound
from app.runtime import Runtime
from app.store import definitions, instances
from app.store.database import Session


def change(
    runtime: Runtime, session: Session, file: DataFile, key: str, values: Mapping[str, Any], *, reason: str, version: int, base: int,
    by: Actor, publish: bool,
) -> None:
    """A designer gives an entry other values, in the draft or at once in a new version; what runs keeps its own.

    Raises NoteMissing, NotFound, DraftChanged, BaseMoved, DrawingRefused with the findings.
    """
    access.require_role(by, access.DESIGNER)
    if not reason.strip():
        raise deployments.NoteMissing()
    before = _document(session, file)
    if key not in before:
        raise NotFound()
    content = data_files.written({**before, key: dict(values)})
    if publish:
        deployments.publish(runtime, session, file.path, content, note=reason, version=version, base=base, by=by)
        return
    found = check_change(runtime.programme, runtime.library(session), {file.path: content})
    if any(each.blocks for each in found):
        raise DrawingRefused(found)
    deployments.save_draft(runtime, session, file.path, content, version=version, base=base, by=by)
    instances.add_facts(session, None, [Fact("draft_changed", "", None, runtime.clock.now(), by.id, {
        "path": file.path, "key": key, "reason": reason.strip(),
        "before": _told(before[key]), "after": _told(values),
    })])


def _document(session: Session, file: DataFile) -> dict[str, dict[str, Any]]:
    """The draft, else the newest version; raises NotFound when neither can be read."""
    draft, newest = definitions.draft(session, file.path), definitions.resource(session, file.path)
    try:
        return data_files.entries(bytes(draft["content"]) if draft else newest.content if newest else b"")
    except ValueError as error:
        raise NotFound() from error


def _told(values: Mapping[str, Any]) -> str:
    return data_files.written({"": values}).decode().strip("{}\n ").removeprefix('"": ')
