"""Operations of one expert's review: record the score, or revoke it and draw a substitute."""

from __future__ import annotations

from typing import Any

from processes.expert_review.data import Review
from processes.kit import JobFailed, Ports, operation
from processes.shared.draw import draw


@operation(takes=Review)
def record_score(review: Review, ports: Ports) -> dict[str, Any]:
    """Record the score; from now on it is locked."""
    _note(
        review,
        ports,
        state="valid",
        reason="提交评分",
        data=dict(review.scores)
        | {"total": review.total, "recommendation": review.recommendation, "scored_at": ports.now()},
    )
    return {"valid": True}


@operation(takes=Review)
def draw_substitute(review: Review, ports: Ports) -> dict[str, Any]:
    """Revoke the expert's access and draft, and draw a substitute without a conflict of interest."""
    _note(
        review, ports, state="revoked", reason="回避或谢绝", data={"reply": review.reply, "conflict": review.conflict}
    )
    proposal = ports.records.get("proposal", review.proposal_id)
    if proposal is None:
        raise JobFailed(f"no proposal {review.proposal_id}")
    asked = {
        each.data["expert"]
        for each in ports.records.find("score", session_id=review.session_id, proposal_id=review.proposal_id)
    }
    asked |= _drawn(review, ports)
    made = draw(
        ports, proposal, seed=f"{review.session_id}/{review.proposal_id}/for {review.expert}", count=1, already=asked
    )
    if not made.drawn:
        return {"substitute_found": False}
    substitute = made.drawn[0]
    ports.records.create(
        "score",
        f"{review.session_id}/{review.proposal_id}/{substitute}",
        title=review.title,
        state="assigned",
        data={
            "session_id": review.session_id,
            "proposal_id": review.proposal_id,
            "expert": substitute,
            "draw": made.as_data(),
        },
    )
    longer = ports.calendar.deadline(ports.today(), int(ports.parameters["review_extension"].value))
    return {
        "substitute_found": True,
        "expert": substitute,
        "conflict": None,
        "conflict_found": None,
        "review_due": max(review.review_due, longer) if review.review_due else longer,
    }


@operation(takes=Review)
def close_unscored(review: Review, ports: Ports) -> dict[str, Any]:
    """Note that no valid score came from here; a draft is void."""
    known = ports.records.get("score", review.key)
    if known is None or known.state != "revoked":
        _note(review, ports, state="missed", reason="无有效评分", data={})
    return {"valid": False, "total": None, "recommendation": None}


def _note(review: Review, ports: Ports, *, state: str, reason: str, data: dict[str, Any]) -> None:
    identity = {"session_id": review.session_id, "proposal_id": review.proposal_id, "expert": review.expert}
    ports.records.create("score", review.key, title=review.title, state="assigned", data=identity)
    ports.records.update("score", review.key, state=state, data=data, reason=reason)


def _drawn(review: Review, ports: Ports) -> set[str]:
    """Everybody whom the session has drawn for this proposal, whether they have begun or not."""
    session = ports.records.get("session", review.session_id)
    log = (session.data.get("draw_log") if session else None) or []
    counting = [entry for entry in log if entry["proposal_id"] == review.proposal_id and not entry.get("void")]
    return {expert for entry in counting for expert in entry["drawn"]}
