"""The programme's data files for programs: policy parameters, regions, rule sets."""

from __future__ import annotations

from typing import Any

from app.api import data_schemas
from app.api.house import Room, runtime, token
from app.queries import programme as query

room = Room("programme", url_prefix="/programme", description="The numbers, regions and rule sets that the programme goes by")


@room.get("")
@room.response(200, data_schemas.DataFileList)
@token()
def listing():
    """The files, and how many entries each has."""
    with runtime().sessions.connect() as session:
        library = runtime().library(session)
        items = [_file(each) | {"entries": len(library.data(each.path))} for each in runtime().programme.data_files]
    return {"items": items, "total": len(items)}


@room.get("/<name>")
@room.response(200, data_schemas.DataFileDetail)
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
