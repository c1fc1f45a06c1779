"""The operation of a closing: the project has its conclusion."""

from __future__ import annotations

from processes.kit import Ports, operation
from processes.project_closing.data import Closing


@operation(takes=Closing)
def close_project(closing: Closing, ports: Ports) -> None:
    """Close the project with the conclusion of its acceptance; a failure enters the credit record (article 20)."""
    ports.records.update(
        "project", closing.project_id, state=closing.conclusion, reason="验收结论", data={"concluded_on": ports.today()}
    )
