"""Business records within the bearer's scope."""

from __future__ import annotations

from app import feel
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.queries import records

room = Room("records", url_prefix="/records", description="Business records: needs, proposals, projects, units …")


@room.get("/<kind>")
@room.arguments(schemas.RecordQuery, location="query")
@room.response(200, schemas.listing(schemas.RecordSchema))
@token()
def listing(query, kind: str):
    """Records of a type, by key."""
    with runtime().sessions.connect() as session:
        rows, total = records.listing(runtime(), session, kind, me(), **query)
    return {"items": rows, "total": total}


@room.get("/<kind>/<key>")
@room.response(200, schemas.RecordDetailSchema)
@token()
def one(kind: str, key: str):
    """One record with its data."""
    with runtime().sessions.connect() as session:
        row = records.one(runtime(), session, kind, key, me())
    return {**row, "data": feel.to_json(row["data"])}
