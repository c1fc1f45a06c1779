"""Operations of a proposal: open, submit, find a session, become a project."""

from __future__ import annotations

from typing import Any

from processes.kit import JobFailed, Ports, Record, closing, operation
from processes.policy import rule_set_on
from processes.proposal.data import Awarded, Opening, Withdrawn
from processes.shared.cycles import LOCAL, open_cycle


@operation(takes=Opening)
def open_proposal(opening: Opening, ports: Ports) -> dict[str, Any]:
    """Open the proposal of a unit in the running call; the unit's registered seat says which region it is."""
    today = ports.today()
    cycle, rule_set = open_cycle(ports, today), rule_set_on(ports.programme, today)
    if cycle is None:
        raise JobFailed("no call is open")
    unit = ports.records.get("unit", opening.lead_unit)
    region = unit.region if unit else opening.region
    proposal_id = opening.proposal_id or f"SB-{cycle.id}-{ports.numbers.next(f'SB-{cycle.id}'):04d}"
    ports.records.create(
        "proposal",
        proposal_id,
        title=opening.title,
        region=region,
        unit=opening.lead_unit,
        state="draft",
        data={
            "title": opening.title,
            "field": opening.field,
            "origin": opening.origin,
            "need_id": opening.need_id,
            "direction": opening.direction,
            "cycle_id": cycle.id,
            "rule_set": rule_set,
            "units": [_lead(unit)] if unit else [],
        },
    )
    return {
        "proposal_id": proposal_id,
        "region": region,
        "cycle_id": cycle.id,
        "rule_set": rule_set,
        "closes_on": cycle.closes,
        "close_at": closing(cycle.closes),
    }


def _lead(unit: Record) -> dict[str, Any]:
    """The lead unit as the first row of the units, from what is registered of it."""
    known = {"name": unit.title, "region": unit.region} | {key: unit.data.get(key) for key in ("uscc", "kind")}
    return {"role": "lead"} | {key: value for key, value in known.items() if value}


@operation(takes=Withdrawn)
def withdraw_proposal(withdrawn: Withdrawn, ports: Ports) -> None:
    """Withdraw the proposal on the lead unit's own request, before it is reviewed."""
    ports.records.update("proposal", withdrawn.proposal_id, state="withdrawn", reason=withdrawn.reason or "申报单位撤回")
    ports.notices.send(
        "proposal_withdrawn", {"proposal_id": withdrawn.proposal_id, "title": withdrawn.title}, unit=withdrawn.lead_unit
    )


@operation(takes=Awarded)
def open_project(awarded: Awarded, ports: Ports) -> dict[str, Any]:
    """Open the project that the award makes of the proposal (article 16)."""
    proposal = ports.record("proposal", awarded.proposal_id)
    project_id = proposal.data.get("project_id") or _project_number(awarded, ports)
    support = awarded.support if awarded.support is not None else proposal.data.get("requested_fiscal")
    terms = {
        "start_date": proposal.data.get("start_date"),
        "end_date": proposal.data.get("end_date"),
        "total": proposal.data.get("total"),
        "support": support,
    }
    ports.records.update(
        "proposal", awarded.proposal_id, state="contracting", reason="立项", data={"project_id": project_id}
    )
    ports.records.create(
        "project",
        project_id,
        title=awarded.title,
        region=awarded.region,
        unit=awarded.lead_unit,
        state="contracting",
        data=terms | _carried_over(proposal) | {"proposal_id": awarded.proposal_id, "batch_id": awarded.batch_id},
    )
    ports.documents.issue(
        "award_notice", record=("project", project_id), values={"title": awarded.title, "support": support}, to_unit=awarded.lead_unit
    )
    return {"project_id": project_id, "notice_date": awarded.notice_date or ports.today()} | terms


def _project_number(awarded: Awarded, ports: Ports) -> str:
    series = f"XM-{ports.today().year}-{awarded.region}"
    return f"{series}-{ports.numbers.next(series):03d}"


def _carried_over(proposal: Record) -> dict[str, Any]:
    carried = {
        key: proposal.data.get(key)
        for key in ("units", "leader", "indicators", "field", "staged", "lump_sum", "milestones")
    }
    return carried | ({"origin": LOCAL} if proposal.data.get("origin") == LOCAL else {})
