"""Messages and signals from other programs."""

from __future__ import annotations

from app import access, feel
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import messages
from app.commands.messages import WrongAddressee
from app.errors import Invalid

signals = Room("signals", url_prefix="/signals", description="Signals to everybody who waits for their name")
room = Room("messages", url_prefix="/messages", description="Messages to whoever waits for their name and key")


@room.post("")
@room.arguments(schemas.MessageBody)
@room.response(202, schemas.MessageIdSchema)
@room.alt_response(409, schema=schemas.ErrorSchema, description="that instance does not wait for it")
@token(access.OPERATOR)
def publish(body):
    """Sends a message; it waits when nobody does yet. The same dedupe_key again changes nothing."""
    key = _key(body["key"])
    try:
        with runtime().sessions.begin() as session:
            identity = messages.publish(
                runtime(), session, body["name"], key, feel.from_json(body["payload"]), by=me(),
                dedupe_key=body["dedupe_key"], instance_id=body["instance_id"],
            )
    except WrongAddressee as error:
        with runtime().sessions.begin() as session:
            messages.refuse(runtime(), session, body["name"], key, body["instance_id"], by=me())
        raise error
    return {"id": identity}


@signals.post("")
@signals.arguments(schemas.SignalBody)
@signals.response(202, schemas.MessageIdSchema)
@token(access.OPERATOR)
def throw(body):
    """Throws a signal to everybody who waits for it now; it is not kept. The same dedupe_key again changes nothing."""
    with runtime().sessions.begin() as session:
        payload = feel.from_json(body["payload"])
        identity = messages.publish_signal(runtime(), session, body["name"], payload, by=me(), dedupe_key=body["dedupe_key"])
    return {"id": identity}


def _key(given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise Invalid({"key": ["文本或数字。" if me().language == "zh" else "A text or a number."]})
    return feel.from_json(given)
