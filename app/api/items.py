"""Items of a multi-instance that is under way."""

from __future__ import annotations

from uuid import UUID

from app import access, feel
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import items

room = Room("items", url_prefix="/instances/<uuid:instance_id>/items", description="Items of a running multi-instance")


@room.post("/<uuid:beside>")
@room.arguments(schemas.ItemBody)
@room.response(204)
@token(access.OPERATOR)
def add(body, instance_id: UUID, beside: UUID):
    """One more item, at the end of the multi-instance in which this task, job, timer or subscription waits."""
    with runtime().sessions.begin() as session:
        items.add(runtime(), session, instance_id, beside, feel.from_json(body["item"]), reason=body["reason"], by=me())


@room.put("/<uuid:inside>")
@room.arguments(schemas.ItemBody)
@room.response(204)
@token(access.OPERATOR)
def replace(body, instance_id: UUID, inside: UUID):
    """Another item in the place of the one in which this waits; it begins anew."""
    with runtime().sessions.begin() as session:
        items.replace(runtime(), session, instance_id, inside, feel.from_json(body["item"]), reason=body["reason"], by=me())


@room.delete("/<uuid:inside>")
@room.arguments(schemas.CancelBody, location="query")
@room.response(204)
@token(access.OPERATOR)
def drop(query, instance_id: UUID, inside: UUID):
    """The item in which this waits is ended and counts no longer."""
    with runtime().sessions.begin() as session:
        items.drop(runtime(), session, instance_id, inside, reason=query["reason"], by=me())
