"""What may be started, lists of instances and records within one's scope, one instance."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from app.api.downloads import WORD, download
from app.commands import attachments, instances, requests
from app.queries import projects
from app.web import menu
from app.web.guard import signed_in
from app.web.here import current_person, runtime
from app.web.inbox import presenters

room = Blueprint("projects", __name__, template_folder="templates")
menu.add("projects.index", _l("项目"))
menu.add("projects.startable", _l("发起"))
menu.add("projects.notices", _l("通知"))


@room.get("/projects")
@signed_in
def index():
    """Instances within my scope."""
    page = max(request.args.get("page", 1, type=int), 1)
    chosen = {name: request.args.get(name, "")[:100] for name in ("status", "process", "search")}
    with runtime().sessions.connect() as session:
        found = projects.listing(runtime(), session, current_person(), page=page, **chosen)
    return render_template("projects/index.html", found=found, page=page, **chosen)


@room.get("/projects/<uuid:instance_id>")
@signed_in
def instance(instance_id: UUID):
    """One instance: where it stands, what happened, its records, files and documents."""
    with runtime().sessions.connect() as session:
        page = projects.one(runtime(), session, instance_id, current_person(), request.args.get("process"))
    panels = [(panel, presenters.panel_html(panel, page.attachments)) for panel in page.records]
    return render_template(
        "projects/instance.html", page=page, panels=panels, state=presenters.data_block({"state": page.state}),
    )


@room.get("/start")
@signed_in
def startable():
    """Processes that my roles let me start."""
    with runtime().sessions.connect() as session:
        found = projects.startable(runtime(), session, current_person())
    return render_template("projects/startable.html", processes=found)


@room.get("/start/<process_id>")
@signed_in
def start_form(process_id: str):
    """The form asked at the start."""
    with runtime().sessions.connect() as session:
        page = projects.start_page(runtime(), session, process_id, current_person())
    block = presenters.data_block({"schema": page["schema"], "data": page["values"], "attachments": {}})
    return render_template("projects/start.html", page=page, form=block)


@room.post("/start/<process_id>")
@signed_in
def start(process_id: str):
    """Starts an instance; sent twice under one key it starts once."""
    body = request.get_json(silent=True)
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        abort(400)
    me, key = current_person(), request.headers.get("Idempotency-Key")
    with runtime().sessions.begin() as session:
        with requests.once(runtime(), session, me.id, key, f"start {process_id}") as repeated:
            if repeated.answer is None:
                identity = instances.start(runtime(), session, process_id, answers, by=me)
                repeated.answer = {"next": url_for("projects.instance", instance_id=identity, started=1)}
            answer = repeated.answer
    return jsonify(answer)


@room.post("/start/<process_id>/attachments")
@signed_in
def bring(process_id: str):
    """Uploads one file for a field of the form at the start."""
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    with runtime().sessions.begin() as session:
        row = attachments.bring(runtime(), session, process_id, sent.filename or "", sent.stream, by=current_person())
    return jsonify({**row, "url": url_for("inbox.attachment", attachment_id=row["id"])})


@room.get("/documents/<uuid:document_id>")
@signed_in
def document(document_id: UUID):
    """Downloads an official document."""
    with runtime().sessions.begin() as session:
        row = projects.document(runtime(), session, document_id, current_person())
        attachments.note_download(runtime(), session, None, row["file"], by=current_person())
    return download(row["file"], row["content"], WORD)


@room.get("/notices")
@signed_in
def notices():
    """What the system has told me."""
    with runtime().sessions.begin() as session:
        found = projects.notices(runtime(), session, current_person())
    return render_template("projects/notices.html", notices=found)


