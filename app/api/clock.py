"""The demo's clock: what time it is in the programme, and moving it on."""

from __future__ import annotations

from datetime import datetime

from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.clock import SHANGHAI
from app.commands import demo_clock
from app.errors import Invalid

room = Room("clock", url_prefix="/demo/clock", description="Programme time of the demo")


@room.get("")
@room.response(200, schemas.ClockSchema)
@token()
def now():
    """Programme time, and when something is due next."""
    demo_clock.require_demo(runtime())
    with runtime().sessions.connect() as session:
        return {"now": runtime().clock.now(), "next": demo_clock.next_moment(runtime(), session)}


@room.post("/advance")
@room.arguments(schemas.AdvanceBody)
@room.response(200, schemas.AdvancedSchema)
@token()
def advance(body):
    """Moves programme time on; everything that is due on the way happens."""
    return demo_clock.move(runtime(), _moment(body["to"]), by=me())


def _moment(text: str) -> datetime | None:
    if text == "next":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid({"to": ["“next”，或 ISO 8601 时间。" if me().language == "zh" else "“next”, or a moment in ISO 8601."]}) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
