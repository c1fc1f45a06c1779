"""How the programme's data files look in answers: each entry with its uses and its changes."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.fields import DateTime, Dict, Integer, List, Nested, Raw, String

from app.api.schemas import listing


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


DataFileList = listing(DataFileSchema)
