"""Public lists: only public columns and values of records in public states are selected, nothing beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from app import feel
from app.store import tables as t
from app.store.database import Session

COLUMNS = frozenset({"title", "state", "region", "unit", "created_at"})


def rows(session: Session, collection: Any) -> list[dict[str, Any]]:
    """Every record of a public list, the newest first: its key, when it last changed, and its public fields by name."""
    r = t.records.c
    query = select(r.key.label("@key"), r.updated_at.label("@updated"), *(
        _value(each).label(each.name) for each in collection.fields
    )).where(r.type == collection.type, r.state.in_(sorted(collection.states)))
    for withheld in collection.withheld:
        query = query.where(_may_be_told(withheld, r.data[withheld.source].astext))
    if collection.only:
        query = query.where(~_may_be_told(collection.only, r.data[collection.only.source].astext))
    found = session.execute(query.order_by(r.created_at.desc(), r.key.desc())).mappings()
    return [_decoded(collection, row) for row in found]


def _value(shown: Any) -> ColumnElement[Any]:
    if shown.source in COLUMNS:
        column = t.records.c[shown.source]
        return case(shown.told, value=column, else_=None) if shown.told else column
    if not shown.parts:
        return t.records.c.data[shown.source]
    path = cast(f"$.{shown.source}[*]", JSONPATH)
    entry = func.jsonb_array_elements(func.jsonb_path_query_array(t.records.c.data, path), type_=JSONB).column_valued(f"entry_{shown.name}")
    pairs = [part for name, _, _ in shown.parts for part in (cast(name, Text), entry[name])]
    listed = select(func.jsonb_agg(func.jsonb_build_object(*pairs)))
    if shown.withheld:
        listed = listed.where(_may_be_told(shown.withheld, entry[shown.withheld.source].astext))
    return listed.scalar_subquery()


def _may_be_told(withheld: Any, key: ColumnElement[Any]) -> ColumnElement[bool]:
    other = t.records.alias("withheld")
    value = other.c.data[withheld.field].astext
    return ~exists().where(other.c.type == withheld.type, other.c.key == key, value.in_(sorted(withheld.values)))


def _decoded(collection: Any, row: Any) -> dict[str, Any]:
    stored = {each.name for each in collection.fields if each.source not in COLUMNS}
    return {name: feel.decode(value) if name in stored and value is not None else value for name, value in row.items()}


def notice_number(session: Session, kind: str, key: str, name: str) -> str | None:
    """The number under which an objection to a notice is filed."""
    r = t.records.c
    return session.scalar(select(r.data[name].astext).where(r.type == kind, r.key == key))
