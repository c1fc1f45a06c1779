"""Every route says who may use it; what says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, session as cookie, url_for
from flask_wtf.csrf import CSRFProtect

from app import access
from app.clock import SystemClock
from app.commands import chores
from app.commands.accounts import digest
from app.errors import Forbidden
from app.store import people
from app.store.database import reading
from app.web.here import runtime

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC, SIGNED_IN = "public", "signed_in"

csrf = CSRFProtect()
IDLE_SECONDS = 4 * 3600          # without a request for so long, a session ends
ABSOLUTE_SECONDS = 12 * 3600


def public(view: View) -> View:
    """Anybody may use it."""
    view.allowed = PUBLIC
    return view


def signed_in(view: View) -> View:
    """Whoever has signed in; the command decides about the object."""
    view.allowed = SIGNED_IN
    return view


def roles(*codes: str) -> Callable[[View], View]:
    """Holders of one of these roles."""
    def mark(view: View) -> View:
        view.allowed = frozenset(codes)
        return view
    return mark


def install(app: Flask) -> None:
    """Asks before every request; denies what nobody has opened."""
    csrf.init_app(app)
    app.before_request(_ask)


def _ask() -> Any:
    view = runtime_view()
    g.actor = None
    if any("\x00" in text for text in (request.path, *request.args.values(), *request.form.values())):
        abort(400)                                    # no text of ours has one, and the database keeps none
    if view is None:
        return None                                   # no such address: 404 follows
    allowed = getattr(view, "allowed", None)
    if allowed == "token":
        return None                                   # the API asks for itself, see app.api
    _recognise()
    if allowed == PUBLIC:
        return None
    if g.actor is None:
        if request.headers.get("HX-Request") or request.accept_mimetypes.best == "application/json":
            raise NotSignedIn()
        return redirect(url_for("auth.sign_in", next=request.full_path if request.method == "GET" else None))
    if allowed == SIGNED_IN or (isinstance(allowed, frozenset) and g.actor.has(*allowed)):
        return None
    raise Forbidden()


class NotSignedIn(Forbidden):
    """Your session has ended; sign in again. What you typed is still in the page."""

    status = 401
    code = "not-signed-in"
    zh = "登录已失效，请重新登录；页面上填写的内容仍在。"


def runtime_view() -> Callable[..., Any] | None:
    """The view function behind the address."""
    from flask import current_app

    return current_app.view_functions.get(request.endpoint) if request.endpoint else None


def _recognise() -> None:
    """Who the session cookie stands for; rights are read anew with every request."""
    identity = cookie.get("person")
    now = SystemClock().now().timestamp()
    if identity is None:
        _follow_clock()
        return
    if now - cookie.get("seen", 0) > IDLE_SECONDS or now - cookie.get("since", 0) > ABSOLUTE_SECONDS:
        cookie.clear()
        return
    with reading(runtime().sessions) as session:
        chores.follow_clock(runtime(), session)
        person, members = people.signed_in(session, identity, digest(cookie.get("key", "")))
    if person is None or not person["active"] or person["epoch"] != cookie.get("epoch"):
        cookie.clear()
        return
    if now - cookie.get("seen", 0) > 60:
        cookie["seen"] = now
    g.person = person
    language = cookie.get("language") or person["language"]
    g.actor = access.actor(
        person["id"], people.called(person, language), members, runtime().role_scopes, language, person["unit"],
    )


def _follow_clock() -> None:
    if runtime().demo:
        chores.follow_clock(runtime())


def begin_session(person: Any, key: str) -> None:
    """A person has shown who he is; the key is that of the session, which ends on the server."""
    kept = cookie.get("language")
    cookie.clear()
    now = SystemClock().now().timestamp()
    cookie.permanent = True
    cookie.update(person=person["id"], key=key, epoch=person["epoch"], since=now, seen=now)
    if kept:
        cookie["language"] = kept


def end_session() -> None:
    """Signs out; the language stays."""
    kept = cookie.get("language")
    cookie.clear()
    if kept:
        cookie["language"] = kept
