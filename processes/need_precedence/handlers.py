"""Operations of the precedence on a need: list who claims it, send the others to a direction of the guideline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from processes.kit import Ports, Record, operation
from processes.need_precedence.data import Claim, Judged

LIVE = ("submitted", "formal_checking", "supplement_requested", "supplemented", "accepted_for_review", "waiting_session")
REVIEWED = ("in_review", "ranked", "proposed", "public_notice", "objection", "approved", "reserve_list", "contracting")
WAY_WORDS = {
    "owner": ("需求方已就该需求自行申报", "the demand side has filed a proposal of its own on that need"),
    "earlier": ("已有单位先就该需求提交申报", "another proposal on that need was submitted earlier"),
}


@operation(takes=Claim)
def gather_claims(claim: Claim, ports: Ports) -> dict[str, Any]:
    """List the proposals on the need that are still alive, with what the table asks of each of them."""
    need = ports.records.get("need", claim.need_id)
    filed = [each for each in ports.records.find("proposal", need_id=claim.need_id, origin="reserve") if each.state in LIVE + REVIEWED]
    filed.sort(key=lambda each: _submitted(each, ports))
    own = {each.key for each in filed if need is not None and each.unit == need.unit}
    return {
        "claims": [
            {
                "proposal_id": each.key,
                "mode": (need.data.get("mode") if need else None) or "jiebang",
                "own": each.key in own,
                "own_filed": bool(own - {each.key}),
                "reviewed": each.state in REVIEWED,
                "first": each.key == filed[0].key,
            }
            for each in filed
        ]
    }


def _submitted(proposal: Record, ports: Ports) -> tuple[datetime, str]:
    return proposal.data.get("submitted_at") or ports.now(), proposal.key


@operation(takes=Judged)
def settle_claims(judged: Judged, ports: Ports) -> dict[str, Any]:
    """Send each proposal that does not keep the need to a direction of the guideline, and tell its lead unit."""
    moved = {each["proposal_id"]: way["because"] for each, way in zip(judged.claims, judged.ways, strict=True) if way["way"] == "redirect"}
    return {
        "displaced": [_redirect(ports, ports.record("proposal", key), judged.need_id, because) for key, because in moved.items()],
        "kept": judged.proposal_id not in moved,
    }


def _redirect(ports: Ports, proposal: Record, need_id: str, because: str) -> dict[str, Any]:
    direction = _direction(ports, proposal)
    zh, en = WAY_WORDS[because]
    ports.records.update(
        "proposal",
        proposal.key,
        data={
            "origin": "open", "need_id": None, "direction": direction,
            "redirected_from": need_id, "redirected_on": ports.today(), "redirected_because": because,
        },
        reason=f"{zh}，改投指南方向",
    )
    told = {"proposal_id": proposal.key, "title": proposal.title, "direction": direction, "because_zh": zh, "because_en": en}
    if proposal.data.get("redirected_from") is None:
        ports.notices.send("proposal_redirected", told, unit=proposal.unit)
    return {"proposal_id": proposal.key, "title": proposal.title, "region": proposal.region, "lead_unit": proposal.unit, "direction": direction}


def _direction(ports: Ports, proposal: Record) -> str:
    """The direction of its call that is of its field; its own title where the guideline names none."""
    call = ports.records.get("cycle", str(proposal.data.get("cycle_id")))
    listed = (call.data.get("directions") if call else None) or []
    return next((str(each["name"]) for each in listed if each.get("field") == proposal.data.get("field")), proposal.title)
