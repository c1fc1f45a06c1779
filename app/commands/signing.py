"""Documents that were signed outside the system: the scanned file, its number, and its hash."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import UUID, uuid4

from app.access import Actor
from app.commands import issued
from app.commands.attachments import FileRefused
from app.engine.waiting import Fact
from app.errors import Invalid
from app.runtime import Runtime
from app.store import documents, instances
from app.store.database import Session

MAX_FILE = 20 * 1024 * 1024
KINDS = {
    ".pdf": (b"%PDF", "application/pdf"), ".jpg": (b"\xff\xd8", "image/jpeg"), ".jpeg": (b"\xff\xd8", "image/jpeg"),
    ".png": (b"\x89PNG", "image/png"),
}


def keep_signed(runtime: Runtime, session: Session, document: UUID, number: str, name: str, stream: BinaryIO, *, by: Actor) -> UUID:
    """Keeps a file that was signed on paper beside the document that was issued; raises NotFound, Invalid, FileRefused."""
    paper = issued.readable(runtime, session, document, by)
    if not number.strip():
        raise Invalid({"number": ["请填写纸质文书编号。" if by.language != "en" else "Give the number of the paper document."]})
    content, clean = stream.read(MAX_FILE + 1), PurePosixPath(name.replace("\\", "/")).name[-120:] or "file"
    begins, media_type = KINDS.get(PurePosixPath(clean).suffix.lower(), (None, ""))
    if begins is None or not content.startswith(begins):
        raise FileRefused(name=clean, reason_zh="请上传扫描件：PDF、JPG 或 PNG", reason_en="upload a scan: PDF, JPG or PNG")
    if len(content) > MAX_FILE:
        raise FileRefused(name=clean, reason_zh="单个文件不超过 20 MB", reason_en="a file may have 20 MB")
    identity, now, sha256 = uuid4(), runtime.clock.now(), hashlib.sha256(content).hexdigest()
    documents.add_signed(
        session, id=identity, document_id=document, number=number.strip()[:100], name=clean, media_type=media_type, sha256=sha256,
        content=content, by=by.id, at=now,
    )
    told = {"number": paper["number"], "name": clean, "sha256": sha256}
    instances.add_facts(session, None, [Fact("signed_outside", "", None, now, by.id, told)])
    return identity
