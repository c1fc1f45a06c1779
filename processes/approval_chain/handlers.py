"""Operations of an approval: list its steps, and record what was decided at each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.approval_chain.data import Approval, Asked, Entries
from processes.kit import JobFailed, Ports, operation


@operation(takes=Asked)
def open_approval(asked: Asked, ports: Ports) -> dict[str, Any]:
    """List the steps; what was approved of an earlier version no longer counts."""
    if not asked.steps:
        raise JobFailed(f"the approval of {asked.subject_id} has no steps")
    log = _voided(asked.approval_log)
    ports.records.create(
        "approval",
        asked.subject_id,
        title=asked.subject_title,
        state="pending",
        data={"subject_kind": asked.subject_kind, "steps": list(asked.steps), "approval_log": log},
    )
    ports.records.update(
        "approval",
        asked.subject_id,
        state="pending",
        data={"steps": list(asked.steps), "approval_log": log},
        reason="送审",
    )
    return {
        "position": Decimal(0),
        "step": dict(asked.steps[0]),
        "authorities": ports.programme.authorities,
        "approvers": [asked.prepared_by] if asked.prepared_by else [],
        "approval": "pending",
        "approval_log": log,
        "decisions": [],
    }


@operation(takes=Approval)
def record_decision(approval: Approval, ports: Ports) -> dict[str, Any]:
    """Record the decision of this step; a return voids the approvals before it."""
    verdict = verdict_of(approval.decisions)
    entry = {
        "step": approval.step.get("name"),
        "role": approval.step.get("role"),
        "region": approval.step.get("region"),
        "verdict": verdict,
        "note": "；".join(each["note"] for each in approval.decisions if each.get("note")),
        "by": [each.get("by") for each in approval.decisions],
        "at": ports.now(),
        "valid": verdict == "pass",
    }
    earlier = list(approval.approval_log) if verdict == "pass" else _voided(approval.approval_log)
    following = int(approval.position) + 1
    outcome = {"return": "returned", "reject": "rejected"}.get(verdict) or (
        "approved" if following == len(approval.steps) else "pending"
    )
    log = [*earlier, entry]
    ports.records.update("approval", approval.subject_id, state=outcome, data={"approval_log": log}, reason="审批意见")
    return {
        "approval": outcome,
        "approval_log": log,
        "position": Decimal(following),
        "step": dict(approval.steps[following]) if outcome == "pending" else dict(approval.step),
        "approvers": list(dict.fromkeys([*approval.approvers, *(each["by"] for each in approval.decisions)])),
        "decisions": [],
    }


def verdict_of(decisions: Entries) -> str:
    """One rejection rejects, else one return returns; only all together approve."""
    given = {each["decision"] for each in decisions}
    return next((verdict for verdict in ("reject", "return") if verdict in given), "pass")


def _voided(log: Entries) -> list[dict[str, Any]]:
    return [dict(entry) | {"valid": False} for entry in log]
