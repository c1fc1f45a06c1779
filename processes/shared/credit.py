"""Entries in the credit record (D15): which event weighs how much, and for how long."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports

EVENTS: dict[str, tuple[str, int, bool]] = {  # event: grade, years, keeps out of new proposals
    "late_report": ("一般", 1, False),
    "forfeited_contract": ("一般", 1, False),
    "late_acceptance": ("一般", 1, False),
    "failed_acceptance": ("较重", 3, True),
    "false_material": ("严重", 5, True),
}
GRADES_EN = {"一般": "minor", "较重": "serious", "严重": "grave"}


def enter_credit(ports: Ports, *, event: str, project_id: str, unit: str, region: str, title: str) -> dict[str, Any]:
    """Enter an event in the credit record of the lead unit; the same event of a project counts once."""
    grade, years, bans = EVENTS[event]
    known = ports.records.get("unit", unit)
    subject = (known.data.get("uscc") if known else None) or unit
    until = ports.calendar.add_months(ports.today(), 12 * years)
    entry = ports.records.create(
        "credit",
        f"{project_id}/{event}",
        title=title,
        region=region,
        unit=unit,
        state="active",
        data={
            "subject": subject,
            "event": event,
            "grade": grade,
            "bans": bans,
            "basis": "《实施办法》第二十条",
            "from": ports.today(),
            "until": until,
            "project_id": project_id,
        },
    )
    ports.notices.send(
        "credit_entered",
        unit=unit,
        values={"title": title, "event": event, "grade": grade, "grade_en": GRADES_EN[grade], "until": entry.data["until"]},
    )
    return {"credit_key": entry.key}
