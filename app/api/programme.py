"""The programme's data files for programs: policy parameters, regions, rule sets."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow.fields import DateTime, Dict, Integer, List, Nested, Raw, String

from app.api import schemas
from app.api.house import Room, runtime, token
from app.queries import programme as query

room = Room("programme", url_prefix="/programme", description="The numbers, regions and rule sets that the programme goes by")


class DataFileSchema(Schema):
    name = String()
    path = String()
    title = String()
    title_en = String()
    entries = Integer()


class EntryUseSchema(Schema):
    kind = String()
    name = String()


class EntryValueSchema(Schema):
    field = String()
    before = Raw(allow_none=True)
    after = Raw(allow_none=True)


class EntryChangeSchema(Schema):
    version = Integer()
    deployment = Integer()
    at = DateTime()
    by = String()
    note = String()
    values = List(Nested(EntryValueSchema))


class EntrySchema(Schema):
    key = String()
    values = Dict(keys=String())
    used = List(Nested(EntryUseSchema))
    changes = List(Nested(EntryChangeSchema))


class DataFileDetail(Schema):
    name = String()
    path = String()
    title = String()
    title_en = String()
    version = Integer()
    items = List(Nested(EntrySchema))


DataFileList = schemas.listing(DataFileSchema)


@room.get("")
@room.response(200, DataFileList)
@token()
def listing():
    """The files, and how many entries each has."""
    with runtime().sessions.connect() as session:
        library = runtime().library(session)
        items = [_file(each) | {"entries": len(library.data(each.path))} for each in runtime().programme.data_files]
    return {"items": items, "total": len(items)}


@room.get("/<name>")
@room.response(200, DataFileDetail)
@token()
def one(name: str):
    """A file as the newest deployment has it: every entry with its values, its uses and its changes."""
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, name)
    return _file(page.file) | {"version": page.version, "items": [_entry(each) for each in page.entries]}


def _file(file: Any) -> dict[str, Any]:
    return {"name": file.name, "path": file.path, "title": file.zh, "title_en": file.en}


def _entry(entry: query.Entry) -> dict[str, Any]:
    return {
        "key": entry.key, "values": entry.values, "used": [{"kind": each.kind, "name": each.name} for each in entry.used],
        "changes": [{
            "version": each.version, "deployment": each.deployment, "at": each.at, "by": each.by, "note": each.note,
            "values": [{"field": field.name, "before": before, "after": after} for field, before, after in each.values],
        } for each in entry.changes],
    }
