"""Operations of an approval: draw the experts who are asked."""

from __future__ import annotations

from typing import Any

from processes.change_approval.data import Approval
from processes.kit import JobFailed, Ports, operation
from processes.shared.draw import draw


@operation(takes=Approval)
def draw_opinions(approval: Approval, ports: Ports) -> dict[str, Any]:
    """Draw the experts who give their opinion on lowered indicators, without conflicts of interest."""
    project = ports.record("project", approval.project_id)
    count = int(ports.parameters["opinion_experts"].value)
    made = draw(ports, project, seed=approval.change_id, count=count)
    if len(made.drawn) < count:
        raise JobFailed(f"only {len(made.drawn)} experts without a conflict for {approval.change_id}")
    ports.records.update("change", approval.change_id, data={"panel": made.as_data()}, reason="抽取咨询专家")
    return {"advisers": list(made.drawn)}
