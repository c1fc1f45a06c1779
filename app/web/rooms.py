"""All rooms of the house, in the order of the menu."""

from __future__ import annotations

from flask import Flask

from app.web import auth, inbox, projects, studio


def install(app: Flask) -> None:
    """Opens the rooms."""
    for room in (inbox.room, projects.room, studio.room, auth.room):
        app.register_blueprint(room)
