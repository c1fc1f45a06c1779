"""Operations of a proposal: open, submit, find a session, become a project."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from processes.kit import JobFailed, Ports, Record, operation
from processes.policy import rule_set_on
from processes.proposal.data import Accepted, Awarded, Filed, Opening
from processes.shared.cycles import open_cycle

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSING_TIME = time(17, tzinfo=SHANGHAI)


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
        "close_at": datetime.combine(cycle.closes, CLOSING_TIME),
    }


def _lead(unit: Record) -> dict[str, Any]:
    """The lead unit as the first row of the units, from what is registered of it."""
    known = {"name": unit.title, "region": unit.region} | {key: unit.data.get(key) for key in ("uscc", "kind")}
    return {"role": "lead"} | {key: value for key, value in known.items() if value}


@operation(takes=Filed)
def close_draft(filed: Filed, ports: Ports) -> None:
    """Close a draft that was not submitted before the call closed."""
    ports.records.update("proposal", filed.proposal_id, state="not_submitted", reason="申报截止")
    ports.notices.send("proposal_not_submitted", {"title": filed.title}, unit=filed.lead_unit)


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
    ports.notices.send(
        "proposal_submitted", {"proposal_id": filed.proposal_id, "title": filed.title}, unit=filed.lead_unit
    )
    return {"submitted_at": ports.now()}


@operation(takes=Accepted)
def find_session(accepted: Accepted, ports: Ports) -> dict[str, Any]:
    """Look for a session that still takes proposals, and count those of the year (article 15)."""
    year = str(ports.today().year)
    of_the_year = [each for each in ports.records.find("session", year=year) if each.state != "refused"]
    opened = [each for each in ports.records.find("session", state="open") if each.data["intake_close"] >= ports.now()]
    first = min(opened, key=lambda each: each.data["intake_close"], default=None)
    return {
        "session_id": first.key if first else None,
        "sessions_used": Decimal(len(of_the_year)),
        "sessions_max": ports.parameters["review_sessions_max"].value,
        "next_planned": any(each.state == "planned" for each in of_the_year),
    }


@operation(takes=Accepted)
def wait_for_session(accepted: Accepted, ports: Ports) -> dict[str, Any]:
    """Keep the proposal for the next session; its acceptance stays valid for a year."""
    since = accepted.formal_at.astimezone(SHANGHAI).date() if accepted.formal_at else ports.today()
    valid_until = ports.calendar.add_months(since, int(ports.parameters["session_validity"].value))
    ports.records.update(
        "proposal",
        accepted.proposal_id,
        state="waiting_session",
        reason="等待评审会次",
        data={"valid_until": valid_until},
    )
    ports.notices.send(
        "proposal_waiting",
        unit=accepted.lead_unit,
        values={"proposal_id": accepted.proposal_id, "title": accepted.title, "valid_until": valid_until},
    )
    return {"valid_until": valid_until}


@operation(takes=Filed)
def lapse(filed: Filed, ports: Ports) -> None:
    """Note that the acceptance ran out before any session took the proposal."""
    ports.records.update("proposal", filed.proposal_id, state="lapsed", reason="受理结论失效")
    ports.notices.send(
        "proposal_lapsed", {"proposal_id": filed.proposal_id, "title": filed.title}, unit=filed.lead_unit
    )


@operation(takes=Awarded)
def open_project(awarded: Awarded, ports: Ports) -> dict[str, Any]:
    """Open the project that the award makes of the proposal (article 16)."""
    proposal = ports.records.get("proposal", awarded.proposal_id)
    if proposal is None:
        raise JobFailed(f"no proposal {awarded.proposal_id}")
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
    return {"project_id": project_id, "notice_date": awarded.notice_date or ports.today()} | terms


def _project_number(awarded: Awarded, ports: Ports) -> str:
    series = f"XM-{ports.today().year}-{awarded.region}"
    return f"{series}-{ports.numbers.next(series):03d}"


def _carried_over(proposal: Record) -> dict[str, Any]:
    return {
        key: proposal.data.get(key)
        for key in ("units", "leader", "indicators", "field", "staged", "lump_sum", "milestones")
    }
