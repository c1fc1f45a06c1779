"""Operations of one expert's review: open the material, record the score, or revoke the access and draw a substitute."""

from __future__ import annotations

from typing import Any

from processes.expert_review.data import Review
from processes.kit import Ports, operation
from processes.shared.conflicts import in_words
from processes.shared.draw import choose, pool_of
from processes.shared.scores import assign, scores_of


@operation(takes=Review)
def open_material(review: Review, ports: Ports) -> None:
    """Keep the commitment; from here on the expert may read the proposal."""
    signed = dict(review.commitment) | {"committed_at": ports.now()}
    _note(review, ports, state="committed", reason="签署承诺", data={"commitment": signed})
    ports.documents.issue(
        "expert_commitment", record=("score", review.key), values={"title": review.title}, signed_in=("sign_commitment",)
    )


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
    ports.documents.issue(
        "score_sheet", record=("score", review.key), values={"title": review.title}, signed_in=("score",)
    )
    return {"valid": True}


@operation(takes=Review)
def revoke_access(review: Review, ports: Ports) -> dict[str, Any]:
    """Revoke the expert's access: a draft is void, and no answer in time counts as a refusal."""
    told = {"reply": review.reply or "none", "conflict": review.conflict}
    _note(review, ports, state="revoked", reason="回避、谢绝或未答复", data=told)
    return {"conflict": None, "conflict_found": None, "reply": None}


@operation(takes=Review)
def query_substitutes(review: Review, ports: Ports) -> dict[str, Any]:
    """Query the pool for experts who were not asked about this proposal."""
    proposal = ports.record("proposal", review.proposal_id)
    needed_until = review.review_due.date() if review.review_due else ports.today()
    asked = _asked(review, ports)
    pool = pool_of(ports, [proposal], field=proposal.data.get("field"), until=needed_until, already=asked)
    return {"pool": pool, "judged": []}


@operation(takes=Review)
def pick_substitute(review: Review, ports: Ports) -> dict[str, Any]:
    """Draw one substitute by a recorded seed; whoever was asked meanwhile is left out. The pool is not kept beside the review."""
    proposal = ports.record("proposal", review.proposal_id)
    asked = _asked(review, ports)
    free = [(facts, why) for facts, why in zip(review.pool, review.judged, strict=True) if facts["expert"] not in asked]
    seed = f"{review.session_id}/{review.proposal_id}/for {review.expert or f'seat {len(asked) + 1}'}"
    chosen = choose([facts for facts, _ in free], [why for _, why in free], seed=seed, count=1)
    if not chosen:
        return {"expert": None, "review_due": review.review_due, "pool": [], "judged": []}
    substitute = chosen[0]["expert"]
    assign(ports, review.session_id, proposal, substitute)
    ports.records.update(
        "score",
        f"{review.session_id}/{review.proposal_id}/{substitute}",
        data={"draw": {"seed": seed, "excluded": {facts["expert"]: in_words(why) for facts, why in free if why}}},
        reason="递补抽取",
    )
    longer = ports.calendar.deadline(ports.today(), int(ports.parameters["review_extension"].value))
    due = max(review.review_due, longer) if review.review_due else longer
    return {"expert": substitute, "review_due": due, "pool": [], "judged": []}


@operation(takes=Review)
def close_unscored(review: Review, ports: Ports) -> dict[str, Any]:
    """Note that no valid score came from here; a score that was reopened in vain counts as it stood."""
    known = ports.records.get("score", review.key) if review.expert else None
    if known is not None and known.data.get("total") is not None:
        ports.records.update("score", review.key, state="valid", reason="重开后未提交")
        return {"valid": True, "total": known.data["total"], "recommendation": known.data["recommendation"]}
    if review.expert and (known is None or known.state != "revoked"):
        _note(review, ports, state="missed", reason="无有效评分", data={})
    return {"valid": False, "total": None, "recommendation": None}


def _note(review: Review, ports: Ports, *, state: str, reason: str, data: dict[str, Any]) -> None:
    identity = {"session_id": review.session_id, "proposal_id": review.proposal_id, "expert": review.expert}
    ports.records.create("score", review.key, title=review.title, state="assigned", data=identity)
    ports.records.update("score", review.key, state=state, data=data, reason=reason)


def _asked(review: Review, ports: Ports) -> set[str]:
    return {each.data["expert"] for each in scores_of(ports, review.session_id, review.proposal_id)}
