"""Operations of the scoring: count valid scores, give more time once, and leave the rest to the next session."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.proposal_scoring.data import Scoring
from processes.shared.scores import scores_of, valid_scores


@operation(takes=Scoring)
def count_scores(scoring: Scoring, ports: Ports) -> dict[str, Any]:
    """Count the valid scores of each proposal and name those that have too few."""
    least = ports.parameters["valid_scores_min"].value
    short = [each for each in scoring.proposals if len(valid_scores(ports, scoring.session_id, each)) < least]
    return {"short": short, "review_rounds": scoring.review_rounds + 1, "postponed": []}


@operation(takes=Scoring)
def extend_review(scoring: Scoring, ports: Ports) -> dict[str, Any]:
    """Give those who missed the deadline more time and fill vacant seats; once."""
    wanted = int(ports.parameters["experts_per_proposal"].value)
    assignments = []
    for proposal_id in scoring.short:
        proposal = ports.record("proposal", proposal_id)
        asked = scores_of(ports, scoring.session_id, proposal_id)
        late = [each for each in asked if each.state == "missed"]
        vacant = wanted - len(late) - sum(1 for each in asked if each.state == "valid")
        named = {"proposal_id": proposal_id, "title": proposal.title}
        for each in late:
            signed = each.data.get("commitment") is not None
            ports.records.update("score", each.key, state="committed" if signed else "assigned", reason="延长评审")
            assignments.append(named | {"expert": each.data["expert"], "committed": signed})
        assignments += [named | {"expert": None, "committed": False}] * vacant
    longer = ports.calendar.deadline(ports.today(), int(ports.parameters["review_extension"].value))
    due = max(scoring.review_due, longer) if scoring.review_due else longer
    return {"assignments": assignments, "reviews": [], "review_due": due}


@operation(takes=Scoring)
def postpone_proposals(scoring: Scoring, ports: Ports) -> dict[str, Any]:
    """Move proposals that still lack scores to the next session (Q23)."""
    return {"postponed": list(scoring.short)}
