"""One entry of a data file in a form, new, changed or removed: kept as a draft or published, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.commands import data_entries
from app.commands.deployments import Deployed
from app.data_files import DataField
from app.engine.errors import DrawingRefused
from app.errors import Refused
from app.queries import programme as query
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.programme import presenters as named
from app.web.studio import presenters
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
    file, publish, reason = query.file_named(runtime(), name), _publishes(), _reason()
    values = {each.name: value for each in file.fields if (value := _given(each)) is not None}
    try:
        with runtime().sessions.begin() as session:
            done = data_entries.change(
                runtime(), session, file, key, values, reason=reason, publish=publish, **_versions(),
            )
    except DrawingRefused as error:
        return _form(name, key, values=values, reason=reason, found=error.findings, error=error.text(current())), error.status
    except Refused as error:
        if error.status == 404:
            raise
        return _form(name, key, values=values, reason=reason, error=error.text(current())), error.status
    flash(_told(done, _("已发布。正在办理的事项仍按原版本继续。")))
    return redirect(url_for("programme.entry", name=name, key=key), 303)


@room.get("/programme/<name>")
@designers
def new_entry(name: str):
    """The empty form."""
    return _form(name, "")


@room.post("/programme/<name>")
@designers
def add_entry(name: str):
    """Keeps or publishes one more entry; whatever is wrong is said on the form."""
    key = request.form.get("key", "").strip()[:100]
    file, publish, reason = query.file_named(runtime(), name), _publishes(), _reason()
    values = {each.name: value for each in file.fields if (value := _given(each)) is not None}
    try:
        with runtime().sessions.begin() as session:
            done = data_entries.add(runtime(), session, file, key, values, reason=reason, publish=publish, **_versions())
    except Refused as error:
        found = getattr(error, "findings", [])
        return _form(name, "", values=values, reason=reason, wanted=key, found=found, error=error.text(current())), error.status
    flash(_told(done, _("已添加“%(key)s”。", key=key)))
    return redirect(url_for("programme.entry", name=name, key=key) if done and not done.release else url_for("programme.listing", name=name), 303)


@room.get("/programme/<name>/<key>/remove")
@designers
def confirm_removal(name: str, key: str):
    """Asks once more, and why."""
    return _removal(name, key)


@room.post("/programme/<name>/<key>/remove")
@designers
def remove_entry(name: str, key: str):
    """Takes an entry away, in the draft or at once; what keeps it is said."""
    file, publish, reason = query.file_named(runtime(), name), _publishes(), _reason()
    try:
        with runtime().sessions.begin() as session:
            done = data_entries.remove(runtime(), session, file, key, reason=reason, publish=publish, **_versions())
    except Refused as error:
        if error.status == 404:
            raise
        return _removal(name, key, reason=reason, found=getattr(error, "findings", []), error=error.text(current())), error.status
    flash(_told(done, _("已删除“%(key)s”。正在办理的事项仍按原版本继续。", key=key)))
    return redirect(url_for("programme.listing", name=name), 303)


def _told(done: Deployed | None, published: str) -> str:
    """What became of it: a draft, a proposal that waits for signatures, or a new version."""
    if done is None:
        return _("草稿已保存。")
    return presenters.proposed(done.release) if done.release else published


def _publishes() -> bool:
    return request.form.get("action") == "publish"


def _reason() -> str:
    return request.form.get("reason", "").replace("\x00", "")[:2_000]


def _versions() -> dict[str, Any]:
    """Which draft and version the page showed, and who sends it."""
    return {"version": number(request.form, "version"), "base": number(request.form, "base"), "by": current_person()}


def _removal(name: str, key: str, **more: Any) -> str:
    with runtime().sessions.connect() as session:
        page, entry = query.entry(runtime(), session, name, key)
    return render_template("studio/remove_entry.html", page=page, entry=entry, **named.words(), **{"reason": "", "found": [], "error": "", **more})


def _form(name: str, key: str, values: Mapping[str, Any] | None = None, **more: Any) -> str:
    with runtime().sessions.connect() as session:
        page, entry = query.entry(runtime(), session, name, key) if key else (query.page(runtime(), session, name), query.Entry("", {}, [], []))
    shown = values if values is not None else entry.drafted or entry.values
    known = {"reason": "", "found": [], "error": "", "wanted": "", **more}
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
