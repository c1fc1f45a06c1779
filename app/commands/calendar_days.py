"""Operators change the calendar: national days, a region's own days, and which years are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app import access
from app.access import Actor
from app.calendar import official_calendar
from app.commands.instances import ReasonMissing
from app.commands.timers import CHUNK
from app.engine.waiting import Fact
from app.errors import Invalid, NotFound, Refused
from app.runtime import Runtime
from app.store import calendar_days, instances
from app.store.calendar_days import NATIONAL
from app.store.database import Session

YEARS = range(official_calendar().covered.start, 2101)
LONGEST = 31                             # days of one change
NAME, REASON = 100, 500                  # characters


class NotNextYear(Refused):
    """Years are published one after the other; the next one is {year}."""

    status = 422
    code = "not-next-year"
    zh = "年度日历须逐年发布，下一个是 {year} 年。"


class YearEmpty(Refused):
    """{year} has no public holiday yet; enter the days of the official notice first."""

    status = 422
    code = "year-empty"
    zh = "{year} 年还没有录入节假日，请先按通知录入再发布。"


@dataclass(frozen=True)
class Days:
    """Days from one to another, both included; `region` is empty for the whole country."""

    region: str
    first: date
    last: date


def require_year(year: int) -> int:
    """A year that has a calendar; raises NotFound."""
    if year not in YEARS:
        raise NotFound()
    return year


def put(
    runtime: Runtime, session: Session, days: Days, *, working: bool, name: str, reason: str, by: Actor,
) -> int:
    """These days are worked, or are not; says how many. What is counted in working days follows.

    Raises Forbidden, ReasonMissing, Invalid.
    """
    _require(runtime, session, days, reason, by, name)
    every = [days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1)]
    calendar_days.load(session, dict.fromkeys(every, (working, name.strip())), reason.strip(), days.region)
    _changed(runtime, session, days, by, reason, worked="yes" if working else "no", name=name.strip())
    return len(every)


def remove(runtime: Runtime, session: Session, days: Days, *, reason: str, by: Actor) -> int:
    """These days count again as without the entry: by the published calendar, for a region by the national one.

    Raises Forbidden, ReasonMissing, Invalid, NotFound when there is no entry.
    """
    _require(runtime, session, days, reason, by)
    number = calendar_days.remove(session, days.region, days.first, days.last)
    if not number:
        raise NotFound()
    if days.region == NATIONAL:
        published = {day: said for day, said in calendar_days.official().items() if days.first <= day <= days.last}
        calendar_days.load(session, published, calendar_days.OFFICIAL)
    _changed(runtime, session, days, by, reason, worked="removed")
    return number


def publish(runtime: Runtime, session: Session, year: int, *, reason: str, by: Actor) -> None:
    """The official notice for a year is entered in full: its dates are no longer provisional.

    Raises Forbidden, ReasonMissing, NotNextYear, YearEmpty.
    """
    access.require_role(by, access.OPERATOR)
    _require_reason(reason, by)
    runtime.calendar.renew()
    expected = runtime.calendar().covered.stop
    if year != expected:
        raise NotNextYear(year=expected)
    rows = calendar_days.between(session, date(year, 1, 1), date(year, 12, 31))
    if not any(row["region"] == NATIONAL and not row["working"] for row in rows):
        raise YearEmpty(year=year)
    calendar_days.note_change(session, published=year)
    _tell(runtime, session, "calendar_published", by, {"year": str(year), "reason": reason.strip()})
    _follow(runtime, session, NATIONAL)


def _require(runtime: Runtime, session: Session, days: Days, reason: str, by: Actor, name: str = "") -> None:
    access.require_role(by, access.OPERATOR)
    _require_reason(reason, by)
    wrong: dict[str, list[str]] = {}
    if days.region != NATIONAL and days.region not in runtime.regions(session):
        wrong["region"] = [_said(by, "没有这个地区。", "There is no such region.")]
    if days.first.year not in YEARS or days.last.year not in YEARS:
        wrong["first"] = [_said(by, f"年份须在 {YEARS[0]} 至 {YEARS[-1]} 之间。", f"Years go from {YEARS[0]} to {YEARS[-1]}.")]
    if not 0 <= (days.last - days.first).days < LONGEST:
        wrong["last"] = [_said(by, f"末日不早于首日，一次最多 {LONGEST} 天。", f"Not before the first day, at most {LONGEST} days at once.")]
    if len(name) > NAME:
        wrong["name"] = [_said(by, f"最多 {NAME} 字。", f"At most {NAME} characters.")]
    if wrong:
        raise Invalid(wrong)


def _require_reason(reason: str, by: Actor) -> None:
    if not reason.strip():
        raise ReasonMissing()
    if len(reason) > REASON:
        raise Invalid({"reason": [_said(by, f"最多 {REASON} 字。", f"At most {REASON} characters.")]})


def _said(by: Actor, zh: str, en: str) -> str:
    return zh if by.language == "zh" else en


def _changed(runtime: Runtime, session: Session, days: Days, by: Actor, reason: str, **how: str) -> None:
    _tell(runtime, session, "calendar_changed", by, {
        "region": days.region, "first": days.first, "last": days.last, "reason": reason.strip(), **how,
    })
    _follow(runtime, session, days.region)


def _tell(runtime: Runtime, session: Session, kind: str, by: Actor, data: dict[str, object]) -> None:
    instances.add_facts(session, None, [Fact(kind, "", None, runtime.clock.now(), by.id, data)])


def _follow(runtime: Runtime, session: Session, region: str) -> None:
    """Instances with dates to come count them again, after this transaction."""
    runtime.calendar.renew()
    concerned = [str(each) for each in calendar_days.concerned(session, region, runtime.clock.now())]
    for start in range(0, len(concerned), CHUNK):
        runtime.queue.defer(session, "calendar", ",".join(concerned[start:start + CHUNK]), lock=concerned[start])
