"""Official documents as they were issued, signed and checked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.adapters import pdf
from app.api.downloads import download
from app.commands import attachments, issued, signing
from app.queries import papers
from app.web.guard import signed_in
from app.web.here import current_person, runtime

room = Blueprint("papers", __name__, template_folder="templates")
SIZE = 50
MAX_CHECKED = 20 * 1024 * 1024


@room.get("/papers")
@signed_in
def index():
    """Documents within my scope, the newest first."""
    chosen = {name: request.args.get(name, "")[:100] for name in ("template", "search")}
    page = max(request.args.get("page", 1, type=int), 1)
    with runtime().sessions.connect() as session:
        rows, total = papers.listing(runtime(), session, current_person(), page=page, size=SIZE, **chosen)
    return render_template(
        "papers/index.html", rows=rows, total=total, page=page, pages=-(-total // SIZE), chosen=chosen,
        templates=list(runtime().programme.documents),
    )


@room.get("/papers/<uuid:document_id>")
@signed_in
def paper(document_id: UUID):
    """One document: number, template version, hash, signers, files signed outside."""
    with runtime().sessions.connect() as session:
        page = papers.page(runtime(), session, document_id, current_person())
    return render_template("papers/print.html" if "print" in request.args else "papers/paper.html", page=page)


@room.get("/papers/<uuid:document_id>.pdf")
@signed_in
def as_pdf(document_id: UUID):
    """The document as PDF, where LibreOffice is there to make it."""
    with runtime().sessions.begin() as session:
        row = issued.readable(runtime(), session, document_id, current_person())
        attachments.note_download(runtime(), session, None, f"{row['number']}.pdf", by=current_person())
    made = pdf.made_from(row["content"])
    if made is None:
        abort(404)
    return download(f"{row['number']}.pdf", made, "application/pdf")


@room.post("/papers/<uuid:document_id>/signed")
@signed_in
def keep_signed(document_id: UUID):
    """Keeps the scan of what was signed on paper."""
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    with runtime().sessions.begin() as session:
        signing.keep_signed(
            runtime(), session, document_id, request.form.get("number", ""), sent.filename or "", sent.stream, by=current_person(),
        )
    flash(_("签署件已登记。"))
    return redirect(url_for("papers.paper", document_id=document_id), 303)


@room.get("/papers/signed/<uuid:file_id>")
@signed_in
def signed(file_id: UUID):
    """Downloads a file that was signed outside."""
    with runtime().sessions.begin() as session:
        row = papers.signed_file(runtime(), session, file_id, current_person())
        attachments.note_download(runtime(), session, None, row["name"], by=current_person())
    return download(row["name"], row["content"], row["media_type"])


@room.get("/papers/check")
@signed_in
def ask():
    """Asks for a file to be checked."""
    return render_template("papers/check.html", found=None)


@room.post("/papers/check")
@signed_in
def check():
    """Whether a file is the one that was issued."""
    sent = request.files.get("file")
    found = None
    if sent is not None:
        content = sent.stream.read(MAX_CHECKED + 1)
        if len(content) > MAX_CHECKED:
            abort(413)
        with runtime().sessions.connect() as session:
            found = papers.verdict_of_file(runtime(), session, content)
    return render_template("papers/check.html", found=found)
