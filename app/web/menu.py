"""The menu: what somebody's roles open."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from app import access

ITEMS: list[tuple[str, str, frozenset[str] | None]] = []       # endpoint, Chinese text, roles (None: everybody)


def install(app: Flask) -> None:
    """Gives templates the menu."""
    app.jinja_env.globals["menu"] = menu


def add(endpoint: str, text: str, *roles: str) -> None:
    """A room puts its page on the menu."""
    item = (endpoint, text, frozenset(roles) or None)
    if item not in ITEMS:
        ITEMS.append(item)


def menu() -> list[dict[str, Any]]:
    """The items for whoever looks at the page."""
    room = (request.endpoint or "").partition(".")[0]
    counts = g.get("counts", {})
    return [
        {"url": url_for(endpoint), "text": _(text), "active": endpoint.partition(".")[0] == room, "count": counts.get(endpoint)}
        for endpoint, text, roles in ITEMS if roles is None or (g.actor and g.actor.has(*roles))
    ]


OPERATIONS = (access.OPERATOR,)
STUDIO = (access.DESIGNER,)
