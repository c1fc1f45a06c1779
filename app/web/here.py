"""What a view asks for: the runtime, and who is acting."""

from __future__ import annotations

from flask import current_app, g

from app.access import Actor
from app.runtime import Runtime


def runtime() -> Runtime:
    """The runtime of this process."""
    return current_app.extensions["jiebang"]


def current_person() -> Actor:
    """Whoever is signed in; views that are not public always have one."""
    return g.actor
