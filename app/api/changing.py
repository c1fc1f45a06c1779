"""Changing one running instance: suspend, resume, move its tokens, variables and timers, restart it. Every act has a reason."""

from __future__ import annotations

from uuid import UUID

from app import access
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import instances, moving, suspending

room = Room("changing", url_prefix="/instances/<uuid:instance_id>", description="Changing one running instance")


@room.post("/suspend")
@room.arguments(schemas.CancelBody)
@room.response(204)
@token(access.OPERATOR)
def suspend(body, instance_id: UUID):
    """Nothing in it moves any more: no timer fires, no task can be completed, messages wait."""
    with runtime().sessions.begin() as session:
        suspending.suspend(runtime(), session, instance_id, reason=body["reason"], by=me())


@room.post("/resume")
@room.arguments(schemas.ResumeBody)
@room.response(204)
@token(access.OPERATOR)
def resume(body, instance_id: UUID):
    """It goes on; timers that have become due happen (catch_up), all come later (shift), or the due ones are held (hold)."""
    with runtime().sessions.begin() as session:
        suspending.resume(runtime(), session, instance_id, timers=body["timers"], reason=body["reason"], by=me())


@room.post("/jump")
@room.arguments(schemas.JumpBody)
@room.response(204)
@token(access.OPERATOR)
def jump(body, instance_id: UUID):
    """Puts a token at another element; with `alone` every other token of that scope ends."""
    with runtime().sessions.begin() as session:
        moving.jump(
            runtime(), session, instance_id, body["token"], body["target"], alone=body["alone"], reason=body["reason"], by=me(),
        )


@room.post("/send-back")
@room.arguments(schemas.TokenBackBody)
@room.response(204)
@token(access.OPERATOR)
def send_back(body, instance_id: UUID):
    """Has something done again from an earlier element; other parallel branches live on."""
    with runtime().sessions.begin() as session:
        moving.send_token_back(runtime(), session, instance_id, body["token"], body["target"], reason=body["reason"], by=me())


@room.post("/restart")
@room.arguments(schemas.BackBody)
@room.response(204)
@token(access.OPERATOR)
def restart(body, instance_id: UUID):
    """A finished instance runs again from an element, with the variables it ended with."""
    with runtime().sessions.begin() as session:
        moving.restart(runtime(), session, instance_id, body["target"], reason=body["reason"], by=me())


@room.post("/variables")
@room.arguments(schemas.VariableBody)
@room.response(204)
@token(access.OPERATOR)
def set_variable(body, instance_id: UUID):
    """Repairs a variable; its value is FEEL. With `token` it is one that is seen there, in an item or a called process."""
    with runtime().sessions.begin() as session:
        instances.set_variable(
            runtime(), session, instance_id, body["name"], body["value"], reason=body["reason"], by=me(), at=body.get("token"),
        )


@room.post("/timers/<uuid:timer>")
@room.arguments(schemas.TimerBody)
@room.response(204)
@token(access.OPERATOR)
def move_timer(body, instance_id: UUID, timer: UUID):
    """A waiting timer is due at another moment, at once when that has passed."""
    with runtime().sessions.begin() as session:
        suspending.move_timer(runtime(), session, instance_id, timer, body["due"], reason=body["reason"], by=me())
