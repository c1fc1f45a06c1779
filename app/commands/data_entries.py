"""Adding, changing or removing one entry of a data file: the rest stays as it is, and the file goes the way of all drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import access, data_files
from app.access import Actor
from app.checking import check_change
from app.commands import deployments
from app.commands.deployments import Deployed
from app.data_files import DataFile
from app.engine.errors import DrawingRefused
from app.engine.waiting import Fact
from app.errors import Conflict, NotFound
from app.runtime import Runtime
from app.store import definitions, instances, people
from app.store.database import Session


REGIONS = "regions"


class KeyTaken(Conflict):
    """There is an entry “{key}” already; choose another key, or change that entry."""

    code = "entry-key-taken"
    zh = "已有条目“{key}”；请换一个键，或修改那一条。"


class LastEntry(Conflict):
    """“{key}” is the only entry of this file and cannot be removed."""

    code = "entry-last"
    zh = "“{key}”是唯一的条目，不能删除。"


class EntryInUse(Conflict):
    """“{key}” is still used and cannot be removed: {where}."""

    code = "entry-in-use"
    zh = "“{key}”仍在使用，不能删除：{where}。"


def add(
    runtime: Runtime, session: Session, file: DataFile, key: str, values: Mapping[str, Any], *, reason: str, version: int, base: int,
    by: Actor, publish: bool,
) -> Deployed | None:
    """A designer adds an entry at the end; raises KeyTaken beside what `change` raises."""
    before = _begin(session, file, reason, by)
    if key in before:
        raise KeyTaken(key=key)
    return _keep(runtime, session, file, key, {**before, key: dict(values)}, before, reason, version, base, by, publish)


def remove(
    runtime: Runtime, session: Session, file: DataFile, key: str, *, reason: str, version: int, base: int, by: Actor, publish: bool,
) -> Deployed | None:
    """A designer takes an entry away; raises LastEntry and EntryInUse beside what `change` raises."""
    before = _begin(session, file, reason, by)
    if key not in before:
        raise NotFound()
    if len(before) == 1:
        raise LastEntry(key=key)
    places = _naming(runtime, session, key) if file.name == REGIONS else []
    if places:
        raise EntryInUse(key=key, where=", ".join(places[:5]) + (" …" if len(places) > 5 else ""))
    kept = {name: entry for name, entry in before.items() if name != key}
    return _keep(runtime, session, file, key, kept, before, reason, version, base, by, publish)


def change(
    runtime: Runtime, session: Session, file: DataFile, key: str, values: Mapping[str, Any], *, reason: str, version: int, base: int,
    by: Actor, publish: bool,
) -> Deployed | None:
    """A designer gives an entry other values, in the draft or at once in a new version; what runs keeps its own.

    Raises NoteMissing, NotFound, DraftChanged, BaseMoved, DrawingRefused with the findings.
    """
    before = _begin(session, file, reason, by)
    if key not in before:
        raise NotFound()
    return _keep(runtime, session, file, key, {**before, key: dict(values)}, before, reason, version, base, by, publish)


def _begin(session: Session, file: DataFile, reason: str, by: Actor) -> dict[str, dict[str, Any]]:
    """The entries as they are, for a designer who says why."""
    access.require_role(by, access.DESIGNER)
    if not reason.strip():
        raise deployments.NoteMissing()
    return _document(session, file)


def _keep(
    runtime: Runtime, session: Session, file: DataFile, key: str, after: Mapping[str, Any], before: Mapping[str, Any],
    reason: str, version: int, base: int, by: Actor, publish: bool,
) -> Deployed | None:
    content = data_files.written(after)
    if publish:
        return deployments.publish(runtime, session, file.path, content, note=reason, version=version, base=base, by=by)
    found = check_change(runtime.programme, runtime.library(session), {file.path: content})
    if any(each.blocks for each in found):
        raise DrawingRefused(found)
    deployments.save_draft(runtime, session, file.path, content, version=version, base=base, by=by)
    instances.add_facts(session, None, [Fact("draft_changed", "", None, runtime.clock.now(), by.id, {
        "path": file.path, "key": key, "reason": reason.strip(),
        "before": _told(before[key]) if key in before else "", "after": _told(after[key]) if key in after else "",
    })])
    return None


def _naming(runtime: Runtime, session: Session, region: str) -> list[str]:
    """What still belongs to a region: units, and values that entries give it."""
    units = [unit["id"] for unit in people.units(session) if unit["region"] == region]
    library = runtime.library(session)
    given = [
        f"{other.name}.{key}" for other in runtime.programme.data_files for each in other.fields if each.kind == "by_region"
        for key, entry in library.data(other.path).items() if region in (entry.get(each.name) or {})
    ]
    return [*given, *units]


def _document(session: Session, file: DataFile) -> dict[str, dict[str, Any]]:
    """The draft, else the newest version; raises NotFound when neither can be read."""
    draft, newest = definitions.draft(session, file.path), definitions.resource(session, file.path)
    try:
        return data_files.entries(bytes(draft["content"]) if draft else newest.content if newest else b"")
    except ValueError as error:
        raise NotFound() from error


def _told(values: Mapping[str, Any]) -> str:
    return data_files.written({"": values}).decode().strip("{}\n ").removeprefix('"": ')
