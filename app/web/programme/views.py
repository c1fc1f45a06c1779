"""A data file of the programme with all its entries, and one entry with its uses and its history."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from app import access
from app.queries import programme as query
from app.web import menu
from app.web.guard import signed_in
from app.web.here import current_person, runtime
from app.web.programme import presenters

room = Blueprint("programme", __name__, url_prefix="/programme", template_folder="templates")
menu.add("programme.index", _l("政策参数"))


@room.context_processor
def words() -> dict[str, object]:
    """Names that the templates of this room use."""
    return presenters.words()


@room.get("")
@signed_in
def index():
    """The first of the files."""
    files = runtime().programme.data_files
    if not files:
        abort(404)
    return _listing(files[0].name)


@room.get("/<name>")
@signed_in
def listing(name: str):
    """All entries of a file, in groups."""
    return _listing(name)


def _listing(name: str) -> str:
    search = request.args.get("search", "")[:100]
    with runtime().sessions.connect() as session:
        page = query.page(runtime(), session, name, search)
    return render_template(
        "programme/index.html", page=page, search=search, files=runtime().programme.data_files, may_edit=current_person().has(access.DESIGNER),
    )


@room.get("/<name>/<key>")
@signed_in
def entry(name: str, key: str):
    """One entry: its values, where it is used, and all its changes."""
    with runtime().sessions.connect() as session:
        page, found = query.entry(runtime(), session, name, key)
    return render_template(
        "programme/entry.html", page=page, entry=found, files=runtime().programme.data_files, may_edit=current_person().has(access.DESIGNER),
    )
