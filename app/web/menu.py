"""The menu: what somebody's roles open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for


@dataclass(frozen=True)
class Item:
    """One entry: its text, who sees it (None: everybody) and when, and whether other pages of its room lie under it."""

    text: Any
    roles: frozenset[str] | None
    when: Callable[[], bool]
    home: bool = True

    def is_for(self, who: Any) -> bool:
        """Whether somebody sees it now."""
        return (self.roles is None or (who is not None and who.has(*self.roles))) and self.when()


ITEMS: dict[str, Item] = {}       # by endpoint
ORDER = ("inbox", "projects", "records", "reports", "programme", "studio", "operations", "exchange", "demo")


def install(app: Flask) -> None:
    """Gives templates the menu."""
    app.jinja_env.globals["menu"] = menu


def add(endpoint: str, text: Any, *roles: str, when: Callable[[], bool] = lambda: True, home: bool = True) -> None:
    """A room puts its page on the menu."""
    ITEMS[endpoint] = Item(text, frozenset(roles) or None, when, home)


def menu() -> list[dict[str, Any]]:
    """The items for whoever looks at the page."""
    here = _here()
    counts = g.get("counts", {})
    return [
        {"url": url_for(endpoint), "text": str(item.text), "active": endpoint == here, "count": counts.get(endpoint)}
        for endpoint, item in sorted(ITEMS.items(), key=_place) if item.is_for(g.actor)
    ]


def _here() -> str:
    """The entry of the open page: its own, else the one of its room that its address begins with."""
    own = request.endpoint or ""
    of_room = [endpoint for endpoint in ITEMS if endpoint.partition(".")[0] == own.partition(".")[0]]
    under = [endpoint for endpoint in of_room if request.path.startswith(url_for(endpoint).rstrip("/") + "/")]
    return own if own in ITEMS else next(iter(under or [each for each in of_room if ITEMS[each].home]), "")


def _place(entry: tuple[str, Item]) -> int:
    """Rooms in our order, entries of a room as it added them."""
    room = entry[0].partition(".")[0]
    return ORDER.index(room) if room in ORDER else len(ORDER)
