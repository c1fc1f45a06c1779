"""Operations of an application: submit it, or close its draft."""

from __future__ import annotations

from typing import Any

from processes.application.data import Filed
from processes.kit import Ports, operation


@operation(takes=Filed)
def close_draft(filed: Filed, ports: Ports) -> dict[str, Any]:
    """Close a draft that was not submitted before the call closed."""
    ports.records.update("proposal", filed.proposal_id, state="not_submitted", reason="申报截止")
    ports.notices.send("proposal_not_submitted", {"title": filed.title}, unit=filed.lead_unit)
    return {"filed": False}


@operation(takes=Filed)
def submit_proposal(filed: Filed, ports: Ports) -> dict[str, Any]:
    """Submit the proposal: from here on it is the agency's turn (article 14)."""
    ports.records.update(
        "proposal",
        filed.proposal_id,
        state="submitted",
        title=filed.title,
        data={"submitted_at": ports.now()},
        reason="提交申报书",
    )
    for template in ("proposal_form", "cooperation"):
        ports.documents.issue(
            template, record=("proposal", filed.proposal_id), values={"title": filed.title}, to_unit=filed.lead_unit,
            signed_in=("fill_proposal", "review_proposal", "recommend"),
        )
    ports.notices.send(
        "proposal_submitted", {"proposal_id": filed.proposal_id, "title": filed.title}, unit=filed.lead_unit
    )
    return {"submitted_at": ports.now(), "filed": True}
