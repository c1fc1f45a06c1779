"""What every API view stands on: who a bearer token is, strict arguments, one answer per idempotency key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app, g, request
from flask_smorest import Blueprint
from marshmallow import RAISE, missing
from webargs.flaskparser import FlaskParser

from app import access
from app.access import Actor
from app.clock import SystemClock
from app.commands import chores
from app.commands.accounts import digest
from app.errors import Forbidden, Refused
from app.runtime import Runtime
from app.store import people
from app.store.database import Session

REMEMBER_USE = timedelta(hours=1)


class NoToken(Refused):
    """Send the token of an account: Authorization: Bearer …; this one is missing, unknown or no longer valid."""

    status = 401
    code = "no-token"
    zh = "请在 Authorization: Bearer … 中提供账号令牌；令牌缺失、不正确或已失效。"


class StrictParser(FlaskParser):
    """What nobody asked for is refused, in addresses too."""

    DEFAULT_UNKNOWN_BY_LOCATION = {location: RAISE for location in ("json", "query", "form")}

    def _raw_load_json(self, req: Any) -> Any:
        """The body as our own reader takes it, so that pages and programs refuse the same."""
        if not req.is_json:
            return missing
        return req.get_json()


class Room(Blueprint):
    """A blueprint whose every view asks for a token."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(f"api_{name}", __name__, description=options.pop("description", ""), **options)
        self.before_request(_authenticate)


def token(*roles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Bearers of a token, of one of these roles when any is named."""
    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.allowed, view.roles = "token", frozenset(roles)
        return view
    return mark


def runtime() -> Runtime:
    """The runtime of this process."""
    return current_app.extensions["jiebang"]


def me() -> Actor:
    """Whoever the token belongs to."""
    return g.actor


def _authenticate() -> None:
    view = current_app.view_functions[request.endpoint]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise NoToken()
    with runtime().sessions.begin() as session:
        chores.follow_clock(runtime(), session)
        g.person, g.actor = _bearer(session, given.strip())
    roles = getattr(view, "roles", None)
    if roles is None or (roles and not g.actor.has(*roles)):
        raise Forbidden()


def _bearer(session: Session, given: str) -> tuple[Any, Actor]:
    now = SystemClock().now()
    row = people.token(session, digest(given))
    if row is None or (row["expires_at"] and row["expires_at"] <= now):
        raise NoToken()
    person, members = people.person_with_members(session, row["person"])
    if person is None or not person["active"]:
        raise NoToken()
    if row["last_used_at"] is None or row["last_used_at"] < now - REMEMBER_USE:
        people.note_token_use(session, row["id"], now)
    language = request.accept_languages.best_match(["zh", "en"]) or person["language"]
    return person, access.actor(
        person["id"], people.called(person, language), members, runtime().role_scopes, language, person["unit"],
    )


def idempotency_key() -> str | None:
    """The key under which a request counts once."""
    return request.headers.get("Idempotency-Key")
