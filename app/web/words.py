"""How values read on a page: moments in Shanghai, working days left, people's names, plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask, g
from flask_babel import gettext as _, ngettext

from app.clock import SHANGHAI
from app.engine.holding import HELD
from app.web.here import runtime
from app.web.inbox.presenters import kind_text
from app.web.language import current

FAR = timedelta(days=3_660)              # beyond ten years nobody counts working days


def install(app: Flask) -> None:
    """Filters and names for templates."""
    app.jinja_env.filters.update(moment=moment, day=day, value=value, left=left, provisional=provisional, size=size)
    app.jinja_env.globals.update(
        kind_text=kind_text, programme_now=lambda: runtime().clock.now(), programme_name=programme_name, role_name=role_name, grant_text=grant_text,
        region_name=region_name, record_name=record_name, state_name=state_name, document_name=document_name, demo=lambda: runtime().demo, nav=lambda: g.get("nav", {}),
    )


def programme_name() -> str:
    """The programme's name."""
    return runtime().programme.name[current() == "en"]


def role_name(code: str) -> str:
    """A role in words."""
    role = runtime().programme.roles.get(code)
    return (role.en if current() == "en" else role.zh) if role else code


def region_name(code: str | None) -> str:
    """A region in words."""
    found = regions().get(code or "")
    return (found.en if current() == "en" else found.zh) if found else (code or "")


def regions() -> Mapping[str, Any]:
    """The regions of the newest deployment, read once for a page."""
    if "regions" not in g:
        with runtime().sessions.connect() as session:
            g.regions = runtime().regions(session)
    return g.regions


def grant_text(grant: str, places: Mapping[str, str]) -> str:
    """Who may do something: `region_officer@region:AH` as role and region; `places` names units and people."""
    role, _at, place = grant.partition("@")
    kind, _colon, key = place.partition(":")
    where = region_name(key) if kind == "region" else places.get(place, key)
    return _("%(role)s（%(place)s）", role=role_name(role), place=where) if where else role_name(role)


def record_name(kind: str) -> str:
    """A type of record in words."""
    programme = runtime().programme
    found = programme.record_types.get(kind) or programme.record_views.get(kind)
    return (found.en if current() == "en" else found.zh) if found else kind


def state_name(code: str) -> str:
    """A record's state in words."""
    words = runtime().programme.states.get(code)
    return words[current() == "en"] if words else code


def document_name(template: str) -> str:
    """A kind of official document in words."""
    words = runtime().programme.documents.get(template)
    return words[current() == "en"] if words else template


def moment(when: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment as clocks in Shanghai show it; one that an operator still has to give says so."""
    if when == HELD:
        return _("时刻待定")
    return when.astimezone(SHANGHAI).strftime(form) if when else ""


def day(when: date | datetime | None) -> str:
    """A day in Shanghai."""
    if isinstance(when, datetime):
        when = when.astimezone(SHANGHAI).date()
    return when.isoformat() if when else ""


def provisional(when: date | datetime | None) -> bool:
    """Whether a day lies in a year whose official calendar is not published yet."""
    if isinstance(when, datetime):
        when = when.astimezone(SHANGHAI).date()
    return when is not None and when.year < HELD.year and runtime().calendar().is_provisional(when)


def left(due: datetime | None, region: str | None = None) -> dict[str, str] | None:
    """How much time is left in working days of a region: words and how urgent that is (late, today, soon, calm)."""
    if due is None:
        return None
    now = runtime().clock.now()
    today, last = now.astimezone(SHANGHAI).date(), due.astimezone(SHANGHAI).date()
    if abs(last - today) > FAR:
        years = abs(last.year - today.year)
        if due <= now:
            return {"tone": "late", "text": ngettext("已逾期约 %(num)s 年", "已逾期约 %(num)s 年", years)}
        return {"tone": "calm", "text": ngettext("剩约 %(num)s 年", "剩约 %(num)s 年", years)}
    days = runtime().calendar(region).working_days_between(today, last)
    if due <= now:
        late = -days
        return {"tone": "late", "text": ngettext("已逾期 %(num)s 个工作日", "已逾期 %(num)s 个工作日", late) if late else _("已逾期")}
    if last == today:
        return {"tone": "today", "text": _("今天 %(time)s 截止", time=due.astimezone(SHANGHAI).strftime("%H:%M"))}
    return {
        "tone": "soon" if days <= 3 else "calm",
        "text": ngettext("剩 %(num)s 个工作日", "剩 %(num)s 个工作日", days),
    }


def size(octets: int) -> str:
    """How large a file is."""
    if octets < 1024 * 1024:
        return f"{max(round(octets / 1024), 1)} KB"
    return f"{octets / 1024 / 1024:.1f} MB"


def value(anything: Any) -> str:
    """A FEEL value for reading."""
    if anything is None:
        return "—"
    if isinstance(anything, bool):
        return _("是") if anything else _("否")
    if isinstance(anything, datetime):
        return moment(anything)
    if isinstance(anything, date):
        return anything.isoformat()
    if isinstance(anything, Decimal):
        return format(anything, ",f")
    if isinstance(anything, list):
        return _("；").join(value(each) for each in anything) or "—"
    if isinstance(anything, dict):
        return _("，").join(f"{name}: {value(each)}" for name, each in anything.items()) or "—"
    return str(anything)
