"""Official documents as business records: a read-only view on the documents as they were issued, without a second copy.

Version 1 is the document as issued; each file that came back signed on paper makes another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app import feel
from app.access import Actor
from app.commands import issued
from app.errors import NotFound
from app.runtime import Runtime
from app.store import documents
from app.store.database import Session

KIND = "document"
ISSUED, SIGNED = "document_issued", "signed_outside"
_SIGNED = {ISSUED: False, SIGNED: True}
SAID = ("number", "template", "template_version", "template_sha256", "record_type", "record_key", "sha256", "at")


def listing(
    runtime: Runtime, session: Session, who: Actor, *, state: str = "", search: str = "", sort: str = "key", page: int = 1, size: int = 50,
) -> tuple[list[dict[str, Any]], int]:
    """A page of documents that somebody may read."""
    if state and state not in _SIGNED:
        return [], 0
    rows, total = documents.listing(
        session, who.scope, issued.reached(runtime, who), search=search, signed=_SIGNED.get(state), sort=sort, limit=size, offset=(page - 1) * size,
    )
    return _records(session, rows), total


def every(
    runtime: Runtime, session: Session, who: Actor, *, state: str = "", search: str = "", sort: str = "key",
) -> Iterator[dict[str, Any]]:
    """All of them, chosen as a page is; they come while the caller reads on."""
    if state and state not in _SIGNED:
        return
    for batch in documents.every(session, who.scope, issued.reached(runtime, who), search=search, signed=_SIGNED.get(state), sort=sort):
        yield from _records(session, batch)


def _records(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    back = documents.signed_of(session, [row["id"] for row in rows])
    return [_record(row, back.get(row["id"], [])) for row in rows]


def one(runtime: Runtime, session: Session, number: str, who: Actor) -> dict[str, Any]:
    """A document by its number; the same NotFound for what is missing and what is not for this person."""
    row = documents.by_number(session, number)
    if row is None or not issued.may_read(runtime, session, row, who):
        raise NotFound()
    return _record(row, documents.signed_of(session, [row["id"]]).get(row["id"], []))


def versions(runtime: Runtime, session: Session, number: str, who: Actor) -> list[dict[str, Any]]:
    """The document as issued and with each file that was signed outside, the newest first."""
    row = one(runtime, session, number, who)
    back = row["data"]["signed"]
    return [
        {
            "version": count + 1, "state": SIGNED if count else ISSUED, "title": row["title"], "data": row["data"] | {"signed": back[:count]},
            "at": back[count - 1]["at"] if count else row["created_at"], "by": back[count - 1]["by"] if count else None,
            "reason": back[count - 1]["number"] if count else "",
        }
        for count in range(len(back), -1, -1)
    ]


def _record(row: Mapping[str, Any], back: list[Mapping[str, Any]]) -> dict[str, Any]:
    signed = [{name: each[name] for name in ("number", "name", "sha256", "by", "at")} for each in back]
    return {
        "type": KIND, "key": row["number"], "title": row.get("title") or row["record_key"] or row["number"], "region": row.get("region"),
        "unit": row["unit"], "owner": None, "state": SIGNED if back else ISSUED, "version": len(back) + 1, "created_at": row["at"],
        "updated_at": back[-1]["at"] if back else row["at"], "id": row["id"],
        "data": {name: row[name] for name in SAID} | {"signers": feel.decode(row["signers"]), "signed": signed},
    }
