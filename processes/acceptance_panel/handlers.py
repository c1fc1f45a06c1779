"""The operation of an acceptance panel: the meeting can be called."""

from __future__ import annotations

from typing import Any

from processes.acceptance_panel.data import Called
from processes.kit import Ports, operation


@operation(takes=Called)
def call_meeting(called: Called, ports: Ports) -> dict[str, Any]:
    """Note who sits on the panel and by which draw; the acceptance goes to its meeting."""
    panel = {"draw_id": called.draw_id, "drawn": list(called.members)}
    ports.records.update("acceptance", called.project_id, state="meeting", data={"panel": panel}, reason="抽取验收专家")
    if ports.record("project", called.project_id).state == "prep_acceptance":
        ports.records.update("project", called.project_id, state="acceptance_applied", reason="验收材料齐全")
    return {"panel": [{"expert": expert} for expert in called.members]}
