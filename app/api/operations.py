"""For programs of operators: what is due, and what stands still."""

from __future__ import annotations

from uuid import UUID

from app import access
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import instances
from app.queries import operations

timers = Room("timers", url_prefix="/timers", description="Timers that wait for their moment")
starts = Room("start_timers", url_prefix="/start-timers", description="Start events at which instances begin by themselves")
incidents = Room("incidents", url_prefix="/incidents", description="Tokens that cannot go on without an operator")


@timers.get("")
@timers.arguments(schemas.PageQuery, location="query")
@timers.response(200, schemas.listing(schemas.TimerSchema))
@token(access.OPERATOR, access.AUDITOR)
def waiting(query):
    """Timers, the next one first."""
    with runtime().sessions.connect() as session:
        found = operations.timers(runtime(), session, me().language, **query)
    return {"items": found.rows, "total": found.total}


@starts.get("")
@starts.response(200, schemas.StartTimerSchema(many=True))
@token(access.OPERATOR, access.AUDITOR)
def begins():
    """Start events by time, the next one first."""
    with runtime().sessions.connect() as session:
        return operations.start_timers(runtime(), session, me().language)


@incidents.get("")
@incidents.arguments(schemas.PageQuery, location="query")
@incidents.response(200, schemas.listing(schemas.IncidentSchema))
@token(access.OPERATOR, access.AUDITOR)
def listing(query):
    """Incidents, the newest first."""
    with runtime().sessions.connect() as session:
        found = operations.incidents(runtime(), session, me().language, **query)
    return {"items": found.rows, "total": found.total}


@incidents.post("/<uuid:incident_id>/retry")
@incidents.response(204)
@token(access.OPERATOR)
def retry(incident_id: UUID):
    """Lets the token try again."""
    with runtime().sessions.begin() as session:
        instances.retry_incident(runtime(), session, incident_id, by=me())
