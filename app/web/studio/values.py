"""What a drawing's settings say, in words: reminders, events, loops; texts and FEEL stay as they are written."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from app.engine.model import EventDefinition, MultiInstance, Reminder

EVENTS = {
    "timer": _l("计时器"), "message": _l("消息"), "error": _l("错误"), "escalation": _l("升级"), "signal": _l("信号"),
    "terminate": _l("终止"), "conditional": _l("条件"), "link": _l("链接"), "compensation": _l("补偿"), "cancel": _l("取消事件"),
}
TIMERS = {"date": _l("时刻"), "duration": _l("时长"), "cycle": _l("周期")}


def setting_text(field: str, given: Any) -> str:
    """The value of something that changed."""
    if field == "interrupting":
        return _("否") if given else _("是")
    if isinstance(given, tuple):
        return _("；").join(_one(each) for each in given)
    return _one(given)


def reminder_text(days: int | str, at: str, on: str | None, template: str = "") -> str:
    """When a reminder is sent, and which; the days are a number, or FEEL."""
    if on:
        when = _("%(on)s %(at)s 提醒", on=on, at=at)
    elif isinstance(days, str):
        when = _("到期日起 %(days)s 个工作日（负数为提前）%(at)s 提醒", days=days, at=at)
    elif days == 0:
        when = _("到期当天 %(at)s 提醒", at=at)
    elif days < 0:
        when = ngettext("到期前 %(num)s 个工作日 %(at)s 提醒", "到期前 %(num)s 个工作日 %(at)s 提醒", -days, at=at)
    else:
        when = ngettext("到期后 %(num)s 个工作日 %(at)s 提醒", "到期后 %(num)s 个工作日 %(at)s 提醒", days, at=at)
    return _("%(when)s（模板 %(template)s）", when=when, template=template) if template else when


def _one(given: Any) -> str:
    if isinstance(given, Reminder):
        return reminder_text(given.counted or given.working_days, given.at, given.on, given.template)
    if isinstance(given, EventDefinition):
        parts = (EVENTS.get(given.kind, given.kind), TIMERS.get(given.timer or "", given.timer), given.name, given.text)
        return " ".join(str(part) for part in parts if part)
    if isinstance(given, MultiInstance):
        return _multi(given)
    return str(given or "")


def _multi(given: MultiInstance) -> str:
    parts = (
        _("逐个") if given.sequential else _("同时"), given.collection or given.cardinality,
        given.item and _("每项记作 %(name)s", name=given.item),
        given.output_collection and _("结果汇入 %(name)s", name=given.output_collection),
        given.completion and _("直到 %(condition)s", condition=given.completion),
    )
    return _("，").join(part for part in parts if part)
