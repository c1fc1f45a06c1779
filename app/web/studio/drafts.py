"""Drawing: the designer's page, its drafts, checks and publications."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from app.commands import deployments
from app.engine import capabilities
from app.engine.errors import DrawingRefused
from app.layout import lay_out
from app.queries.studio import process as query
from app.queries.studio.catalogue import catalogue
from app.store.definitions import DraftChanged
from app.web import headers
from app.web.here import current_person, runtime
from app.web.inbox.presenters import data_block
from app.web.language import current
from app.web.studio import presenters
from app.web.studio.room import designers, number, room


@room.get("/processes/<process_id>/edit")
@designers
def edit(process_id: str):
    """The designer, with the draft or else the newest version."""
    with runtime().sessions.connect() as session:
        page = query.edit_page(runtime(), session, process_id)
        offered = catalogue(runtime().programme, runtime().library(session), process_id)
    headers.allow_style_attributes()
    block = data_block({
        "xml": page.xml, "version": page.draft["version"] if page.draft else 0, "catalogue": offered,
        "capabilities": capabilities.table(),
    })
    return render_template("studio/edit.html", page=page, block=block)


@room.put("/processes/<process_id>/draft")
@designers
def save(process_id: str):
    """Keeps the draft; 409 with who and when if somebody else was faster."""
    body = _body()
    try:
        with runtime().sessions.begin() as session:
            path = query.path_for(runtime().library(session), process_id)
            version = deployments.save_draft(
                runtime(), session, path, body["xml"], version=body["version"], base=_base(),
                by=current_person(),
            )
    except DraftChanged as error:
        return _overtaken(error)
    return jsonify(version=version)


@room.post("/processes/<process_id>/check")
@designers
def check(process_id: str):
    """What keeps the drawing from running, and what its designer should know."""
    content = _body()["xml"]
    with runtime().sessions.connect() as session:
        library = runtime().library(session)
        found = query.findings_of(runtime(), library, query.path_for(library, process_id), content)
    return jsonify([presenters.as_json(finding) for finding in found])


@room.post("/processes/<process_id>/arrange")
@designers
def arrange(process_id: str):
    """The same drawing with a new picture; nothing is saved."""
    return jsonify({"xml": lay_out(_body()["xml"]).decode()})


@room.post("/processes/<process_id>/publish")
@designers
def publish(process_id: str):
    """Makes the drawing the newest version; what runs stays on its own."""
    body = _body()
    try:
        with runtime().sessions.begin() as session:
            library = runtime().library(session)
            path = query.path_for(library, process_id)
            running = query.running_of_file(session, library, path)
            done = deployments.publish(
                runtime(), session, path, body["xml"], note=body["note"], version=body["version"],
                base=_base(), by=current_person(),
            )
    except DraftChanged as error:
        return _overtaken(error)
    except DrawingRefused as error:
        found = [presenters.as_json(finding) for finding in error.findings]
        return jsonify(message=error.text(current()), findings=found), error.status
    flash(_published(process_id, done, running))
    return jsonify(version=0, next=url_for("studio.process", process_id=process_id))


def _published(process_id: str, done: deployments.Deployed, running: int) -> str:
    if done.release:
        return presenters.proposed(done.release)
    if done.deployment is None:
        return _("内容与现行版本相同，没有产生新版本。")
    version = dict(done.processes).get(process_id, 1)
    if running == 0:
        return _("已发布第 %(version)s 版；目前没有正在办理的事项。", version=version)
    return _("已发布第 %(version)s 版；正在办理的 %(running)s 项仍按各自的版本继续。", version=version, running=running)


def _overtaken(error: DraftChanged) -> Any:
    """In the words of the island: who, and when."""
    return jsonify(code=error.code, message=error.text(current()), by=error.details["by"], at=error.details["at"]), error.status


def _base() -> int | None:
    return number(request.args, "base") if "base" in request.args else None


def _body() -> dict[str, Any]:
    """What the island sends: the drawing, the draft's version it knows, a note."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("xml"), str):
        abort(400)
    version, note = body.get("version", 0), body.get("note", "")
    if type(version) is not int or not 0 <= version < 10**9 or not isinstance(note, str):
        abort(400)
    return {"xml": body["xml"].encode("utf-8", "surrogatepass"), "version": version, "note": note[:2_000]}
