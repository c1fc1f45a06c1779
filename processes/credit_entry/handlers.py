"""The operation of a credit entry."""

from __future__ import annotations

from typing import Any

from processes.credit_entry.data import Entry
from processes.kit import Ports, operation
from processes.shared.credit import enter_credit


@operation(takes=Entry)
def enter_credit_event(entry: Entry, ports: Ports) -> dict[str, Any]:
    """Enter an event in the credit record of the lead unit (article 20)."""
    made = enter_credit(
        ports,
        event=entry.credit_event,
        project_id=entry.project_id,
        unit=entry.lead_unit,
        region=entry.region,
        title=entry.title,
    )
    return {"credit_key": made["credit_key"]}
