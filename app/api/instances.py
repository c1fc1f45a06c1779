"""Process instances: start, list, look at, cancel."""

from __future__ import annotations

from uuid import UUID

from app import access, feel
from app.api import schemas
from app.api.house import Room, idempotency_key, me, runtime, token
from app.commands import instances, requests
from app.errors import Forbidden
from app.queries import operations, projects

room = Room("instances", url_prefix="/instances", description="Process instances")


@room.post("")
@room.arguments(schemas.StartBody)
@room.response(201, schemas.StartedSchema)
@token()
def start(body):
    """Starts a process; with the header Idempotency-Key it starts once, however often the request comes."""
    if body.get("variables") and not me().has(access.OPERATOR, access.DESIGNER):
        raise Forbidden()
    process_id, variables = body["process_id"], feel.from_json(body.get("variables") or {})
    with runtime().sessions.begin() as session:
        with requests.once(runtime(), session, me().id, idempotency_key(), f"start {process_id}") as repeated:
            if repeated.answer is None:
                identity = instances.start(
                    runtime(), session, process_id, body.get("answers"), by=me(), variables=variables,
                )
                repeated.answer = {"id": str(identity)}
            return repeated.answer


@room.get("")
@room.arguments(schemas.InstanceQuery, location="query")
@room.response(200, schemas.listing(schemas.InstanceSchema))
@token()
def listing(query):
    """Instances within one's regions and units, and those one has worked on."""
    with runtime().sessions.connect() as session:
        found = projects.listing(runtime(), session, me(), **query)
    return {"items": found.rows, "total": found.total}


@room.get("/<uuid:instance_id>")
@room.response(200, schemas.InstanceDetailSchema)
@token()
def one(instance_id: UUID):
    """One instance: status, where its tokens are, what it waits for, variables."""
    with runtime().sessions.connect() as session:
        return operations.instance_for_programs(runtime(), session, instance_id, me())


@room.post("/<uuid:instance_id>/cancel")
@room.arguments(schemas.CancelBody)
@room.response(204)
@token(access.OPERATOR)
def cancel(body, instance_id: UUID):
    """Ends an instance; the reason is kept."""
    with runtime().sessions.begin() as session:
        instances.cancel(runtime(), session, instance_id, reason=body["reason"], by=me())
