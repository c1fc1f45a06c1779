"""Business records within the bearer's scope."""

from __future__ import annotations

from app import feel
from app.api import paper_schemas, schemas
from app.api.house import Room, me, runtime, token
from app.commands import exchange
from app.queries import records
from app.store import exchange as stored

room = Room("records", url_prefix="/records", description="Business records: needs, proposals, projects, units …")


@room.get("/<kind>")
@room.arguments(schemas.RecordQuery, location="query")
@room.response(200, schemas.listing(schemas.RecordSchema))
@token()
def listing(query, kind: str):
    """Records of a type, by key or in the order asked for."""
    with runtime().sessions.connect() as session:
        rows, total = records.listing(runtime(), session, kind, me(), **query)
    return {"items": rows, "total": total}


@room.get("/<kind>/fields")
@room.response(200, paper_schemas.RecordFieldSchema(many=True))
@token()
def fields(kind: str):
    """The fields of a type: name, kind, words."""
    with runtime().sessions.connect() as session:
        known = runtime().library(session).fields_of(kind)
    return [
        {"name": name, "kind": each.kind, "zh": each.zh, "en": each.en, "sealed": each.sealed, "to": each.to}
        for name, each in known.items()
    ]


@room.get("/<kind>/versions/<path:key>")
@room.response(200, paper_schemas.RecordVersionSchema(many=True))
@token()
def versions(kind: str, key: str):
    """All versions of a record, the newest first: who, when, why, and what it said."""
    with runtime().sessions.connect() as session:
        kept = records.versions(runtime(), session, kind, key, me())
    return [{**each, "data": feel.to_json(each["data"])} for each in kept]


@room.get("/<kind>/<path:key>")
@room.response(200, schemas.RecordDetailSchema)
@token()
def one(kind: str, key: str):
    """One record with its data."""
    with runtime().sessions.connect() as session:
        row = records.one(runtime(), session, kind, key, me())
        sealed = records.sealed(runtime(), session, row, me())
    return {**row, "data": feel.to_json({name: value for name, value in row["data"].items() if name not in sealed})}


@room.get("/<kind>/<path:key>/numbers")
@room.response(200, schemas.listing(schemas.NumberSchema))
@token()
def numbers(kind: str, key: str):
    """The numbers of a record in other systems."""
    with runtime().sessions.connect() as session:
        records.one(runtime(), session, kind, key, me())
        rows = stored.numbers(session, kind, key)
    return {"items": rows, "total": len(rows)}


@room.put("/<kind>/<path:key>/numbers/<system>")
@room.arguments(schemas.NumberBody)
@room.response(200, schemas.listing(schemas.NumberSchema))
@room.alt_response(409, schema=schemas.ErrorSchema, description="another record has this number there")
@token()
def put_number(body, kind: str, key: str, system: str):
    """Staff of the record's region keep its number in another system."""
    with runtime().sessions.begin() as session:
        exchange.put_number(runtime(), session, kind, key, system, body["number"], by=me())
        rows = stored.numbers(session, kind, key)
    return {"items": rows, "total": len(rows)}
