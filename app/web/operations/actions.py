"""What operators do: retry, cancel, repair a variable, withdraw a message."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _, ngettext

from app.clock import SystemClock
from app.commands import file_check, instances, messages
from app.feel import FeelError
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.operations.room import acts, room
from app.web.operations.views import page_of

AT = {instances.NameMissing: "name", instances.ReasonMissing: "reason"}       # where it says so; else at the value


def back(instance_id: UUID):
    """To the page of the instance."""
    return redirect(url_for("operations.instance", instance_id=instance_id), 303)


@room.post("/incidents/<uuid:incident_id>/retry")
@acts
def retry(incident_id: UUID):
    """One token tries again."""
    with runtime().sessions.begin() as session:
        instance_id = instances.retry_incident(runtime(), session, incident_id, by=current_person())
    flash(_("已重试；如仍失败，会再次出现在异常列表。"))
    return back(instance_id)


@room.post("/incidents/retry")
@acts
def retry_all():
    """All of them try again, each for itself."""
    tried, refused = instances.retry_all(runtime(), by=current_person())
    flash(ngettext("已重试 %(num)s 处。", "已重试 %(num)s 处。", tried))
    if refused:
        flash(ngettext("%(num)s 处已不存在，未重试。", "%(num)s 处已不存在，未重试。", refused))
    return redirect(url_for("operations.incidents"), 303)


@room.post("/files/check")
@acts
def check_files():
    """Stored files are held against their hashes now, not only at night."""
    with runtime().sessions.begin() as session:
        file_check.ask(runtime(), session, SystemClock().now(), by=current_person())
    flash(_("已安排核对，结果稍后显示在本页。"))
    return redirect(url_for("operations.index"), 303)


@room.post("/instances/<uuid:instance_id>/cancel")
@acts
def cancel(instance_id: UUID):
    """Ends an instance."""
    with runtime().sessions.begin() as session:
        instances.cancel(runtime(), session, instance_id, reason=request.form.get("reason", "")[:1000], by=current_person())
    flash(_("流程已终止。"))
    return back(instance_id)


@room.post("/instances/<uuid:instance_id>/variables")
@acts
def set_variable(instance_id: UUID):
    """Repairs one variable: its new value is written in FEEL."""
    form = request.form
    name, text, reason = form.get("name", "").strip()[:200], form.get("value", "")[:10_000], form.get("reason", "")[:1000]
    try:
        with runtime().sessions.begin() as session:
            at = form.get("token", type=UUID)
            instances.set_variable(runtime(), session, instance_id, name, text, reason=reason, by=current_person(), at=at)
    except (FeelError, instances.NoSuchVariable, instances.NameMissing, instances.ReasonMissing) as error:
        typed = {"name": name, "value": text, "reason": reason, "token": form.get("token", "")}
        return page_of(instance_id, {**typed, "at": AT.get(type(error), "value"), "text": error.text(current())}), error.status
    flash(_("变量已修改。"))
    return back(instance_id)


@room.post("/messages/<uuid:message_id>/withdraw")
@acts
def withdraw(message_id: UUID):
    """Takes back a message that nobody has taken."""
    with runtime().sessions.begin() as session:
        messages.withdraw(runtime(), session, message_id, by=current_person())
    flash(_("消息已撤回。"))
    return redirect(url_for("operations.messages"), 303)
