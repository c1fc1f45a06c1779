"""Tables to read in: a template to fill, a preview, the errors as a file, and confirming."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app.adapters import sheets
from app.commands import imports
from app.errors import Invalid, NotFound
from app.store import exchange as stored
from app.web.exchange.room import acts, file, one_of, room
from app.web.here import current_person, runtime
from app.web.language import current


@room.get("/imports")
@acts
def import_list():
    """What may be read in, and what has been."""
    return _list()


def _list(wrong: str = "") -> str:
    with runtime().sessions.connect() as session:
        found = stored.imports(session, 50)
    return render_template("exchange/imports.html", kinds=runtime().programme.imports, found=found, wrong=wrong)


@room.get("/imports/<kind>/template.<file_kind>")
@acts
def template(kind: str, file_kind: str):
    """A file with the columns and one line as an example."""
    if kind not in runtime().programme.imports or file_kind not in sheets.MEDIA:
        abort(404)
    columns = runtime().programme.imports[kind].columns
    return file(file_kind, kind, [one_of(each) + ("*" if each.required else "") for each in columns], [[each.sample for each in columns]])


@room.post("/imports")
@acts
def upload():
    """Reads a file for its preview; nothing is on record by that."""
    given = request.files.get("file")
    content = given.stream.read(sheets.MOST_BYTES + 1) if given else b""
    try:
        with runtime().sessions.begin() as session:
            identity = imports.preview(
                runtime(), session, request.form.get("kind", ""), given.filename or "" if given else "", content, by=current_person(),
            )
    except Invalid as error:
        return _list(" ".join(error.messages["file"])), error.status
    return redirect(url_for("exchange.preview", identity=identity), 303)


@room.get("/imports/<uuid:identity>")
@acts
def preview(identity: UUID):
    """What a file would do, row by row."""
    found = _one(identity)
    return render_template(
        "exchange/preview.html", found=found, kind=runtime().programme.imports[found["kind"]], english=current() == "en",
        counts={state: sum(row["state"] == state for row in found["rows"]) for state in ("new", "changed", "unchanged", "wrong")},
    )


def _one(identity: UUID):
    with runtime().sessions.connect() as session:
        found = stored.one_import(session, identity)
    if found is None or found["kind"] not in runtime().programme.imports:
        raise NotFound()
    return found


@room.get("/imports/<uuid:identity>/errors.<file_kind>")
@acts
def errors(identity: UUID, file_kind: str):
    """Wrong rows with line, column and reason."""
    if file_kind not in sheets.MEDIA:
        abort(404)
    found = _one(identity)
    columns = {each.name: one_of(each) for each in runtime().programme.imports[found["kind"]].columns}
    rows = [
        (row["line"], columns.get(name, name), row["cells"].get(name, ""), en if current() == "en" else zh)
        for row in found["rows"] for name, zh, en in row["wrong"]
    ]
    return file(file_kind, "errors", [_("行"), _("列"), _("内容"), _("原因")], rows)


@room.post("/imports/<uuid:identity>/confirm")
@acts
def confirm(identity: UUID):
    """Writes all rows, or the chosen ones."""
    chosen = None if request.form.get("all") else set(request.form.getlist("line", type=int))
    with runtime().sessions.begin() as session:
        number = imports.confirm(runtime(), session, identity, chosen, by=current_person())
    flash(ngettext("已导入 %(num)s 行。", "已导入 %(num)s 行。", number))
    return redirect(url_for("exchange.preview", identity=identity), 303)


@room.post("/imports/<uuid:identity>/drop")
@acts
def drop(identity: UUID):
    """The preview is not wanted."""
    with runtime().sessions.begin() as session:
        imports.drop(runtime(), session, identity, by=current_person())
    return redirect(url_for("exchange.import_list"), 303)
