"""How fields and versions of records and official documents look in answers."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow.fields import Boolean, DateTime, Dict, Integer, String

from app.api.schemas import PageQuery


class RecordFieldSchema(Schema):
    name = String()
    kind = String()
    zh = String()
    en = String()
    sealed = Boolean()
    to = String(metadata={"description": "the type that a reference leads to"})


class RecordVersionSchema(Schema):
    version = Integer()
    at = DateTime()
    by = String(allow_none=True)
    why = String()
    state = String()
    title = String()
    data = Dict(keys=String())


class PaperSchema(Schema):
    id = String()
    number = String()
    template = String()
    template_version = Integer()
    record_type = String(allow_none=True)
    record_key = String(allow_none=True)
    sha256 = String()
    at = DateTime()


class DocumentQuery(PageQuery):
    template = String(load_default="", validate=validate.Length(max=100))
    search = String(load_default="", validate=validate.Length(max=100))


class HashQuery(Schema):
    sha256 = String(required=True, validate=validate.Regexp("^[0-9a-f]{64}$"))
    number = String(load_default="", validate=validate.Length(max=100))


class GenuineSchema(Schema):
    verdict = String(metadata={"description": "genuine, changed or unknown"})
    number = String(allow_none=True)
