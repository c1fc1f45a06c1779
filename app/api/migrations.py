"""Moving running instances to the newest version: verdicts, batches, their progress."""

from __future__ import annotations

from uuid import UUID

from app import access
from app.api import schemas
from app.api.house import Room, idempotency_key, me, runtime, token
from app.commands import migrations, requests
from app.queries import migrations as queries

room = Room("migrations", url_prefix="/migrations", description="Moving running instances to the newest version")


@room.post("/verdicts")
@room.arguments(schemas.PlanBody)
@room.response(200, schemas.VerdictsSchema)
@token(access.OPERATOR, access.AUDITOR, access.DESIGNER)
def verdicts(body):
    """What the newest version means for every running instance, by a plan; nothing is kept."""
    with runtime().sessions.connect() as session:
        found = migrations.judge(runtime(), session, body["process_id"], migrations.plan_of(body), body.get("instance"))
    items = [{
        "id": each.row["id"], "business_key": each.row["business_key"] if me().has(access.OPERATOR, access.AUDITOR) else None, "version": each.row["definition_version"],
        "verdict": each.verdict.kind, "obstacles": each.verdict.obstacles,
    } for each in found]
    return {"counts": {kind: sum(item["verdict"] == kind for item in items) for kind in queries.KINDS}, "items": items}


@room.post("")
@room.arguments(schemas.MigrationBody)
@room.response(201, schemas.StartedSchema)
@token(access.OPERATOR)
def start(body):
    """Moves all that can move; with the header Idempotency-Key one batch begins, however often the request comes."""
    plan = {"mapping": body["mapping"], "armed": body["armed"]}
    with runtime().sessions.begin() as session:
        with requests.once(runtime(), session, me().id, idempotency_key(), f"migrate {body['process_id']}") as repeated:
            if repeated.answer is None:
                identity = migrations.start(
                    runtime(), session, body["process_id"], plan, reason=body["reason"], by=me(), only=body.get("instance"),
                    unaffected=body["unaffected"],
                )
                repeated.answer = {"id": str(identity)}
            return repeated.answer


@room.get("/<uuid:batch_id>")
@room.response(200, schemas.BatchSchema)
@token(access.OPERATOR, access.AUDITOR)
def one(batch_id: UUID):
    """How far a batch is, and what could not be moved."""
    with runtime().sessions.connect() as session:
        return queries.batch(runtime(), session, batch_id, me().language)


@room.post("/<uuid:batch_id>/pause")
@room.response(204)
@token(access.OPERATOR)
def pause(batch_id: UUID):
    """No further instance is moved."""
    with runtime().sessions.begin() as session:
        migrations.pause(runtime(), session, batch_id, by=me())


@room.post("/<uuid:batch_id>/resume")
@room.response(204)
@token(access.OPERATOR)
def resume(batch_id: UUID):
    """Goes on."""
    with runtime().sessions.begin() as session:
        migrations.resume(runtime(), session, batch_id, by=me())


@room.post("/<uuid:batch_id>/retry")
@room.response(204)
@token(access.OPERATOR)
def retry(batch_id: UUID):
    """Tries those again that could not be moved."""
    with runtime().sessions.begin() as session:
        migrations.retry(runtime(), session, batch_id, by=me())
