"""The calendar for programs: read a year, enter days, take them back, publish a year."""

from __future__ import annotations

from app import access
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import calendar_days as commands
from app.queries import calendar_days as queries

room = Room("calendar", url_prefix="/calendar", description="Working days and holidays, national and regional")


@room.get("/<int:year>")
@room.arguments(schemas.CalendarQuery, location="query")
@room.response(200, schemas.CalendarSchema)
@token()
def one(query, year: int):
    """Days of a year that differ from the plain week, with a region's own where one is named."""
    with runtime().sessions.connect() as session:
        found = queries.year(runtime(), session, commands.require_year(year), query["region"])
    return {
        "year": year, "provisional": found.provisional, "days": [day for days in found.months.values() for day in days],
    }


@room.post("/days")
@room.arguments(schemas.DaysBody)
@room.response(200, schemas.DaysChangedSchema)
@token(access.OPERATOR)
def put(body):
    """Enters days: they are worked, or are not. Dates that are still to come are counted again."""
    with runtime().sessions.begin() as session:
        number = commands.put(
            runtime(), session, _days(body), working=body["working"], name=body["name"], reason=body["reason"], by=me(),
        )
    return {"days": number}


@room.post("/days/remove")
@room.arguments(schemas.DaysRemovedBody)
@room.response(200, schemas.DaysChangedSchema)
@token(access.OPERATOR)
def remove(body):
    """Takes entered days back."""
    with runtime().sessions.begin() as session:
        return {"days": commands.remove(runtime(), session, _days(body), reason=body["reason"], by=me())}


@room.post("/<int:year>/publish")
@room.arguments(schemas.CancelBody)
@room.response(204)
@token(access.OPERATOR)
def publish(body, year: int):
    """The official notice for the year is entered in full; its dates are no longer provisional."""
    with runtime().sessions.begin() as session:
        commands.publish(runtime(), session, year, reason=body["reason"], by=me())


def _days(body) -> commands.Days:
    return commands.Days(body["region"], body["first"], body["last"] or body["first"])
