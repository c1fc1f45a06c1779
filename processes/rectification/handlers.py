"""Operations of a rectification: serve the notice, or fail it."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.rectification.data import Rectifying
from processes.shared.deadlines import due_by


@operation(takes=Rectifying)
def serve_rectification(rectifying: Rectifying, ports: Ports) -> dict[str, Any]:
    """Serve the rectification notice (整改通知): one chance, within the time of the deadline table."""
    rectify_by = due_by(rectifying.window, ports.today(), ports.calendar)
    ports.records.update(
        "acceptance", rectifying.project_id, state="rectifying", data={"rectify_by": rectify_by}, reason="整改"
    )
    ports.documents.issue(
        "rectification_notice", record=("acceptance", rectifying.project_id), to_unit=rectifying.lead_unit,
        values={"title": rectifying.title, "items": rectifying.rectification_items, "due": rectify_by},
    )
    ports.records.update("project", rectifying.project_id, state="rectifying", reason="验收整改")
    ports.notices.send(
        "rectification_served",
        unit=rectifying.lead_unit,
        values={"title": rectifying.title, "items": rectifying.rectification_items, "due": rectify_by},
    )
    return {"rectify_by": rectify_by, "rectifications": rectifying.rectifications + 1}


@operation(takes=Rectifying)
def fail_overdue(rectifying: Rectifying, ports: Ports) -> dict[str, Any]:
    """Fail the acceptance: the rectification was not handed in."""
    return {"conclusion": "failed", "rectify_result": "overdue"}
