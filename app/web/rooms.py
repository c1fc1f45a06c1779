"""All rooms of the house, in the order of the menu."""

from __future__ import annotations

from flask import Flask

from app import api
from app.web import auth, demo, guard, inbox, operations, papers, programme, projects, records, studio


def install(app: Flask) -> None:
    """Opens the rooms, and the programs' way in."""
    for room in (inbox.room, projects.room, records.room, papers.room, programme.room, studio.room, operations.room, demo.room, auth.room):
        app.register_blueprint(room)
    for room in api.install(app):
        guard.csrf.exempt(room)
