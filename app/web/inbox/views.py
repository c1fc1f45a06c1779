"""The inbox and the page of one task: claim, draft, attach, complete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.api.downloads import download
from app.commands import attachments, moving, requests, user_tasks
from app.commands.outside import Outside
from app.engine.errors import DeadlinePassed
from app.queries import tasks
from app.store import user_tasks as stored
from app.web import menu
from app.web.guard import signed_in
from app.web.here import current_person, runtime
from app.web.inbox import presenters

room = Blueprint("inbox", __name__, template_folder="templates")
menu.add("inbox.index", _l("我的待办"))
FILTERS = ("", "claimed", "free", "soon", "late")


@room.get("/")
@signed_in
def index():
    """Open tasks of my roles, units and regions."""
    mine, page = request.args.get("show", ""), max(request.args.get("page", 1, type=int), 1)
    search, process = request.args.get("search", "")[:100], request.args.get("process", "")[:100]
    if mine not in FILTERS:
        abort(404)
    with runtime().sessions.connect() as session:
        found = tasks.inbox(
            runtime(), session, current_person(), show=mine, search=search, process=process, page=page,
        )
    template = "inbox/_rows.html" if request.headers.get("HX-Request") else "inbox/index.html"
    return render_template(template, inbox=found, show=mine, search=search, process=process, page=page)


@room.get("/done")
@signed_in
def done():
    """What I have completed."""
    with runtime().sessions.connect() as session:
        found = tasks.done_lately(runtime(), session, current_person())
    return render_template("inbox/done.html", tasks=found)


@room.get("/tasks/<uuid:task_id>")
@signed_in
def task(task_id: UUID):
    """Form, context, picture and history of one task."""
    with runtime().sessions.connect() as session:
        page = tasks.task_page(runtime(), session, task_id, current_person())
    return render_template("inbox/task.html", page=page, view=presenters.task(page, current_person()))


@room.get("/tasks/<uuid:task_id>/print")
@signed_in
def on_paper(task_id: UUID):
    """The form of a task on paper: as far as it is filled in, or with `empty` to fill in by hand."""
    blank = "empty" in request.args
    with runtime().sessions.connect() as session:
        page = tasks.task_page(runtime(), session, task_id, current_person())
    return render_template("inbox/print.html", page=page, blank=blank, html=presenters.on_paper(page, blank=blank))


@room.post("/tasks/<uuid:task_id>/claim")
@signed_in
def claim(task_id: UUID):
    """I take this task."""
    with runtime().sessions.begin() as session:
        user_tasks.claim(runtime(), session, task_id, by=current_person())
    return _back(task_id)


@room.post("/tasks/<uuid:task_id>/release")
@signed_in
def release(task_id: UUID):
    """I give this task back."""
    with runtime().sessions.begin() as session:
        user_tasks.release(runtime(), session, task_id, by=current_person())
    return _back(task_id)


@room.post("/tasks/<uuid:task_id>/send-back")
@signed_in
def send_back(task_id: UUID):
    """I send this task back to an earlier one, where the drawing lets me."""
    with runtime().sessions.begin() as session:
        instance = moving.send_back(
            runtime(), session, task_id, request.form.get("target", "")[:200], reason=request.form.get("reason", "")[:1000],
            by=current_person(),
        )
    flash(_("已退回。"))
    return redirect(url_for("projects.instance", instance_id=instance), 303)


@room.post("/tasks/<uuid:task_id>/withdraw")
@signed_in
def withdraw(task_id: UUID):
    """I take back what I have submitted, where the drawing lets me and nobody has acted on it."""
    with runtime().sessions.begin() as session:
        opened = moving.withdraw(runtime(), session, task_id, reason=request.form.get("reason", "")[:1000], by=current_person())
    flash(_("已撤回，可以修改后重新提交。"))
    return redirect(url_for("inbox.task", task_id=opened) if opened else url_for("inbox.index"), 303)


def _back(task_id: UUID) -> Any:
    """To the row for htmx, to the page otherwise."""
    if not request.headers.get("HX-Request"):
        return redirect(url_for("inbox.task", task_id=task_id), 303)
    with runtime().sessions.connect() as session:
        row = stored.get(session, task_id)
        row = tasks.named(runtime().catalogue.at(row["deployment_id"]), row, current_person().language)
        row["claimed_name"] = current_person().name
    return render_template("inbox/_row.html", task=row)


@room.post("/tasks/<uuid:task_id>/draft")
@signed_in
def draft(task_id: UUID):
    """Keeps what has been typed."""
    with runtime().sessions.begin() as session:
        user_tasks.save_draft(runtime(), session, task_id, _answers(), by=current_person())
    return jsonify({"saved": True})


@room.post("/tasks/<uuid:task_id>/complete")
@signed_in
def complete(task_id: UUID):
    """The answers; sent twice under one key they count once."""
    answers, me = _answers(), current_person()
    key = request.headers.get("Idempotency-Key")
    try:
        with runtime().sessions.begin() as session:
            with requests.once(runtime(), session, me.id, key, f"complete {task_id}") as repeated:
                if repeated.answer is None:
                    done = user_tasks.complete(runtime(), session, task_id, answers, by=me)
                    repeated.answer = {"next": _next_page(done.next_for(me))}
                answer = repeated.answer
    except DeadlinePassed as error:
        with runtime().sessions.begin() as session:
            user_tasks.refuse_late(runtime(), session, task_id, answers, by=me)
        raise error
    return jsonify(answer)


@room.post("/tasks/<uuid:task_id>/outside")
@signed_in
def record_outside(task_id: UUID):
    """I record that this task was done in another system; what I have typed here goes along."""
    me, form = current_person(), request.form
    with runtime().sessions.begin() as session:
        task, sent, file = user_tasks.open_task(session, task_id, me), request.files.get("file"), ""
        if sent is not None and sent.filename:
            file = attachments.add(runtime(), session, task_id, sent.filename, sent.stream, by=me)["id"]
        done = user_tasks.complete(
            runtime(), session, task_id, task["draft"] or {}, by=me,
            done_outside=Outside(form.get("system", ""), form.get("number", ""), form.get("on", ""), file),
        )
    return redirect(_next_page(done.next_for(me)), 303)


def _next_page(following: UUID | None) -> str:
    """The next task of the same instance that I may do, else the inbox."""
    return url_for("inbox.task", task_id=following, done=1) if following else url_for("inbox.index", done=1)


def _answers() -> dict[str, Any]:
    body = request.get_json(silent=True)
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        abort(400)
    return answers


@room.post("/tasks/<uuid:task_id>/attachments")
@signed_in
def attach(task_id: UUID):
    """Uploads one file for a field of the form."""
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    with runtime().sessions.begin() as session:
        row = attachments.add(runtime(), session, task_id, sent.filename or "", sent.stream, by=current_person())
    return jsonify({**row, "url": url_for("inbox.attachment", attachment_id=row["id"])})


@room.get("/attachments/<uuid:attachment_id>")
@signed_in
def attachment(attachment_id: UUID):
    """Downloads a file; it is never shown inside our pages. The task says why somebody reads it who else may not."""
    task_id = request.args.get("task", type=UUID)
    with runtime().sessions.begin() as session:
        row = attachments.read(runtime(), session, attachment_id, by=current_person(), task_id=task_id)
    return download(row["name"], row["content"], row["media_type"])


@room.get("/drawings/<int:deployment>/<process_id>.bpmn")
@signed_in
def drawing(deployment: int, process_id: str):
    """A process's drawing as of a deployment, for the viewer."""
    with runtime().sessions.connect() as session:
        content = tasks.drawing(runtime(), session, deployment, process_id, request.args.get("language", "zh"))
    answer = Response(content, mimetype="application/xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@room.before_app_request
def count() -> None:
    """The number beside the menu entry."""
    if g.get("actor") is None or request.method != "GET" or request.headers.get("HX-Request"):
        return
    if request.path.startswith(("/static/", "/api/", "/drawings/", "/attachments/")):
        return
    with runtime().sessions.connect() as session:
        g.counts = {"inbox.index": stored.inbox_count(session, g.actor.grants, g.actor.id)}


