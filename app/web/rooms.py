"""All rooms of the house, in the order of the menu."""

from __future__ import annotations

from flask import Flask

from app import api
from app.web import (
    auth, demo, exchange, guard, inbox, operations, papers, programme, projects, public, records, reports, studio,
)


def install(app: Flask) -> None:
    """Opens the rooms, and the programs' way in."""
    rooms = (
        inbox.room, projects.room, records.room, papers.room, programme.room, studio.room, operations.room, reports.room, exchange.room,
        exchange.inbox, demo.room, public.room, auth.room,
    )
    for room in rooms:
        app.register_blueprint(room)
    guard.csrf.exempt(exchange.inbox)             # what is signed needs no cookie
    for room in api.install(app):
        guard.csrf.exempt(room)
