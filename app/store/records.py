"""Business records with every version kept, and gapless numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Select, Text, Update, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from app import feel
from app.errors import NotFound
from app.store import exchange, tables as t
from app.store.database import Session, in_batches
from app.store.scoping import joining, reachable
from app.store.search import like
from app.visibility import Place, Reach, seen

SORTS = ("key", "title", "state", "region", "updated_at")
COLUMNS = {"state", "region", "unit", "owner", "title"}

# asked several times in every command, so without the cost of building the statement
_ONE = select(t.records).where(t.records.c.type == bindparam("type"), t.records.c.key == bindparam("key"))
_ONE_LOCKED = _ONE.with_for_update()


def _with_version(written: CTE) -> CTE:
    """What is written becomes a version, and whoever is to hear of it is told: a statement more each would cost more than the rows."""
    w = written.c
    names = ["type", "key", "version", "state", "title", "data", "at", "by", "reason"]
    return t.record_versions.insert().from_select(names, select(
        w.type, w.key, w.version, w.state, w.title, w.data, w.updated_at, bindparam("by", type_=Text), bindparam("reason", type_=Text),
    )).cte("kept")


def _writing(statement: Insert | Update) -> Select[Any]:
    written = statement.returning(t.records).cte("written")
    return select(written).add_cte(_with_version(written), exchange.announcing(written))


_ADD = _writing(insert(t.records).values({column.name: bindparam(column.name) for column in t.records.c}).on_conflict_do_nothing())
_CHANGE = _writing(t.records.update().where(t.records.c.type == bindparam("of_type"), t.records.c.key == bindparam("of_key")).values({
    name: bindparam(name) for name in ("state", "title", "data", "version", "updated_at")
} | {name: func.coalesce(bindparam(name), t.records.c[name]) for name in ("region", "unit")}))


def _decoded(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {**row, "data": feel.decode(row["data"])}


def get(session: Session, type: str, key: str, *, lock: bool = False) -> dict[str, Any] | None:
    """One record with its data as FEEL values."""
    return _decoded(_row(session, type, key, lock=lock))


def _row(session: Session, type: str, key: str, *, lock: bool) -> Mapping[str, Any] | None:
    return session.execute(_ONE_LOCKED if lock else _ONE, {"type": type, "key": key}).mappings().first()


def find(session: Session, type: str, **equals: Any) -> list[dict[str, Any]]:
    """Records of a type whose columns or data have these values, by key."""
    query = select(t.records).where(t.records.c.type == type).order_by(t.records.c.key)
    for name, value in equals.items():
        if name in COLUMNS:
            query = query.where(t.records.c[name] == value)
        else:
            query = query.where(t.records.c.data.contains({name: feel.encode(value)}))
    return [_decoded(row) for row in session.execute(query).mappings()]


def create(
    session: Session, type: str, key: str, *, title: str, region: str | None, unit: str | None, state: str,
    data: Mapping[str, Any], at: datetime, by: str | None, reason: str = "", owner: str | None = None,
) -> dict[str, Any]:
    """A new record; the one that is there already when the key is taken, so that a handler may run twice."""
    encoded = feel.encode(dict(data))
    added = session.execute(_ADD, {
        "type": type, "key": key, "title": title, "region": region, "unit": unit, "owner": owner, "state": state, "data": encoded,
        "version": 1, "created_at": at, "updated_at": at, "by": by, "reason": reason,
    }).mappings().first()
    return _decoded(added) or get(session, type, key)


def change(
    session: Session, type: str, key: str, *, at: datetime, by: str | None, state: str | None = None,
    title: str | None = None, data: Mapping[str, Any] | None = None, reason: str = "",
) -> dict[str, Any]:
    """A new version: data are merged by their top-level names. Nothing is written when nothing changes."""
    held = _row(session, type, key, lock=True)
    if held is None:
        raise NotFound()
    row = _decoded(held)
    merged = {**row["data"], **(data or {})}
    encoded = feel.encode(merged)
    state, title = state or row["state"], title or row["title"]
    if (state, title) == (row["state"], row["title"]) and encoded == held["data"]:
        return row
    moved = {name: value if isinstance(value := (data or {}).get(name), str) else None for name in ("region", "unit")}
    changed = session.execute(_CHANGE, {
        "of_type": type, "of_key": key, "state": state, "title": title, "data": encoded, "version": row["version"] + 1, "updated_at": at,
        "by": by, "reason": reason, **moved,
    }).mappings().one()
    return {**changed, "data": merged}


def versions(session: Session, type: str, key: str) -> list[dict[str, Any]]:
    """All versions, the newest first."""
    query = select(t.record_versions).where(
        t.record_versions.c.type == type, t.record_versions.c.key == key,
    ).order_by(t.record_versions.c.version.desc())
    return [_decoded(row) for row in session.execute(query).mappings()]


def listing(
    session: Session, type: str, reached: Reach, *, state: str = "", search: str = "", sort: str = "key", limit: int = 50,
    offset: int = 0,
) -> tuple[list[dict[str, Any]], int]:
    """A page of records that somebody may read, and how many there are."""
    query = _chosen(type, reached, state=state, search=search)
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    rows = [_decoded(row) for row in session.execute(_in_order(query, sort).limit(limit).offset(offset)).mappings()]
    return [row for row in readable_of(session, reached, rows) if row is not None], total


def every(session: Session, type: str, reached: Reach, *, sort: str = "key", **chosen: str) -> Iterator[dict[str, Any]]:
    """All of them, chosen as a page is; they come while the caller reads on."""
    for batch in in_batches(session, _in_order(_chosen(type, reached, **chosen), sort)):
        yield from (row for row in readable_of(session, reached, [_decoded(row) for row in batch]) if row is not None)


def _in_order(query: Select[Any], sort: str) -> Select[Any]:
    column = t.records.c[sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "key"]
    return query.order_by(column.desc() if sort.startswith("-") else column, t.records.c.key)


def _chosen(type: str, reached: Reach, *, state: str = "", search: str = "") -> Select[Any]:
    query = select(t.records).where(t.records.c.type == type, reachable(reached))
    if state:
        query = query.where(t.records.c.state == state)
    if search:
        pattern = like(search)
        query = query.where(t.records.c.title.ilike(pattern) | t.records.c.key.ilike(pattern) | exchange.numbered(pattern))
    if reached.joining is None:
        return query
    few = query.with_only_columns(t.records.c.key).offset(0)         # a unit's records are few: found first, then put in order
    return select(t.records).where(t.records.c.type == type, t.records.c.key.in_(few))


def readable(session: Session, reached: Reach, row: Mapping[str, Any], *, beside: bool = False) -> dict[str, Any] | None:
    """A record without what is not for that person; None when nothing of it is."""
    return readable_of(session, reached, [row], beside=beside)[0]


def readable_of(
    session: Session, reached: Reach, rows: Sequence[Mapping[str, Any]], *, beside: bool = False,
) -> list[dict[str, Any] | None]:
    """The same of many records of one type, in their order; the records that they name are looked up together."""
    places = {name: _places(session, kind, name, rows) for name, kind in reached.via}
    joined = taking_part(session, reached, rows)
    return [seen(reached, row, _homes(row, places), beside=beside, joined=codes) for row, codes in zip(rows, joined, strict=True)]


def taking_part(session: Session, reached: Reach, rows: Sequence[Mapping[str, Any]]) -> list[frozenset[str]]:
    """The codes of his units that take part in each of these records of one type, as they stand now."""
    how = reached.joining
    if how is None or not rows:
        return [frozenset()] * len(rows)
    r, found = t.records.c, {}
    of_these = select(r.key).where(r.type == rows[0]["type"], r.key.in_({row["key"] for row in rows}))
    for code in how.codes:
        for key in session.scalars(of_these.where(joining(replace(how, codes=frozenset({code}))))):
            found.setdefault(key, set()).add(code)
    return [frozenset(found.get(row["key"], ())) for row in rows]


def _homes(row: Mapping[str, Any], places: Mapping[str, Mapping[str, Place]]) -> dict[str, Place]:
    named = {name: str(row["data"].get(name)) for name in places}
    return {name: places[name][key] for name, key in named.items() if key in places[name]}


def _places(session: Session, kind: str, name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Place]:
    """Where the records lie that these name, by key."""
    r = t.records.c
    query = select(r.key, r.region, r.unit).where(r.type == kind, r.key.in_({str(row["data"].get(name)) for row in rows}))
    return {key: (region, unit) for key, region, unit in session.execute(query)}


def next_number(session: Session, kind: str) -> int:
    """The next of a gapless series; the row is locked until the transaction ends."""
    statement = insert(t.numbers).values(kind=kind, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=["kind"], set_={"value": t.numbers.c.value + 1},
    ).returning(t.numbers.c.value)
    return session.scalar(statement)
