"""What operators look at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request

from app import access
from app.commands import exports
from app.queries import demo, operations, projects
from app.store import operations as stored
from app.web import spooled
from app.web.here import current_person, runtime
from app.web.inbox.presenters import data_block
from app.web.operations import presenters
from app.web.operations.room import reads, room

MESSAGE_STATES = ("", "waiting", "delivered", "expired", "withdrawn")
INSTANCE_STATES = ("", "active", "suspended", "completed", "cancelled")


def _page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)


def _word(name: str) -> str:
    return request.args.get(name, "")[:100]


@room.get("/")
@reads
def index():
    """Everything on one page: numbers, versions, workers, the latest incidents."""
    with runtime().sessions.connect() as session:
        found = operations.dashboard(runtime(), session, current_person().language)
    may_read_mails = demo.may_read_mails(runtime(), current_person())
    return render_template("operations/index.html", found=found, may_read_mails=may_read_mails, may_act=_may_act())


def _may_act() -> bool:
    return g.actor.has(access.OPERATOR)


@room.get("/instances")
@reads
def instances():
    """All instances, filtered."""
    chosen = _chosen()
    with runtime().sessions.connect() as session:
        found = projects.listing(runtime(), session, current_person(), page=_page(), size=operations.PAGE, **chosen)
    return render_template("operations/instances.html", found=found, page=_page(), **chosen)


def _chosen() -> dict[str, Any]:
    status = _word("status")
    if status not in INSTANCE_STATES:
        abort(404)
    return {"status": status, "process": _word("process"), "search": _word("search"), "incidents": _word("incidents") == "1"}


@room.post("/instances.csv")
@reads
def export():
    """The same list as a table for a spreadsheet; that it was taken out is kept."""
    chosen = {name: request.form.get(name, "")[:100] for name in ("status", "process", "search")}
    with runtime().sessions.begin() as session:
        rows = operations.exported(runtime(), session, current_person(), incidents=request.form.get("incidents") == "1", **chosen)
        file, number = spooled.written(presenters.table(rows))
        exports.note(runtime(), session, "instances", number - 1, chosen, by=current_person())       # the head is no row
    return spooled.answer(file, "instances.csv")


@room.get("/instances/<uuid:instance_id>")
@reads
def instance(instance_id: UUID):
    """One instance down to its tokens."""
    return page_of(instance_id)


def page_of(instance_id: UUID, wrong: dict[str, str] | None = None, trouble: dict[str, str] | None = None) -> str:
    """The page of an instance; `wrong` is what was written for a variable, and why it was not taken, `trouble` for the rest."""
    with runtime().sessions.connect() as session:
        found = operations.instance(
            runtime(), session, instance_id, current_person(), process_id=request.args.get("process"), page=_page(),
        )
    return render_template(
        "operations/instance.html", found=found, state=data_block({"state": found.state}), may_act=_may_act(), wrong=wrong,
        trouble=trouble,
    )


@room.get("/timers")
@reads
def timers():
    """Timers, the next one first."""
    with runtime().sessions.connect() as session:
        found = operations.timers(runtime(), session, current_person().language, search=_word("search"), page=_page())
        starts = operations.start_timers(runtime(), session, current_person().language)
    return render_template("operations/timers.html", found=found, starts=starts, search=_word("search"))


@room.get("/jobs")
@reads
def jobs():
    """Jobs that no worker has finished."""
    with runtime().sessions.connect() as session:
        found = operations.jobs(runtime(), session, current_person().language, search=_word("search"), page=_page())
    return render_template("operations/jobs.html", found=found, search=_word("search"))


@room.get("/incidents")
@reads
def incidents():
    """Tokens that stand still."""
    with runtime().sessions.connect() as session:
        found = operations.incidents(runtime(), session, current_person().language, search=_word("search"), page=_page())
    return render_template("operations/incidents.html", found=found, search=_word("search"), may_act=_may_act())


@room.get("/messages")
@reads
def messages():
    """The durable inbox."""
    state = _word("state") if "state" in request.args else "waiting"
    if state not in MESSAGE_STATES:
        abort(404)
    with runtime().sessions.connect() as session:
        found = operations.messages(session, state=state, search=_word("search"), page=_page())
    return render_template(
        "operations/messages.html", found=found, state=state, states=MESSAGE_STATES, search=_word("search"), may_act=_may_act(),
    )


@room.get("/audit")
@reads
def audit():
    """Facts of the system: signing in, deployments, exports, the clock."""
    with runtime().sessions.connect() as session:
        found = operations.system_facts(session, current_person().language, kind=_word("kind"), by=_word("by"), page=_page())
        kinds = stored.system_kinds(session)
    return render_template("operations/audit.html", found=found, kinds=kinds, kind=_word("kind"), by=_word("by"))
