"""One entry of a data file in a form: kept as a draft or published, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.commands import data_entries
from app.data_files import DataField
from app.engine.errors import DrawingRefused
from app.errors import Refused
from app.queries import programme as query
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.programme import presenters as named
from app.web.studio.room import designers, number, room
from app.web.words import regions


@room.get("/programme/<name>/<key>")
@designers
def edit_entry(name: str, key: str):
    """The form, with the values of the draft if there is one."""
    return _form(name, key)


@room.post("/programme/<name>/<key>")
@designers
def change_entry(name: str, key: str):
    """Keeps or publishes other values; whatever is wrong is said on the form."""
    file, publish = query.file_named(runtime(), name), request.form.get("action") == "publish"
    values = {each.name: value for each in file.fields if (value := _given(each)) is not None}
    reason = request.form.get("reason", "").replace("\x00", "")[:2_000]
    try:
        with runtime().sessions.begin() as session:
            data_entries.change(
                runtime(), session, file, key, values, reason=reason, version=number(request.form, "version"),
                base=number(request.form, "base"), by=current_person(), publish=publish,
            )
    except DrawingRefused as error:
        return _form(name, key, values=values, reason=reason, found=error.findings, error=error.text(current())), error.status
    except Refused as error:
        if error.status == 404:
            raise
        return _form(name, key, values=values, reason=reason, error=error.text(current())), error.status
    flash(_("已发布。正在办理的事项仍按原版本继续。") if publish else _("草稿已保存。"))
    return redirect(url_for("programme.entry", name=name, key=key), 303)


def _form(name: str, key: str, values: Mapping[str, Any] | None = None, **more: Any) -> str:
    with runtime().sessions.connect() as session:
        page, entry = query.entry(runtime(), session, name, key)
    shown = values if values is not None else entry.drafted or entry.values
    known = {"reason": "", "found": [], "error": "", **more}
    return render_template("studio/entry.html", page=page, entry=entry, values=shown, regions=regions(), **named.words(), **known)


def _given(field: DataField) -> Any:
    """What the form says of a field; None leaves it out."""
    text = request.form.get(field.name, "").strip()
    if field.kind == "flag":
        return text == "yes"
    if field.kind == "by_region":
        prefix = f"{field.name}."
        found = {name.removeprefix(prefix): value.strip() for name, value in request.form.items() if name.startswith(prefix) and value.strip()}
        return found or None
    if field.kind == "year" and text.isdecimal() and len(text) < 6:
        return int(text)
    return text if text or field.kind == "text" else None
