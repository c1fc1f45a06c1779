"""The menu: what somebody's roles open."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

ITEMS: dict[str, tuple[Any, frozenset[str] | None]] = {}       # endpoint -> lazy text, roles (None: everybody)


def install(app: Flask) -> None:
    """Gives templates the menu."""
    app.jinja_env.globals["menu"] = menu


def add(endpoint: str, text: Any, *roles: str) -> None:
    """A room puts its page on the menu."""
    ITEMS[endpoint] = (text, frozenset(roles) or None)


def menu() -> list[dict[str, Any]]:
    """The items for whoever looks at the page."""
    room = (request.endpoint or "").partition(".")[0]
    counts = g.get("counts", {})
    return [
        {"url": url_for(endpoint), "text": str(text), "active": endpoint.partition(".")[0] == room, "count": counts.get(endpoint)}
        for endpoint, (text, roles) in ITEMS.items() if roles is None or (g.actor and g.actor.has(*roles))
    ]
