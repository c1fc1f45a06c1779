"""Official documents within somebody's scope: lists, one with its signatures, and whether a file is the one that was issued."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app import feel
from app.access import Actor
from app.adapters import pdf
from app.commands import file_check, issued
from app.errors import NotFound
from app.runtime import Runtime
from app.store import documents, people
from app.store.database import Session

MAX_ENTRY = 5_000_000


def listing(
    runtime: Runtime, session: Session, who: Actor, *, template: str = "", search: str = "", page: int = 1, size: int = 50,
) -> tuple[list[Mapping[str, Any]], int]:
    """A page of documents, the newest first."""
    rows, total = documents.listing(
        session, who.scope, issued.reached(runtime, who), template=template, search=search.strip(), limit=size, offset=(page - 1) * size,
    )
    altered = file_check.altered_ids(session)
    return [{**row, "altered": str(row["id"]) in altered} for row in rows], total


def page(runtime: Runtime, session: Session, identity: UUID, who: Actor) -> dict[str, Any]:
    """A document, who signed it and when, and what came back signed on paper."""
    row = issued.readable(runtime, session, identity, who)
    signed, altered = documents.signed(session, identity), file_check.altered_ids(session)
    names = people.names(session, {each["by"] for each in signed}, who.language)
    return {
        "row": row, "signers": feel.decode(row["signers"]), "intact": hashlib.sha256(row["content"]).hexdigest() == row["sha256"],
        "signed": [{**each, "by_name": names.get(each["by"], each["by"]), "altered": str(each["id"]) in altered} for each in signed], "pdf": pdf.available(),
    }


def signed_file(runtime: Runtime, session: Session, identity: UUID, who: Actor) -> Mapping[str, Any]:
    """A file that was signed outside, for whoever may read its document."""
    row = documents.signed_file(session, identity)
    if row is None:
        raise NotFound()
    issued.readable(runtime, session, row["document_id"], who)
    return row


def verdict(session: Session, sha256: str, number: str = "") -> dict[str, Any]:
    """Whether a hash is that of a document as issued: genuine, changed when its number says another one, unknown."""
    found = documents.by_hash(session, sha256)
    if found is not None:
        return {"verdict": "genuine", "number": found["number"], "at": found["at"], "template": found["template"]}
    known = documents.by_number(session, number) if number else None
    return {"verdict": "changed" if known else "unknown", "number": known["number"] if known else None}


def verdict_of_file(runtime: Runtime, session: Session, content: bytes) -> dict[str, Any]:
    """The same of a file; a changed one is known by the number that still stands in it."""
    sha256 = hashlib.sha256(content).hexdigest()
    return {**verdict(session, sha256, _number_in(runtime, content)), "sha256": sha256}


def _number_in(runtime: Runtime, content: bytes) -> str:
    series = "|".join(sorted(map(re.escape, {*runtime.programme.prefixes.values()}), key=len, reverse=True))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            with packed.open("word/document.xml") as part:
                text = re.sub(r"<[^>]+>", "", part.read(MAX_ENTRY).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return ""
    found = re.search(rf"(?:{series})-\d{{4}}-\d{{4,}}", text) if series else None
    return found[0] if found else ""
