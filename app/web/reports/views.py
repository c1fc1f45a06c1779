"""Reports as pages and files, and the entries that are written into them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.adapters import sheets
from app.commands import exports, reports as commands
from app.errors import Invalid, NotFound
from app.queries import reports
from app.store import records
from app.web import menu
from app.web.guard import signed_in
from app.web.here import current_person, runtime
from app.web.reports import presenters

room = Blueprint("reports", __name__, url_prefix="/reports", template_folder="templates")
menu.add("reports.index", _l("报表"), when=lambda: bool(reports.readable(runtime(), current_person())) if current_person() else False)


@room.context_processor
def words() -> dict[str, Any]:
    """Names that the templates of this room use."""
    return {"cell": presenters.cell, "group_cell": presenters.group_cell, "figure": presenters.figure, "word_of": presenters.word_of}


@room.get("/")
@signed_in
def index():
    """The reports that I may read."""
    return render_template("reports/index.html", found=reports.readable(runtime(), current_person()))


def _chosen() -> dict[str, str]:
    return {name: request.values.get(name, "")[:100] for name in reports.FILTERS}


def _group(made: reports.Made) -> tuple[str, ...] | None:
    given = request.values.getlist("group")
    return tuple(each[:100] for each in given) if len(given) == len(made.report.groups) and given else None


@room.get("/<name>")
@signed_in
def one(name: str):
    """A report: its figures by group, or the rows behind one of them."""
    return _page(name)


def _page(name: str, wrong: dict[str, Any] | None = None) -> str:
    chosen, asked = _chosen(), request.args.get("figure", "")[:60]
    with runtime().sessions.connect() as session:
        made = reports.make(runtime(), session, name, current_person(), chosen)
    rows = made.behind(_group(made), asked) if asked else made.rows
    tables = [(key, made.values(found)) for key, found in made.groups()] if made.report.groups and not asked else []
    link = {each: value or None for each, value in chosen.items()}
    return render_template(
        "reports/one.html", name=name, report=made.report, rows=rows, tables=tables, total=made.values(made.rows) if tables else {},
        chosen=chosen, link=link, choices=made.choices, asked=asked, group=_group(made) or (), wrong=wrong,
        may_write=bool(made.report.keeps) and current_person().has(*made.report.writers),
    )


@room.post("/<name>/file")
@signed_in
def file(name: str):
    """The figures, or the rows behind one of them, as CSV or XLSX; that it was taken out is kept."""
    kind, asked, chosen = request.form.get("kind", ""), request.form.get("figure", "")[:60], _chosen()
    if kind not in {"csv", "xlsx"}:
        abort(404)
    with runtime().sessions.begin() as session:
        made = reports.make(runtime(), session, name, current_person(), chosen)
        if made.report.groups and not asked:
            heads, rows = presenters.figures_table(made)
        else:
            heads, rows = presenters.rows_table(made.report, made.behind(_group(made), asked) if asked else made.rows)
        exports.note(runtime(), session, f"report:{name}", len(rows), chosen, by=current_person())
    answer = Response(sheets.written(kind, heads, rows), content_type=sheets.MEDIA[kind])
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.{kind}"
    return answer


@room.get("/<name>/entries/<path:key>")
@signed_in
def entry(name: str, key: str):
    """What was written for a row, with its history."""
    return _entry(name, key)


def _entry(name: str, key: str, wrong: dict[str, Any] | None = None, written: Any = None) -> str:
    with runtime().sessions.connect() as session:
        made, row = _row(session, name, key)
        versions = records.versions(session, made.report.keeps, key)
    return render_template(
        "reports/entry.html", name=name, report=made.report, row=row, versions=versions, wrong=wrong or {}, written=written,
        may_write=current_person().has(*made.report.writers),
    )


def _row(session: Any, name: str, key: str) -> tuple[reports.Made, Any]:
    made = reports.make(runtime(), session, name, current_person(), {})
    row = next((each for each in made.rows if each.get("key") == key), None)
    if row is None or not made.report.keeps:
        raise NotFound()
    return made, row


@room.post("/<name>/entries/<path:key>")
@signed_in
def keep(name: str, key: str):
    """Writes the entry for a row."""
    try:
        with runtime().sessions.begin() as session:
            _made, row = _row(session, name, key)
            commands.keep(runtime(), session, name, key, request.form, row, by=current_person())
    except Invalid as error:
        return _entry(name, key, error.messages, request.form), error.status
    flash(_("已保存。"))
    return redirect(url_for("reports.entry", name=name, key=key), 303)
