"""Files that belong to a task: limited, hashed, final once the task is completed."""

from __future__ import annotations

import hashlib
import mimetypes
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from uuid import UUID

from app.access import Actor
from app.commands import reading, user_tasks as task_commands
from app.commands.instances import may_start
from app.commands.named_files import ids_in
from app.engine.waiting import Fact
from app.errors import Forbidden, NotFound, Refused
from app.runtime import Runtime
from app.store import instances, user_tasks
from app.store.database import Session

MAX_FILE = 20 * 1024 * 1024
MAX_TASK = 100 * 1024 * 1024
ALLOWED = {
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".ofd", ".odt", ".ods", ".txt", ".csv",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".zip", ".7z", ".rar",
}


class FileRefused(Refused):
    """“{name}” cannot be attached: {reason_en}."""

    status = 422
    code = "file-refused"
    zh = "“{name}”不能作为附件：{reason_zh}。"


def add(
    runtime: Runtime, session: Session, task_id: UUID, name: str, stream: BinaryIO, *, by: Actor,
) -> dict[str, Any]:
    """Stores a file for an open task; returns id, name and size in octets. Raises FileRefused, ClaimedByOther."""
    task = task_commands.open_task(session, task_id, by)
    task_commands.require_free(session, task, by)
    clean, content = checked(name, stream, MAX_TASK - user_tasks.attached_bytes(session, task_id))
    sha256 = hashlib.sha256(content).hexdigest()
    identity = user_tasks.add_attachment(
        session, instance_id=task["instance_id"], task_id=task_id, name=clean, content=content, sha256=sha256, by=by.id,
        media_type=mimetypes.guess_type(clean)[0] or "application/octet-stream", at=runtime.clock.now(),
    )
    instances.add_facts(session, task["instance_id"], [Fact(
        "attached", task["element"], task_id, runtime.clock.now(), by.id, {"name": clean, "sha256": sha256},
    )])
    return {"id": str(identity), "name": clean, "size": len(content)}


def bring(runtime: Runtime, session: Session, process_id: str, name: str, stream: BinaryIO, *, by: Actor) -> dict[str, Any]:
    """Stores a file for the form at the start of a process; it is nobody else's until that has been started.

    Raises Forbidden, FileRefused, UnknownDefinition.
    """
    if not may_start(runtime, runtime.library(session), process_id, by):
        raise Forbidden()
    clean, content = checked(name, stream, MAX_TASK - user_tasks.brought_bytes(session, by.id))
    identity = user_tasks.add_attachment(
        session, instance_id=None, task_id=None, name=clean, content=content, sha256=hashlib.sha256(content).hexdigest(), by=by.id,
        media_type=mimetypes.guess_type(clean)[0] or "application/octet-stream", at=runtime.clock.now(),
    )
    return {"id": str(identity), "name": clean, "size": len(content)}


def forget_brought(runtime: Runtime, session: Session) -> int:
    """Removes files that were brought for starts which never happened, and keeps that as facts; says how many."""
    now = runtime.clock.now()
    removed = user_tasks.forget_brought(session, now - runtime.keep_brought)
    instances.add_facts(session, None, [
        Fact("upload_removed", "", None, now, None, {"name": each["name"], "sha256": each["sha256"], "owner": each["by"]}) for each in removed
    ])
    return len(removed)


def checked(name: str, stream: BinaryIO, room: int = MAX_TASK) -> tuple[str, bytes]:
    """A file's clean name and its content; raises FileRefused when it is too large, empty or of another kind."""
    clean, content = _clean(name), stream.read(MAX_FILE + 1)
    if len(content) > min(MAX_FILE, room):
        raise FileRefused(name=clean, reason_zh="单个文件不超过 20 MB，一项任务合计不超过 100 MB", reason_en="a file may have 20 MB, a task 100 MB in all")
    if not content:
        raise FileRefused(name=clean, reason_zh="文件是空的", reason_en="the file is empty")
    if PurePosixPath(clean).suffix.lower() not in ALLOWED:
        kinds = " ".join(sorted(ALLOWED))
        raise FileRefused(name=clean, reason_zh=f"允许的类型是 {kinds}", reason_en=f"allowed are {kinds}")
    return clean, content


def _clean(name: str) -> str:
    """A name to show, never a path to open."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(each for each in name if each.isprintable() and each not in '<>:"|?*')
    return name.strip(" .")[-120:] or "file"


def read(
    runtime: Runtime, session: Session, identity: UUID, *, by: Actor, task_id: UUID | None = None,
) -> Mapping[str, Any]:
    """A file for whoever may see all of its instance, or has a task beside which a record names it; raises NotFound."""
    row = user_tasks.attachment(session, identity)
    if row is None or not (_may_read(runtime, session, row, by) or (task_id and _lies_beside(runtime, session, identity, task_id, by))):
        raise NotFound()
    note_download(runtime, session, row["instance_id"], row["name"], by=by)
    return row


def note_download(runtime: Runtime, session: Session, instance_id: UUID | None, name: str, *, by: Actor) -> None:
    """Who took which file, and when."""
    instances.add_facts(session, instance_id, [Fact("downloaded", "", None, runtime.clock.now(), by.id, {"name": name})])


def _may_read(runtime: Runtime, session: Session, row: Mapping[str, Any], by: Actor) -> bool:
    if row["by"] == by.id:
        return True
    if row["instance_id"] is None:
        return False
    instance = instances.row(session, row["instance_id"])
    return reading.reads_all(runtime, session, instance, by) and not reading.is_closed_part(runtime, session, row, by)


def _lies_beside(runtime: Runtime, session: Session, identity: UUID, task_id: UUID, by: Actor) -> bool:
    task = task_commands.open_task(session, task_id, by)
    loaded = instances.peek(runtime, session, task["instance_id"])
    library = runtime.catalogue.at(task["deployment_id"])
    shown = task_commands.context_of(session, loaded, task_id, library)
    return identity in ids_in([task_commands.given_values(session, loaded, task_id), *(row["data"] for row in shown)])


def takes_part(session: Session, instance_id: UUID, by: Actor) -> bool:
    """Whether somebody has, or had, a task in an instance."""
    return any(
        task["completed_by"] == by.id or (task["state"] == "open" and not by.grants.isdisjoint(task["candidates"]))
        for task in user_tasks.of_instance(session, instance_id)
    )
