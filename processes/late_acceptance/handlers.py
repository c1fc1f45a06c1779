"""The operation of a late acceptance: it may still be asked for."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.late_acceptance.data import Late


@operation(takes=Late)
def extend_window(late: Late, ports: Ports) -> dict[str, Any]:
    """Give the lead unit another few days to ask for its acceptance."""
    days = int(ports.parameters["overdue_extension"].value)
    return {"apply_by": ports.calendar.deadline(ports.today(), days)}
