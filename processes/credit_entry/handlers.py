"""The operation of a credit entry: put an event into the record, with its grade and its span."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from processes.credit_entry.data import Event
from processes.kit import JobFailed, Ports, midnight, operation
from processes.shared.credit import GRADES_EN


@operation(takes=Event)
def enter_event(event: Event, ports: Ports) -> dict[str, Any]:
    """Enter the event; the same event of the same matter counts once (article 20)."""
    if not event.grading:
        raise JobFailed(f"no grade for {event.event}")
    grade, years = event.grading["grade"], span_of(event.grading, event.wished_years)
    until = ports.calendar.add_months(ports.today(), int(12 * years)) if years is not None else None
    entry = ports.records.create(
        "credit",
        f"{event.reference}/{event.event}",
        title=event.title,
        region=event.region,
        unit=event.subject_unit,
        state="active",
        data={
            "subject": subject_of(event, ports),
            "subject_kind": event.subject_kind,
            "event": event.event,
            "grade": grade,
            "bans": event.grading["bans"],
            "national": event.grading["national"],
            "basis": "《实施办法》第二十条",
            "from": ports.today(),
            "until": until,
            "project_id": event.reference,
        },
    )
    values = {"title": event.title, "event": event.event, "grade": grade, "grade_en": GRADES_EN[grade], "until": until}
    ports.documents.issue(
        "credit_sheet", record=("credit", entry.key), values={"title": event.title}, to_unit=event.subject_unit
    )
    if event.subject_unit:
        ports.notices.send("credit_entered", values, unit=event.subject_unit)
    if event.subject_person:
        ports.notices.send("credit_entered", values, person=event.subject_person)
    return {
        "credit_key": entry.key,
        "credit_words": f"信用记录：{grade}",
        "expires_at": midnight(until + timedelta(days=1)) if until else None,
        "appealable": event.appealable,
    }


def subject_of(event: Event, ports: Ports) -> str:
    """Whom the entry is about: a unit by its credit code, by which its next proposal is looked up."""
    unit = ports.records.get("unit", event.subject_unit) if event.subject_kind == "unit" and event.subject_unit else None
    return (unit.data.get("uscc") if unit else None) or event.subject


def span_of(grading: Mapping[str, Any], wished: Decimal | None) -> Decimal | None:
    """The years of an entry: what was wished, within the table's limits; None is for life, where there is no upper one."""
    least, most = grading["years_min"], grading["years_max"]
    if wished is None:
        return least if most is not None else None
    longest = wished if most is None else min(wished, most)
    return max(longest, least)
