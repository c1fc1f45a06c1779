"""Programme time moves on and the page says what happened; the outbox."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.clock import SHANGHAI
from app.commands import demo_anew, demo_clock
from app.errors import Refused
from app.queries import demo
from app.web import menu
from app.web.guard import signed_in
from app.web.here import current_person, runtime

room = Blueprint("demo", __name__, template_folder="templates")
menu.add("demo.mails", _l("邮件"), when=lambda: demo.may_read_mails(runtime(), g.actor), home=False)
MORNING = time(9)


class NotADay(Refused):
    """Write the day as year, month and day, such as 2025-04-01."""

    code = "not-a-day"
    zh = "请按“年-月-日”填写日期，例如 2025-04-01。"


@room.post("/demo/time")
@signed_in
def move():
    """To the next due moment, or to the morning of a day."""
    moved = demo_clock.move(runtime(), _target(), by=current_person())
    on = None if moved.finished else request.form.get("day") or None
    return redirect(url_for("demo.moved", after=moved.first_fact, until=moved.last_fact, on=on), 303)


def _target() -> datetime | None:
    if request.form.get("to") == "next":
        return None
    try:
        day = date.fromisoformat(request.form.get("day", "").strip())
    except ValueError:
        raise NotADay() from None
    return datetime.combine(day, MORNING, SHANGHAI)


@room.get("/demo/time")
@signed_in
def moved():
    """What happened while time was moved."""
    demo_clock.require_demo(runtime())
    after, until = request.args.get("after", 0, type=int), request.args.get("until", 0, type=int)
    if not 0 <= after <= until < 2**62:
        abort(404)
    with runtime().sessions.connect() as session:
        found = demo.happened(runtime(), session, current_person(), after, until)
    return render_template("demo/moved.html", found=found, on=request.args.get("on", "")[:10])


@room.get("/demo/anew")
@signed_in
def anew():
    """Asks whether the demo is to be put back to its beginning."""
    with runtime().sessions.connect() as session:
        can = demo_anew.can_begin_anew(runtime(), session)
    return render_template("demo/anew.html", can=can)


@room.post("/demo/anew")
@signed_in
def begin_anew():
    """Puts the demo back."""
    demo_anew.begin_anew(runtime(), by=current_person())
    flash(_("演示已回到初始状态。"))
    return redirect(url_for("inbox.index"), 303)


@room.get("/mails")
@signed_in
def mails():
    """The outbox: in the demo everybody's own, without a mail server for operators."""
    page, search = min(max(request.args.get("page", 1, type=int), 1), 100_000), request.args.get("search", "")[:100]
    with runtime().sessions.connect() as session:
        found, more = demo.mails(runtime(), session, current_person(), search=search, page=page)
    return render_template("demo/mails.html", mails=found, more=more, page=page, search=search)
