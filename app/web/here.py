"""What a view asks for: the runtime, who is acting, and where to go afterwards."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g

from app.access import Actor
from app.runtime import Runtime


def runtime() -> Runtime:
    """The runtime of this process."""
    return current_app.extensions["jiebang"]


def current_person() -> Actor:
    """Whoever is signed in; views that are not public always have one."""
    return g.actor


def inside(target: str | None) -> str:
    """The path of a page of ours that a request asks to go to; the first page for everything else."""
    parts = urlsplit(target or "/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//") or "\\" in parts.path:
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
