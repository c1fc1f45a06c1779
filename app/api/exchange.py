"""Exchange for programs of operators: the outbox, tables that are read in after a preview, numbers in other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app import access
from app.adapters import sheets
from app.api import exchange_schemas as shapes, schemas
from app.api.house import Room, idempotency_key, me, runtime, token
from app.commands import exchange, imports, requests
from app.errors import NotFound
from app.queries import numbers as numbers_query
from app.store import exchange as stored
from app.store.database import Session

room = Room("exchange", url_prefix="/exchange", description="The outbox to other systems, tables that are read in, external numbers")
reads = token(access.OPERATOR, access.AUDITOR)
acts = token(access.OPERATOR)


@room.get("/systems")
@room.response(200, schemas.listing(shapes.SystemSchema))
@reads
def systems():
    """Other systems: what leaves for them, how, and how many lines are in which state."""
    with runtime().sessions.connect() as session:
        counts, routes = stored.counts(session), stored.routes(session)
    items = [
        {
            "code": code, "zh": words[0], "en": words[1], "delivery": "webhook" if code in runtime().webhooks.reachable else "file",
            "counts": {each["state"]: each["lines"] for each in counts if each["system"] == code},
            "routes": [each for each in routes if each["system"] == code],
        }
        for code, words in runtime().programme.systems.items()
    ]
    return {"items": items, "total": len(items)}


@room.get("/outbox")
@room.arguments(shapes.OutboxQuery, location="query")
@room.response(200, schemas.listing(shapes.LineSchema))
@reads
def outbox(query):
    """Lines of the outbox, the newest first."""
    with runtime().sessions.connect() as session:
        rows, total = stored.lines(session, query["system"], query["state"], query["page"], query["size"])
    return {"items": rows, "total": total}


@room.post("/outbox/retry")
@room.arguments(shapes.RetryBody)
@room.response(200, shapes.CountSchema)
@acts
def retry_all(body):
    """Dead letters of a system are delivered again."""
    with runtime().sessions.begin() as session:
        return {"count": exchange.replay(runtime(), session, body["system"], by=me())}


@room.get("/outbox/<int:line_id>")
@room.response(200, shapes.LineDetailSchema)
@acts
def line(line_id: int):
    """One line with the body that its system gets."""
    with runtime().sessions.connect() as session:
        return _line(session, line_id)


@room.post("/outbox/<int:line_id>/retry")
@room.response(200, shapes.LineDetailSchema)
@acts
def retry(line_id: int):
    """One line is delivered again, whatever became of it."""
    with runtime().sessions.begin() as session:
        exchange.replay(runtime(), session, _line(session, line_id)["system"], by=me(), identity=line_id)
        return _line(session, line_id)


@room.post("/outbox/<int:line_id>/acknowledge")
@room.response(200, shapes.LineDetailSchema)
@acts
def acknowledge(line_id: int):
    """The other system has it, by file or by a program that carries it there; acknowledging twice is once."""
    with runtime().sessions.begin() as session:
        exchange.acknowledge(runtime(), session, line_id, by=me())
        return _line(session, line_id)


def _line(session: Session, identity: int) -> dict[str, Any]:
    found = stored.line(session, identity)
    if found is None:
        raise NotFound()
    return {**found, "content": exchange.content_of(found)}


# -- reading in --------------------------------------------------------------------------------------------------------


@room.get("/import-kinds")
@room.response(200, schemas.listing(shapes.ImportKindSchema))
@acts
def import_kinds():
    """What may be read in, with the columns of each table."""
    items = [
        {"name": name, "zh": each.zh, "en": each.en, "columns": each.columns} for name, each in runtime().programme.imports.items()
    ]
    return {"items": items, "total": len(items)}


@room.get("/imports")
@room.response(200, schemas.listing(shapes.ImportSchema))
@acts
def import_list():
    """Files that were read, the newest first."""
    with runtime().sessions.connect() as session:
        items = [_counted(each) for each in stored.imports(session, 200)]
    return {"items": items, "total": len(items)}


@room.post("/imports")
@room.arguments(shapes.ImportForm, location="form")
@room.arguments(shapes.ImportParts, location="files")
@room.response(201, shapes.ImportDetailSchema)
@acts
def upload(form, parts):
    """Reads a CSV, XLSX or JSON file for its preview; nothing is on record by that. With Idempotency-Key it is read once."""
    sent = parts["file"]
    with runtime().sessions.begin() as session:
        with requests.once(runtime(), session, me().id, idempotency_key(), f"import {form['kind']}") as repeated:
            if repeated.answer is None:
                content = sent.stream.read(sheets.MOST_BYTES + 1)
                identity = imports.preview(runtime(), session, form["kind"], sent.filename or "", content, by=me())
                repeated.answer = {"id": str(identity)}
            return _import(session, UUID(repeated.answer["id"]))


@room.get("/imports/<uuid:identity>")
@room.response(200, shapes.ImportDetailSchema)
@acts
def one_import(identity: UUID):
    """What a file would do, row by row, and what is wrong with which cell."""
    with runtime().sessions.connect() as session:
        return _import(session, identity)


@room.post("/imports/<uuid:identity>/confirm")
@room.arguments(shapes.ConfirmBody)
@room.response(200, shapes.CountSchema)
@room.alt_response(409, schema=schemas.ErrorSchema, description="a record has changed since the preview; nothing was written")
@acts
def confirm(body, identity: UUID):
    """Writes the rows that are new or changed: all, or those of the lines."""
    lines = None if body["lines"] is None else frozenset(body["lines"])
    with runtime().sessions.begin() as session:
        return {"count": imports.confirm(runtime(), session, identity, lines, by=me())}


@room.post("/imports/<uuid:identity>/drop")
@room.response(204)
@acts
def drop(identity: UUID):
    """The preview is not wanted."""
    with runtime().sessions.begin() as session:
        imports.drop(runtime(), session, identity, by=me())


def _import(session: Session, identity: UUID) -> dict[str, Any]:
    found = stored.one_import(session, identity)
    if found is None:
        raise NotFound()
    english = me().language == "en"
    errors = [
        {"line": row["line"], "column": name, "content": row["cells"].get(name, ""), "message": en if english else zh}
        for row in found["rows"] for name, zh, en in row["wrong"]
    ]
    return _counted(found) | {"rows": found["rows"], "errors": errors}


def _counted(found: Mapping[str, Any]) -> dict[str, Any]:
    states = [row["state"] for row in found["rows"]]
    return {**found, "counts": {state: states.count(state) for state in ("new", "changed", "unchanged", "wrong")}}


# -- external numbers --------------------------------------------------------------------------------------------------


@room.get("/numbers")
@room.arguments(shapes.NumberQuery, location="query")
@room.response(200, schemas.listing(schemas.NumberSchema))
@token()
def numbers(query):
    """External numbers of the records and documents that the bearer may read; those of one record are at /records/{kind}/{key}/numbers."""
    with runtime().sessions.connect() as session:
        found = numbers_query.search(runtime(), session, me(), query["search"].strip(), schemas.MAX_SIZE)
    return {"items": found, "total": len(found)}
