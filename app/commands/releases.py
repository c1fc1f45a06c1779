"""What a designer publishes waits for signatures where the programme asks for them: an instance of its own carries the files."""

from __future__ import annotations

import difflib
import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app import drawing_changes, feel
from app.access import Actor
from app.clock import SHANGHAI
from app.commands import instances as running
from app.errors import Conflict
from app.library import Library
from app.runtime import Runtime
from app.store import definitions, records, user_tasks
from app.store.database import Session

MOST_LINES = 40
SIGNS = {drawing_changes.ADDED: "+", drawing_changes.CHANGED: "~", drawing_changes.REMOVED: "−"}


class AlreadyProposed(Conflict):
    """“{path}” waits for signatures already; it can be proposed again once they have been given or refused."""

    code = "release-open"
    zh = "“{path}”正在会签；签署完毕或退回之后才能再次提交。"


def needed(runtime: Runtime, library: Library) -> bool:
    """Whether what people publish has to be signed first: as the deployed rules say, once the drawing for it is deployed."""
    release = runtime.programme.release
    return release is not None and release.process in library.process_ids() and release.needed(library.programme)


def propose(
    runtime: Runtime, session: Session, library: Library, files: Mapping[str, bytes], *, by: Actor, note: str, source: str,
) -> str:
    """Starts the instance that gathers the signatures, with the files and what is different in them; its key."""
    release = runtime.programme.release
    waiting = definitions.awaiting(session, release.process, list(files))
    if waiting:
        raise AlreadyProposed(path=waiting[0])
    now = runtime.clock.now()
    series = f"{release.series}-{now.astimezone(SHANGHAI).year}"
    key = f"{series}-{records.next_number(session, series):04d}"
    before = {path: definitions.resource(session, path) for path in files}
    identity = running.start_with(runtime, session, library, release.process, feel.adopt({
        "release_id": key, "note": note, "source": source, "proposed_by": by.id, "proposer": by.name,
        "files": [{"path": path, "base": known.version if known else 0} for path, known in sorted(before.items())],
        "changes": [
            {"path": path, "change": line}
            for path, known in sorted(before.items()) for line in told(path, known.content if known else b"", files[path])
        ],
    }), by=by.id)
    for path, content in files.items():
        user_tasks.add_attachment(
            session, instance_id=identity, task_id=None, name=path, content=content, sha256=definitions.digest(content), by=by.id,
            media_type=mimetypes.guess_type(path)[0] or "application/octet-stream", at=now,
        )
    return key


def carried(session: Session, instance_id: UUID) -> dict[str, bytes]:
    """The files that an instance carries."""
    kept = (user_tasks.attachment(session, each["id"]) for each in user_tasks.attachments_of(session, instance_id))
    return {each["name"]: bytes(each["content"]) for each in kept if each is not None}


def told(path: str, old: bytes, new: bytes) -> list[str]:
    """What is different in a file, a line each: elements of a drawing by their names, lines of any other text."""
    if path.endswith(".bpmn") and old and new:
        rows = [_told(row) for row in drawing_changes.compare(old, new).rows]
    else:
        rows = _lines(old, new)
    return rows[:MOST_LINES] + ([f"… {len(rows) - MOST_LINES}"] if len(rows) > MOST_LINES else [])


def _told(row: drawing_changes.Change) -> str:
    details = "；".join(f"{each.field.removeprefix('setting:')}: {each.old or '—'} → {each.new or '—'}" for each in row.details)
    said = f"{SIGNS[row.what]} {row.name} ({row.element})"
    return f"{said} {details}"[:500] if row.what == drawing_changes.CHANGED else said


def _lines(old: bytes, new: bytes) -> list[str]:
    try:
        before, after = (content.decode().splitlines() for content in (old, new))
    except UnicodeDecodeError:
        return [f"~ {len(old)} → {len(new)} B"]
    if not before:
        return [f"+ {len(after)}"]
    found: Sequence[str] = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    return [line[:300] for line in found]


def facts_of(key: str | None) -> dict[str, Any]:
    """What a line of history says of the signatures that came before."""
    return {"release": key} if key else {}
