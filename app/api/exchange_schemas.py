"""How the outbox, files that are read in and external numbers look in answers."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, validate
from marshmallow.fields import UUID, Boolean, DateTime, Dict, Integer, List, Nested, String

from app.api.schemas import PageQuery

LINE_STATES = ("waiting", "delivered", "collected", "dead")


class RouteSchema(Schema):
    type = String()
    fields = List(String(), metadata={"description": "what leaves, and nothing else"})


class SystemSchema(Schema):
    code = String()
    zh = String()
    en = String()
    delivery = String(metadata={"description": "webhook: lines are delivered; file: they are collected or acknowledged"})
    counts = Dict(keys=String(), values=Integer(), metadata={"description": "lines in each state"})
    routes = List(Nested(RouteSchema))


class OutboxQuery(PageQuery):
    system = String(load_default="", validate=validate.Length(max=60))
    state = String(load_default="", validate=validate.OneOf(["", *LINE_STATES]))


class LineSchema(Schema):
    id = Integer()
    system = String()
    type = String()
    key = String()
    version = Integer()
    state = String(metadata={"description": ", ".join(LINE_STATES)})
    attempts = Integer()
    error = String(allow_none=True)
    at = DateTime()
    due = DateTime()
    delivered_at = DateTime(allow_none=True)


class LineDetailSchema(LineSchema):
    content = Dict(keys=String(), metadata={"description": "the body as the system gets it"})


class RetryBody(Schema):
    system = String(required=True, validate=validate.Length(1, 60))


class CountSchema(Schema):
    count = Integer()


class ColumnSchema(Schema):
    name = String()
    zh = String()
    en = String()
    kind = String()
    required = Boolean()


class ImportKindSchema(Schema):
    name = String()
    zh = String()
    en = String()
    columns = List(Nested(ColumnSchema))


class ImportForm(Schema):
    kind = String(required=True, validate=validate.Length(1, 60))


class ImportParts(Schema):
    file = Upload(required=True)


class ImportSchema(Schema):
    id = UUID()
    kind = String()
    name = String()
    sha256 = String()
    state = String(metadata={"description": "open, done or dropped"})
    at = DateTime()
    by = String(allow_none=True)
    ended_at = DateTime(allow_none=True)
    counts = Dict(keys=String(), values=Integer(), metadata={"description": "rows that are new, changed, unchanged, wrong"})


class ImportRowSchema(Schema):
    line = Integer()
    key = String()
    state = String()
    cells = Dict(keys=String(), values=String())
    changes = List(String(), metadata={"description": "names of the fields that would change"})


class ImportErrorSchema(Schema):
    line = Integer()
    column = String()
    content = String()
    message = String()


class ImportDetailSchema(ImportSchema):
    rows = List(Nested(ImportRowSchema))
    errors = List(Nested(ImportErrorSchema))


class ConfirmBody(Schema):
    lines = List(Integer(), load_default=None, allow_none=True, metadata={"description": "lines to write; all that are new or changed without it"})


class NumberQuery(Schema):
    search = String(load_default="", validate=validate.Length(max=100))
