"""The outbox for operators, files for systems without an address, numbers that records have elsewhere."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app import access
from app.adapters import sheets
from app.clock import SHANGHAI
from app.commands import exchange, exports
from app.errors import Invalid
from app.queries import numbers as numbers_query, records
from app.store import exchange as stored
from app.web.exchange.room import acts, file, inbox, reads, room
from app.web.guard import public, signed_in
from app.web.here import current_person, runtime

STATES = ("", "waiting", "delivered", "collected", "dead")
HEADS = ("id", "type", "key", "version", "state", "at", "number")


@room.get("/")
@reads
def index():
    """Systems, what leaves for them, and the queue."""
    system, state = request.args.get("system", "")[:60], request.args.get("state", "")[:20]
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    if state not in STATES:
        abort(404)
    with runtime().sessions.connect() as session:
        counts, routes = stored.counts(session), stored.routes(session)
        lines, total = stored.lines(session, system, state, page)
    systems = {
        code: {
            "reached": code in runtime().webhooks.reachable, "counts": {each["state"]: each["lines"] for each in counts if each["system"] == code},
            "routes": [each for each in routes if each["system"] == code],
        }
        for code in runtime().programme.systems
    }
    return render_template(
        "exchange/index.html", systems=systems, lines=lines, total=total, page=page, pages=-(-total // stored.PAGE), system=system,
        state=state, may_act=current_person().has(access.OPERATOR), today=runtime().clock.now().astimezone(SHANGHAI).date(), month=timedelta(days=30),
    )


@room.post("/<system>/replay")
@acts
def replay(system: str):
    """Dead letters of a system, or one line, are delivered again."""
    with runtime().sessions.begin() as session:
        number = exchange.replay(
            runtime(), session, system, by=current_person(), identity=request.form.get("line", type=int),
        )
    flash(ngettext("%(num)s 条将重新投递。", "%(num)s 条将重新投递。", number))
    return redirect(url_for("exchange.index", system=system), 303)


@room.post("/<system>/file")
@acts
def collect(system: str):
    """What a system is to know of a period, as a file."""
    kind = request.form.get("kind", "")
    if kind not in sheets.MEDIA:
        abort(404)
    first, last = (_day(name) for name in ("first", "last"))
    with runtime().sessions.begin() as session:
        lines = exchange.collected(runtime(), session, system, first, last, by=current_person())
        exports.note(runtime(), session, f"exchange:{system}", len(lines), {"first": str(first), "last": str(last)}, by=current_person())
    if kind == "json":
        return jsonify(lines), 200, {"Content-Disposition": f"attachment; filename={system}-{first}-{last}.json"}
    names = list(dict.fromkeys(name for line in lines for name in line["data"]))
    rows = [[*(line[head] for head in HEADS), *(line["data"].get(name) for name in names)] for line in lines]
    return file(kind, f"{system}-{first}-{last}", [*HEADS, *names], rows)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise Invalid({name: [_("请填写日期。")]}) from error


@room.get("/numbers")
@signed_in
def numbers():
    """External numbers of the records that I may read."""
    search = request.args.get("search", "")[:100].strip()
    with runtime().sessions.connect() as session:
        found = numbers_query.search(runtime(), session, current_person(), search, 200)
    return render_template("exchange/numbers.html", found=found, search=search)


@room.get("/records/<kind>/<path:key>")
@signed_in
def record(kind: str, key: str):
    """One record's numbers in other systems."""
    with runtime().sessions.connect() as session:
        row = records.one(runtime(), session, kind, key, current_person())
        found = {each["system"]: each for each in stored.numbers(session, kind, key)}
    return render_template("exchange/record.html", row=row, found=found, systems=list(runtime().programme.systems), may=exchange.may_number(current_person(), row))


@room.post("/records/<kind>/<path:key>")
@signed_in
def put_number(kind: str, key: str):
    """Staff enter or take back a number."""
    form = request.form
    with runtime().sessions.begin() as session:
        exchange.put_number(
            runtime(), session, kind, key, form.get("system", ""), form.get("number", ""), by=current_person(),
        )
    flash(_("外部编号已保存。"))
    return redirect(url_for("exchange.record", kind=kind, key=key), 303)


@inbox.post("/<system>")
@public
def receive(system: str):
    """A signed message of another system."""
    body = request.get_data(cache=False)
    with runtime().sessions.begin() as session:
        answer = exchange.receive(runtime(), session, system, request.headers, body)
    return jsonify(answer), 202
