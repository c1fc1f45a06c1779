"""Operations of a local proposal: open it in the region's call, tell that it was not awarded."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, closing, operation
from processes.local_proposal.data import Decided, Opening
from processes.policy import rule_set_on
from processes.shared.cycles import LOCAL, local_call_of


@operation(takes=Opening)
def open_local_proposal(opening: Opening, ports: Ports) -> dict[str, Any]:
    """Open the proposal where the need's own call is open and the unit is of its region; otherwise say that it cannot be."""
    need, unit = ports.records.get("need", opening.need_id), ports.records.get("unit", opening.lead_unit)
    call = local_call_of(ports, need, ports.today()) if need else None
    if call is None or unit is None or need is None or unit.region != need.region:
        ports.notices.send("local_call_not_open", {"title": opening.title, "need_id": opening.need_id}, unit=opening.lead_unit)
        return {
            "call_open": False, "proposal_id": None, "region": unit.region if unit else None, "cycle_id": None, "rule_set": None,
            "closes_on": None, "close_at": None,
        }
    series = f"SB-{call.id}"
    proposal_id = f"{series}-{ports.numbers.next(series):04d}"
    rule_set = rule_set_on(ports.programme, ports.today())
    known = {"name": unit.title, "region": unit.region} | {name: unit.data[name] for name in ("uscc", "kind") if unit.data.get(name)}
    ports.records.create(
        "proposal",
        proposal_id,
        title=opening.title,
        region=unit.region,
        unit=opening.lead_unit,
        state="draft",
        data={
            "title": opening.title, "field": opening.field, "origin": LOCAL, "need_id": opening.need_id, "cycle_id": call.id,
            "rule_set": rule_set, "units": [{"role": "lead"} | known],
        },
    )
    return {
        "call_open": True, "proposal_id": proposal_id, "region": unit.region, "cycle_id": call.id, "rule_set": rule_set,
        "closes_on": call.closes, "close_at": closing(call.closes),
    }


@operation(takes=Decided)
def refuse_local(decided: Decided, ports: Ports) -> None:
    """Tell the lead unit that the region does not award the proposal, and why."""
    ports.records.update("proposal", decided.proposal_id, state="not_approved", reason=decided.local_note or "未予立项")
    ports.notices.send("local_not_awarded", {"title": decided.title, "note": decided.local_note}, unit=decided.lead_unit)
