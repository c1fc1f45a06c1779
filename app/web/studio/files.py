"""Forms, decision tables and templates: lists, pages, text editing, uploads, drafts of single files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.adapters import pdf
from app.api.downloads import download
from app.commands import deployments
from app.engine.errors import DrawingRefused
from app.errors import Conflict, Finding, Refused
from app.queries.studio import files as query, overview, papers, tables
from app.queries.studio.places import place
from app.queries.studio.process import DRAFT, findings_of
from app.web.here import current_person, runtime
from app.web.inbox.presenters import data_block
from app.web.language import current
from app.web.studio import presenters
from app.web.studio.room import designers, number, room

KINDS = {"forms": (".form",), "tables": (".dmn",), "templates": (".txt", ".docx", ".json")}
WRITABLE = (".form", ".txt", ".json")
MEDIA = {
    ".bpmn": "application/xml", ".dmn": "application/xml", ".form": "application/json", ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@room.get("/forms", defaults={"tab": "forms"}, endpoint="forms")
@room.get("/tables", defaults={"tab": "tables"}, endpoint="tables")
@room.get("/templates", defaults={"tab": "templates"}, endpoint="templates")
@designers
def listing(tab: str):
    """All files of one kind."""
    search = request.args.get("search", "")[:100]
    with runtime().sessions.connect() as session:
        rows = overview.files(runtime(), session, KINDS[tab], search)
    return render_template("studio/files.html", rows=rows, search=search, tab=tab)


@room.get("/files/<path:path>")
@designers
def file(path: str):
    """One form, table or template, in any version."""
    if path.endswith(".bpmn"):
        return redirect(presenters.page_of(path))
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, path, request.args.get("version", ""))
    if path.endswith(".form"):
        return _form_page(page)
    if path.endswith(".dmn"):
        return _table_page(page)
    if path.endswith(".docx"):
        return _word_page(page)
    return render_template("studio/file.html", page=page, text=page.content.decode("utf-8", "replace"), tab="templates")


def _word_page(page: query.FilePage) -> str:
    with runtime().sessions.connect() as session:
        named = papers.fields(runtime(), session, page.path, current())
    return render_template("studio/word.html", page=page, named=named, pdf=pdf.available(), tab="templates")


@room.get("/sample/<path:path>")
@designers
def sample(path: str):
    """A Word template filled with sample data, as PDF where that is asked for and LibreOffice is there."""
    if not path.endswith(".docx"):
        abort(404)
    with runtime().sessions.connect() as session:
        content = papers.sample(runtime(), session, path, request.args.get("version", ""))
    name = f"{path.rpartition('/')[2].removesuffix('.docx')}-sample"
    if request.args.get("as") != "pdf":
        return download(f"{name}.docx", content, MEDIA[".docx"])
    made = pdf.made_from(content)
    if made is None:
        abort(404)
    return download(f"{name}.pdf", made, "application/pdf")


def _form_page(page: query.FilePage) -> str:
    wording = request.args.get("wording") if request.args.get("wording") in ("zh", "en") else current()
    return render_template("studio/form.html", page=page, preview=_preview(page, wording), wording=wording, tab="forms")


def _preview(page: query.FilePage, wording: str) -> Any:
    with runtime().sessions.connect() as session:
        schema = query.schema(runtime(), session, page.path, page.content, wording)
    return data_block({"schema": schema, "data": {}, "attachments": {}}) if schema else None


def _table_page(page: query.FilePage) -> str:
    answers = {name.removeprefix("in."): text for name, text in request.args.items() if name.startswith("in.")}
    with runtime().sessions.connect() as session:
        tried = tables.try_out(runtime(), session, page.content, answers or None)
    return render_template("studio/table.html", page=page, views=tables.views(page.content), tried=tried, asked=bool(answers), tab="tables")


@room.get("/download/<path:path>")
@designers
def fetch(path: str):
    """A version of a file as a download."""
    version = request.args.get("version", "")
    with runtime().sessions.connect() as session:
        content = query.content_of(session, path, version)
    name, dot, ending = path.rpartition("/")[2].rpartition(".")
    return download(f"{name}-{version}.{ending}", content, MEDIA.get(dot + ending, "application/octet-stream"))


@room.get("/text/<path:path>")
@designers
def text(path: str):
    """A form or template as text: the draft if there is one."""
    if not path.endswith(WRITABLE):
        abort(404)
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, path)
        if page.draft:
            page = query.page(runtime(), session, path, DRAFT)
    return _text_page(page, page.content.decode("utf-8", "replace"))


def _text_page(page: query.FilePage, content: str, status: int = 200, **more: Any) -> Any:
    preview = _preview(replace(page, content=content.encode("utf-8", "replace")), current()) if page.path.endswith(".form") else None
    given = {"version": page.draft["version"] if page.draft else 0, "base": page.base, "note": "", **more}
    html = render_template("studio/text.html", page=page, content=content, preview=preview, **given)
    return html, status


@room.post("/text/<path:path>")
@designers
def write(path: str):
    """Checks, keeps or publishes what has been typed; whatever happens, it stays on the page."""
    if not path.endswith(WRITABLE):
        abort(404)
    content = request.form.get("content", "").replace("\r\n", "\n")
    known = {"version": number(request.form, "version"), "base": number(request.form, "base")}
    note, action = request.form.get("note", ""), request.form.get("action", "check")
    try:
        if action == "publish":
            return _publish_text(path, content, note, **known)
        found, message = _check_or_save(path, content, save=action == "save", **known)
    except DrawingRefused as error:
        return _typed(path, content, error.status, found=error.findings, error=error.text(current()), note=note, **known)
    except Refused as error:
        return _typed(path, content, error.status, error=error.text(current()), note=note, moved=isinstance(error, Conflict), **known)
    if action == "save":
        known["version"] += 1
    return _typed(path, content, found=found, message=message, note=note, **known)


def _typed(path: str, content: str, status: int = 200, found: list[Finding] | None = None, **more: Any) -> Any:
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, path)
    if found is not None:
        page = replace(page, findings=found)
    return _text_page(page, content, status, **more)


def _check_or_save(path: str, content: str, *, save: bool, version: int, base: int) -> tuple[list[Finding], str]:
    data = content.encode("utf-8", "replace")
    with runtime().sessions.begin() as session:
        if save:
            deployments.save_draft(runtime(), session, path, data, version=version, base=base, by=current_person())
        found = findings_of(runtime(), runtime().library(session), path, data)
    if save:
        return found, _("草稿已保存。")
    return found, _("没有发现问题。") if not found else ""


def _publish_text(path: str, content: str, note: str, *, version: int, base: int) -> Any:
    _publish(path, content.encode("utf-8", "replace"), note, version=version, base=base)
    return redirect(url_for("studio.file", path=path), 303)


def _publish(path: str, content: bytes, note: str, *, version: int, base: int | None) -> None:
    with runtime().sessions.begin() as session:
        done = deployments.publish(
            runtime(), session, path, content, note=note[:2_000], version=version, base=base, by=current_person(),
        )
    flash(_told(done))


def _told(done: deployments.Deployed) -> str:
    if done.release:
        return presenters.proposed(done.release)
    return _("已发布。正在办理的事项仍按原版本继续。") if done.deployment else _("内容与现行版本相同，没有产生新版本。")


@room.post("/upload")
@designers
def upload():
    """Keeps a file as a draft, so that its findings can be read before it is published."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        abort(400)
    content = sent.read(deployments.MAX_FILE + 1)
    with runtime().sessions.begin() as session:
        library = runtime().library(session)
        path = place(library, sent.filename, content, request.form.get("path", "").strip())
        deployments.save_draft(
            runtime(), session, path, content, version=number(request.form, "version"), by=current_person(),
        )
    flash(_("“%(path)s”已存为草稿；检查无误后请发布。", path=path))
    return redirect(presenters.page_of(path, version=DRAFT), 303)


@room.post("/publish/<path:path>")
@designers
def publish_draft(path: str):
    """Publishes a stored draft, such as an uploaded file."""
    note, version = request.form.get("note", ""), number(request.form, "version")
    with runtime().sessions.connect() as session:
        content = query.content_of(session, path, DRAFT)
    try:
        _publish(path, content, note, version=version, base=None)
    except DrawingRefused:
        return redirect(presenters.page_of(path, version=DRAFT, refused=1), 303)      # the page shows the findings
    return redirect(presenters.page_of(path), 303)


@room.post("/discard/<path:path>")
@designers
def discard(path: str):
    """Forgets a draft."""
    with runtime().sessions.begin() as session:
        deployments.discard_draft(runtime(), session, path, by=current_person())
        known = runtime().library(session).has(path)
    flash(_("草稿已放弃。"))
    return redirect(presenters.page_of(path) if known else url_for("studio.index"), 303)


@room.post("/rebase/<path:path>")
@designers
def rebase(path: str):
    """The designer has compared: the draft may be published over the newest version."""
    with runtime().sessions.begin() as session:
        deployments.rebase_draft(runtime(), session, path, by=current_person())
    flash(_("草稿已改为以最新版本为基础。"))
    return redirect(presenters.page_of(path, version=DRAFT), 303)
