"""What operators do to one running instance beside retrying: move it, suspend it, move its timers, restart it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, request
from flask_babel import gettext as _

from app.clock import SHANGHAI
from app.commands import items, moving, suspending
from app.engine.holding import CATCH_UP
from app.errors import Invalid, Refused
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.operations.actions import back
from app.web.operations.room import acts, room
from app.web.operations.views import page_of

FIELDS = ("token", "target", "how", "timers", "due", "timer", "item", "reason")


@room.post("/instances/<uuid:instance_id>/suspend")
@acts
def suspend(instance_id: UUID):
    """Nothing in it moves any more."""
    return _do(instance_id, "suspend", suspending.suspend, said=_("已暂停。"))


@room.post("/instances/<uuid:instance_id>/resume")
@acts
def resume(instance_id: UUID):
    """It goes on; what passed meanwhile happens now, is put off, or waits for a moment."""
    return _do(instance_id, "resume", suspending.resume, timers=_field("timers") or CATCH_UP, said=_("已恢复。"))


@room.post("/instances/<uuid:instance_id>/move")
@acts
def move(instance_id: UUID):
    """A token jumps elsewhere, alone or beside the others, or goes back."""
    act, options = moving.jump, {"alone": _field("how") == "alone"}
    if _field("how") == "back":
        act, options = moving.send_token_back, {}
    return _do(instance_id, "move", act, lambda: (_token("token"), _field("target")), said=_("已移动。"), **options)


@room.post("/instances/<uuid:instance_id>/restart")
@acts
def restart(instance_id: UUID):
    """A finished instance runs again from an element."""
    return _do(instance_id, "restart", moving.restart, lambda: (_field("target"),), said=_("已重新启动。"))


@room.post("/instances/<uuid:instance_id>/timer")
@acts
def move_timer(instance_id: UUID):
    """A waiting timer is due at another moment."""
    return _do(instance_id, "timer", suspending.move_timer, lambda: (_token("timer"), _moment()), said=_("时刻已修改。"))


@room.post("/instances/<uuid:instance_id>/items")
@acts
def change_items(instance_id: UUID):
    """One more item of a running multi-instance, another one, or one less."""
    how = _field("how")
    if how not in {"add", "replace", "drop"}:
        abort(400)
    return _do(instance_id, "items", items.change, lambda: (_token("token"), how, _field("item")), said=_("各项已修改。"))


def _do(instance_id: UUID, form: str, act: Callable[..., Any], arguments: Callable[[], tuple[Any, ...]] = tuple, *, said: str, **options: Any) -> Any:
    """Acts and goes back to the page; where it is refused, the page says so at the form, with what was written."""
    try:
        given = arguments()
        with runtime().sessions.begin() as session:
            act(runtime(), session, instance_id, *given, reason=_field("reason"), by=current_person(), **options)
    except Refused as error:
        if error.status in {403, 404}:
            raise
        text = next(iter(error.messages.values()))[0] if isinstance(error, Invalid) else error.text(current())
        trouble = {"form": form, "text": text, **{name: _field(name) for name in FIELDS}}
        return page_of(instance_id, trouble=trouble), error.status
    flash(said)
    return back(instance_id)


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:1000]


def _token(name: str) -> UUID:
    try:
        return UUID(_field(name))
    except ValueError as error:
        raise Invalid({name: [_("请选择一处。")]}) from error


def _moment() -> datetime:
    """What a browser sends for a date and a time, as clocks in Shanghai show it."""
    try:
        when = datetime.fromisoformat(_field("due"))
    except ValueError as error:
        raise Invalid({"due": [_("请填写日期和时间。")]}) from error
    return when if when.tzinfo else when.replace(tzinfo=SHANGHAI)
