"""Operations of the formal check: read the facts, then accept or refuse and tell the lead unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from processes.formal_review.data import Check, Verdict
from processes.formal_review.facts import facts_of
from processes.kit import Ports, operation


@operation(takes=Check)
def gather_facts(check: Check, ports: Ports) -> dict[str, Any]:
    """Read from the proposal what the table of formal items judges (article 14)."""
    proposal = ports.record("proposal", check.proposal_id)
    ports.records.update("proposal", check.proposal_id, state="formal_checking", reason="形式审查开始")
    return vars(facts_of(proposal, ports)) | {"rounds_used": check.rounds_used}


@operation(takes=Verdict)
def accept_proposal(verdict: Verdict, ports: Ports) -> dict[str, Any]:
    """Accept the proposal (受理) and send the notice of acceptance."""
    return _decide(verdict, ports, result="accepted", state="accepted_for_review", template="proposal_accepted")


@operation(takes=Verdict)
def refuse_proposal(verdict: Verdict, ports: Ports) -> dict[str, Any]:
    """Refuse the proposal (不予受理), naming every defect, and send the notice."""
    return _decide(verdict, ports, result="not_accepted", state="not_accepted", template="proposal_refused")


def _decide(verdict: Verdict, ports: Ports, *, result: str, state: str, template: str) -> dict[str, Any]:
    decided_at: datetime = ports.now()
    number = f"SL-{ports.today().year}-{_number(verdict, ports):04d}"
    ports.records.update(
        "proposal",
        verdict.proposal_id,
        state=state,
        reason="形式审查结论",
        data={
            "formal_result": result,
            "formal_at": decided_at,
            "formal_number": number,
            "formal_items": list(verdict.items),
        },
    )
    ports.documents.issue(
        "formal_check", record=("proposal", verdict.proposal_id), values={"title": verdict.title}, signed_in=("check_items", "second_check")
    )
    ports.documents.issue(
        "acceptance_notice", record=("proposal", verdict.proposal_id), values={"title": verdict.title}, to_unit=verdict.lead_unit
    )
    ports.notices.send(
        template,
        unit=verdict.lead_unit,
        values={
            "proposal_id": verdict.proposal_id,
            "title": verdict.title,
            "number": number,
            "reasons": _reasons(verdict, "title", "未在规定期限内补正"),
            "reasons_en": _reasons(verdict, "title_en", "not supplemented in time"),
        },
    )
    return {"formal_result": result, "formal_at": decided_at, "formal_number": number}


def _reasons(verdict: Verdict, wording: str, late: str) -> list[str]:
    failed = [f"{item['code']} {item[wording]}" for item in verdict.items if item["severity"] == "fail"]
    return [*failed, late] if verdict.supplement_result == "late" else failed


def _number(verdict: Verdict, ports: Ports) -> int:
    """A number of its own for each decision, the same one when the handler runs again."""
    known = ports.records.get("proposal", verdict.proposal_id)
    if known and known.data.get("formal_number"):
        return int(known.data["formal_number"].rsplit("-", 1)[1])
    return ports.numbers.next(f"SL-{ports.today().year}")
