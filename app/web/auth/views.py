"""Signing in and out, one's own account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, session as cookie, url_for
from flask_babel import gettext as _

from app.clock import SystemClock
from app.commands import accounts
from app.queries import demo as demo_query
from app.store import people
from app.web import addresses, guard
from app.web.guard import public, signed_in
from app.web.here import current_person, inside, runtime
from app.web.language import current

room = Blueprint("auth", __name__, template_folder="templates")


@room.get("/sign-in")
@public
def sign_in():
    """The page with name and password; in the demo it lists the accounts."""
    if g.actor is not None:
        return redirect("/")
    return _sign_in_page(inside(request.args.get("next")), name="")


def _sign_in_page(target: str, **more: Any) -> str:
    accounts_shown = []
    if runtime().demo:
        with runtime().sessions.connect() as session:
            accounts_shown = demo_query.accounts(runtime(), session, current())
    return render_template("auth/sign_in.html", next=target, accounts=accounts_shown, **more)


@room.post("/sign-in")
@public
def check():
    """Name and password."""
    name, target = request.form.get("name", "").strip(), inside(request.form.get("next"))
    now = SystemClock().now()
    try:
        with runtime().sessions.begin() as session:
            person = accounts.sign_in(
                runtime(), session, name, request.form.get("password", ""), now, address=addresses.origin(), limit=addresses.limit(),
            )
            key = accounts.open_session(session, person["id"], now) if person is not None else ""
    except accounts.TooManyGuesses as error:
        return _sign_in_page(target, name=name, error=error.text(current())), error.status
    if person is None:
        error = accounts.WrongPassword().text(current())
        return _sign_in_page(target, name=name, error=error), 401
    guard.begin_session(person, key)
    return redirect(target, 303)


@room.post("/sign-out")
@signed_in
def sign_out():
    """Ends the session."""
    with runtime().sessions.begin() as session:
        accounts.sign_out(runtime(), session, current_person().id, cookie["key"])
    guard.end_session()
    return redirect(url_for("auth.sign_in"), 303)


@room.get("/account")
@signed_in
def account():
    """One's own roles, password and tokens."""
    return _account_page()


def _account_page(status: int = 200, **more):
    with runtime().sessions.connect() as session:
        members = people.members_of(session, current_person().id)
        tokens = people.tokens_of(session, current_person().id)
        units = people.unit_names(session, [member.unit or "" for member in members], current())
    return render_template("auth/account.html", members=members, tokens=tokens, units=units, **more), status


@room.post("/account/password")
@signed_in
def password():
    """A new password."""
    new = request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            return _account_page(422, error=_("两次输入的新密码不一致。"))
        with runtime().sessions.begin() as session:
            accounts.change_password(runtime(), session, current_person().id, request.form.get("old", ""), new)
            person = people.person(session, current_person().id)
            key = accounts.open_session(session, person["id"], SystemClock().now())
    except (accounts.WrongPassword, accounts.WeakPassword) as error:
        return _account_page(422, error=error.text(current()))
    guard.begin_session(person, key)
    flash(_("密码已修改，其他设备上的登录已失效。"))
    return redirect(url_for("auth.account"), 303)


@room.post("/account/tokens")
@signed_in
def create_token():
    """A token for a program; shown once."""
    with runtime().sessions.begin() as session:
        token = accounts.create_token(
            runtime(), session, current_person().id, request.form.get("name", ""), SystemClock().now(),
        )
    return _account_page(token=token)


@room.post("/account/tokens/<uuid:token_id>/withdraw")
@signed_in
def withdraw_token(token_id: UUID):
    """A token that is not to be used any more."""
    with runtime().sessions.begin() as session:
        accounts.withdraw_token(runtime(), session, current_person().id, token_id)
    flash(_("令牌已撤销。"))
    return redirect(url_for("auth.account"), 303)
