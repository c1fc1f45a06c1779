"""Business records within somebody's scope: lists, one with its fields in words, its versions and what they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app import record_differences, record_fields
from app.access import Actor
from app.commands import issued, reading
from app.errors import NotFound
from app.queries import paper_records
from app.record_fields import RecordField
from app.runtime import Runtime
from app.store import documents, records
from app.store.database import Session
from app.visibility import reach, reads_every


def listing(
    runtime: Runtime, session: Session, kind: str, who: Actor, *, state: str = "", search: str = "", sort: str = "key",
    page: int = 1, size: int = 50,
) -> tuple[list[dict[str, Any]], int]:
    """A page of records of a type; raises NotFound for a type that the programme does not have."""
    if kind == paper_records.KIND and kind in runtime.programme.record_views:
        return paper_records.listing(runtime, session, who, state=state, search=search.strip(), sort=sort, page=page, size=size)
    if kind not in runtime.programme.record_types:
        raise NotFound()
    return records.listing(
        session, kind, reach(runtime.programme.visibility, who, kind), state=state, search=search.strip(), sort=sort, limit=size,
        offset=(page - 1) * size,
    )


def table(runtime: Runtime, session: Session, kind: str, who: Actor, **chosen: str) -> Iterator[list[str]]:
    """The whole list for a spreadsheet, its head first: key, title, state, region, and every plain field under its label."""
    rows = _every(runtime, session, kind, who, **chosen)
    fields = {
        name: field for name, field in runtime.library(session).fields_of(kind).items()
        if field.kind not in {"rows", "group", "file"} and not field.sealed
    }
    english = who.language == "en"
    head = ["Key", "Title", "State", "Region", "Changed"] if english else ["编号", "名称", "状态", "地区", "更新时间"]
    yield [*head, *(field.label(who.language) for field in fields.values())]
    for row in rows:
        said = record_fields.worded(fields, row["data"], who.language)
        state = runtime.programme.states.get(row["state"], (row["state"], row["state"]))[english]
        plain = [row["key"], row["title"], state, row["region"] or "", row["updated_at"].isoformat(), *(said.get(name) for name in fields)]
        yield [_cell(value) for value in plain]


def _every(
    runtime: Runtime, session: Session, kind: str, who: Actor, *, state: str = "", search: str = "", sort: str = "key",
) -> Iterator[dict[str, Any]]:
    if kind == paper_records.KIND and kind in runtime.programme.record_views:
        return paper_records.every(runtime, session, who, state=state, search=search.strip(), sort=sort)
    if kind not in runtime.programme.record_types:
        raise NotFound()
    return records.every(
        session, kind, reach(runtime.programme.visibility, who, kind), state=state, search=search.strip(), sort=sort,
    )


def _cell(value: Any) -> str:
    """A text that a spreadsheet does not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and not text[1:].replace(".", "", 1).isdigit() else text


def one(runtime: Runtime, session: Session, kind: str, key: str, who: Actor) -> dict[str, Any]:
    """One record; the same NotFound for what is missing and what is not for this person."""
    if kind == paper_records.KIND and kind in runtime.programme.record_views:
        return paper_records.one(runtime, session, key, who)
    row = records.get(session, kind, key)
    shown = records.readable(session, reach(runtime.programme.visibility, who, kind), row) if row else None
    if shown is None:
        raise NotFound()
    return shown


@dataclass(frozen=True)
class RecordPage:
    """A record with everything that its page shows."""

    row: Mapping[str, Any]
    shown: list[tuple[RecordField, Any]]
    versions: list[Mapping[str, Any]]
    differences: list[record_differences.Difference]
    earlier: int
    later: int
    documents: list[Mapping[str, Any]]


def page(
    runtime: Runtime, session: Session, kind: str, key: str, who: Actor, *, earlier: int | None = None, later: int | None = None,
) -> RecordPage:
    """One record in words, its history, and the difference between two of its versions, the latest two if none are named."""
    row = one(runtime, session, kind, key, who)
    fields = _seen(runtime, session, row, who)
    kept = versions(runtime, session, kind, key, who)
    later = later or row["version"]
    earlier = earlier if earlier is not None else later - 1
    said = record_fields.worded(fields, row["data"], who.language)
    return RecordPage(
        row, [(field, said[name]) for name, field in fields.items() if said.get(name) not in (None, "", [])], kept,
        differences(fields, kept, earlier, later, who.language), earlier, later,
        [each for each in documents.of_record(session, kind, key) if issued.may_read(runtime, session, each, who)],
    )


def sealed(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> frozenset[str]:
    """The fields that are sealed to somebody: all that are, unless the record lies in his scope or he reads every one of its type.

    Where the matrix names a field it has decided already.
    """
    reached = reach(runtime.programme.visibility, who, row["type"])
    decided = {name for _, names in reached.hidden for name in names}
    if who.scope.covers(row["region"], row["unit"]) or (reached.ways and reads_every(reached)):
        return frozenset()
    return frozenset(name for name, field in runtime.library(session).fields_of(row["type"]).items() if field.sealed and name not in decided)


def _seen(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> dict[str, RecordField]:
    closed = sealed(runtime, session, row, who)
    return {name: field for name, field in runtime.library(session).fields_of(row["type"]).items() if name not in closed}


def versions(runtime: Runtime, session: Session, kind: str, key: str, who: Actor) -> list[Mapping[str, Any]]:
    """All versions that were kept, the newest first, with who made each and why; sealed fields are left out as on the page."""
    row = one(runtime, session, kind, key, who)
    seen, kept, as_it_was = _seen(runtime, session, row, who), *_kept(runtime, session, row, who)
    names = reading.known_names(runtime, session, (each["by"] for each in kept), who)
    library = runtime.library(session)
    told = []
    for each, allowed in zip(kept, as_it_was, strict=True):
        why = library.form(each["reason"]).title(who.language) if library.has_form(each["reason"]) else each["reason"]
        data = {name: value for name, value in (allowed or {"data": {}})["data"].items() if name in seen}
        told.append({**each, "data": data, "by": each["by"] if each["by"] in names else None, "by_name": names.get(each["by"], ""), "why": why})
    return told


def _kept(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> tuple[list[Any], list[Any]]:
    """The versions of a record, and each of them as far as this person may read it."""
    if row["type"] == paper_records.KIND and row["type"] in runtime.programme.record_views:
        kept: list[Any] = paper_records.versions(runtime, session, row["key"], who)
        return kept, kept
    kept = records.versions(session, row["type"], row["key"])
    then = [{**row, **{name: each[name] for name in ("state", "title", "data")}} for each in kept]
    return kept, records.readable_of(session, reach(runtime.programme.visibility, who, row["type"]), then)


def differences(
    fields: Mapping[str, RecordField], kept: list[Mapping[str, Any]], earlier: int, later: int, language: str,
) -> list[record_differences.Difference]:
    """What changed from one version to another; before the first there was nothing."""
    by_number = {each["version"]: each["data"] for each in kept}
    if later not in by_number:
        raise NotFound()
    return record_differences.between(fields, by_number.get(earlier, {}), by_number[later], language)
