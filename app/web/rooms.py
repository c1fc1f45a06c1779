"""All rooms of the house, in the order of the menu."""

from __future__ import annotations

from flask import Flask

from app import api
from app.web import auth, demo, guard, inbox, operations, programme, projects, public, studio


def install(app: Flask) -> None:
    """Opens the rooms, and the programs' way in."""
    for room in (inbox.room, projects.room, programme.room, studio.room, operations.room, demo.room, public.room, auth.room):
        app.register_blueprint(room)
    for room in api.install(app):
        guard.csrf.exempt(room)
