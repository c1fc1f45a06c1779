"""The operation of an imported entry: its span, its effect and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from processes.credit_import.data import Imported
from processes.kit import JobFailed, Ports, midnight, operation


@operation(takes=Imported)
def complete_entry(imported: Imported, ports: Ports) -> dict[str, Any]:
    """Complete the entry: until the day that its file says, else for the span of its grade from its first day on."""
    if not imported.span:
        raise JobFailed(f"no span for {imported.credit_key}")
    entry = ports.record("credit", imported.credit_key)
    until = entry.data.get("until") or ports.calendar.add_months(entry.data["from"], int(12 * imported.span["years"]))
    ports.records.update("credit", entry.key, data={"until": until, "bans": imported.span["bans"]}, reason="补全期限")
    unit = next(iter(ports.records.find("unit", uscc=entry.data["subject"])), None)
    return {
        "credit_key": entry.key,
        "title": entry.title,
        "region": entry.region,
        "expires_at": midnight(until + timedelta(days=1)),
        "subject_unit": unit.key if unit else None,
    }
