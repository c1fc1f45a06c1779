"""Looking: all processes, one process, two of its versions compared."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for

from app.api.downloads import download
from app.commands import new_process
from app.errors import Refused
from app.queries.studio import overview, process as query
from app.web.here import current_person, runtime
from app.web.inbox.presenters import data_block
from app.web.language import current
from app.web.studio import presenters
from app.web.studio.room import designers, room


@room.get("")
@designers
def index():
    """Every process with its version, running instances, draft and findings."""
    search = request.args.get("search", "")[:100]
    with runtime().sessions.connect() as session:
        found = overview.overview(runtime(), session, search)
    return render_template("studio/index.html", found=found, search=search, tab="processes")


@room.get("/new")
@designers
def new():
    """The page that asks what a new process is called."""
    return render_template("studio/new.html", values={}, roles=runtime().programme.roles)


@room.post("/new")
@designers
def begin():
    """The first draft of a new process."""
    values = {name: request.form.get(name, "").strip()[:100] for name in ("process_id", "name", "role")}
    try:
        with runtime().sessions.begin() as session:
            new_process.begin(
                runtime(), session, values["process_id"], values["name"], role=values["role"], by=current_person(),
            )
    except (new_process.BadProcessId, new_process.ProcessThere) as error:
        return _again(values, error)
    return redirect(url_for("studio.edit", process_id=values["process_id"]), 303)


def _again(values: dict[str, str], error: Refused):
    page = render_template(
        "studio/new.html", values=values, roles=runtime().programme.roles, error=error.text(current()),
    )
    return page, error.status


@room.get("/processes/<process_id>")
@designers
def process(process_id: str):
    """One process: its drawing in any version, what it uses and who calls it."""
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, process_id, request.args.get("version", ""), current())
    state = data_block({"state": {"links": presenters.links(page)}})
    return render_template("studio/process.html", page=page, state=state)


@room.get("/processes/<process_id>/compare")
@designers
def compare(process_id: str):
    """What is different between two versions, or between a version and the draft."""
    old, new_version = request.args.get("old", ""), request.args.get("new", "")
    with runtime().sessions.connect() as session:
        found = query.comparison(runtime(), session, process_id, old, new_version, current())
    marked = {side: data_block({"state": presenters.marks(found.changes, side)}) for side in ("old", "new")}
    return render_template("studio/compare.html", page=found.page, found=found, marked=marked)


@room.get("/processes/<process_id>/drawing.bpmn")
@designers
def drawing(process_id: str):
    """The XML of a version or of the draft, for the viewer and as a download."""
    version = request.args.get("version", "")
    with runtime().sessions.connect() as session:
        path = query.path_for(runtime().library(session), process_id)
        content = query.content_of(session, process_id, path, version)
    if request.args.get("download"):
        return download(f"{process_id}-{version}.bpmn", content, "application/xml")
    answer = Response(content, mimetype="application/xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
