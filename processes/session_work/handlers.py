"""Operations of a session's work: take proposals, close the intake, and assign the experts."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.session_work.data import Work
from processes.shared.scores import assign, summary


@operation(takes=Work)
def note_proposal(work: Work, ports: Ports) -> dict[str, Any]:
    """Take a proposal into the session."""
    proposals = list(dict.fromkeys([*work.proposals, work.received["proposal_id"]]))
    ports.records.update("session", work.session_id, data={"proposals": proposals}, reason="列入会次")
    return {"proposals": proposals}


@operation(takes=Work)
def gather_proposals(work: Work, ports: Ports) -> dict[str, Any]:
    """Close the intake and list what has come in."""
    proposals = list(work.proposals)
    ports.records.update(
        "session", work.session_id, state="reviewing", data={"proposals": proposals}, reason="收件截止"
    )
    for proposal_id in proposals:
        ports.records.update(
            "proposal", proposal_id, state="in_review", data={"session_id": work.session_id}, reason="进入评审"
        )
    listed = [summary(ports.record("proposal", proposal_id)) for proposal_id in proposals]
    return {"proposals": proposals, "listed_proposals": listed}


@operation(takes=Work)
def assign_experts(work: Work, ports: Ports) -> dict[str, Any]:
    """Give every proposal of a group to the experts of its panel; the time to review begins."""
    ports.records.update("session", work.session_id, data={"groups": list(work.groups)}, reason="分派评审")
    assignments = [
        assign(ports, work.session_id, ports.record("proposal", proposal_id), expert)
        for panel in work.panels
        for proposal_id in panel["proposals"]
        for expert in panel["experts"]
    ]
    days = int(ports.parameters["review_window"].value)
    return {"assignments": assignments, "review_due": ports.calendar.deadline(ports.today(), days)}
