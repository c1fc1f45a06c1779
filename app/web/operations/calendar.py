"""The calendar's page: a year by month, national and regional; operators enter days, take them back, publish a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from app import access
from app.clock import SHANGHAI
from app.commands import calendar_days as commands
from app.commands.instances import ReasonMissing
from app.errors import Invalid, Refused
from app.queries import calendar_days as queries
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.operations.room import acts, reads, room
from app.web.words import regions

FIELDS = ("region", "first", "last", "working", "name", "reason")

# as the calendar's source writes them
HOLIDAYS = {
    "New Year's Day": _l("元旦"), "Spring Festival": _l("春节"), "Tomb-sweeping Day": _l("清明节"), "Labour Day": _l("劳动节"),
    "Dragon Boat Festival": _l("端午节"), "National Day": _l("国庆节"), "Mid-autumn Festival": _l("中秋节"),
    "Anti-Fascist 70th Day": _l("抗战胜利七十周年"),
}


@room.get("/calendar")
@reads
def calendar():
    """One year, the running one unless another is asked for."""
    return _page(request.args)


def _page(chosen: Any, wrong: dict[str, Any] | None = None) -> str:
    """The page; `wrong` is what was written, with the messages at its fields."""
    this = runtime().clock.now().astimezone(SHANGHAI).year
    year, region = chosen.get("year", this, type=int), chosen.get("region", "")[:20]
    with runtime().sessions.connect() as session:
        found = queries.year(runtime(), session, commands.require_year(year), region)
    return render_template(
        "operations/calendar.html", found=found, years=commands.YEARS, regions=regions(), holiday=_holiday,
        wrong=wrong, may_act=current_person().has(access.OPERATOR),
    )


def _holiday(name: str) -> str:
    return str(HOLIDAYS.get(name, name))


@room.post("/calendar/days")
@acts
def enter_days():
    """Days are worked, or are not."""
    form = request.form
    try:
        days = _days()
        with runtime().sessions.begin() as session:
            number = commands.put(
                runtime(), session, days, working=form.get("working") == "yes", name=form.get("name", ""),
                reason=form.get("reason", ""), by=current_person(),
            )
    except Refused as error:
        return _again(error)
    flash(ngettext("已录入 %(num)s 天；尚未到期的期限随后重新计算。", "已录入 %(num)s 天；尚未到期的期限随后重新计算。", number))
    return _back(days.first.year, days.region)


@room.post("/calendar/remove")
@acts
def remove_days():
    """Entered days are taken back."""
    try:
        days = _days()
        with runtime().sessions.begin() as session:
            commands.remove(runtime(), session, days, reason=request.form.get("reason", ""), by=current_person())
    except Refused as error:
        return _again(error)
    flash(_("已撤销录入；尚未到期的期限随后重新计算。"))
    return _back(days.first.year, request.form.get("shown", "")[:20])


@room.post("/calendar/<int:year>/publish")
@acts
def publish_year(year: int):
    """The year's notice is entered in full."""
    with runtime().sessions.begin() as session:
        commands.publish(runtime(), session, year, reason=request.form.get("reason", ""), by=current_person())
    flash(_("%(year)s 年日历已发布，该年日期不再是暂定。", year=year))
    return _back(year, "")


def _days() -> commands.Days:
    """The days of the form; the last one may be left out."""
    first = _date("first", request.form.get("first", ""))
    last = request.form.get("last", "").strip()
    return commands.Days(request.form.get("region", "")[:20], first, _date("last", last) if last else first)


def _date(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({field: [_("请填写日期。")]}) from error


def _again(error: Refused) -> Any:
    """The page with what was written and why it was not taken."""
    if not isinstance(error, (Invalid, ReasonMissing)):
        raise error
    messages = error.messages if isinstance(error, Invalid) else {"reason": [error.text(current())]}
    written = {name: request.form.get(name, "")[:500] for name in FIELDS}
    return _page(request.form, {**written, "messages": messages}), error.status


def _back(year: int, region: str) -> Any:
    return redirect(url_for("operations.calendar", year=year, region=region or None), 303)
