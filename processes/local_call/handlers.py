"""Operations of a local call: open it, list and claim the region's needs, close it."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, closing, operation
from processes.local_call.data import LocalCall, Plan
from processes.policy import rule_set_on
from processes.shared.cycles import LOCAL


@operation(takes=Plan)
def open_local_call(plan: Plan, ports: Ports) -> dict[str, Any]:
    """Put the region's own call on record; another officer of the region has to agree before it is published."""
    series = f"DF-{ports.today().year}-{plan.region}"
    cycle_id = f"{series}-{ports.numbers.next(series):02d}"
    ports.records.create(
        "cycle",
        cycle_id,
        title=plan.title,
        region=plan.region,
        state="planned",
        data={
            "title": plan.title, "origin": LOCAL, "opens": ports.today(), "closes": plan.closes_on, "requirements": plan.requirements or None,
            "rule_set": rule_set_on(ports.programme, ports.today()),
        },
    )
    return {"cycle_id": cycle_id, "close_at": closing(plan.closes_on), "listed_needs": []}


@operation(takes=LocalCall)
def refuse_call(call: LocalCall, ports: Ports) -> None:
    """Note that the region does not hold this call, and why."""
    ports.records.update("cycle", call.cycle_id, state="archived", reason=call.call_note or "未同意")


@operation(takes=LocalCall)
def publish_call(call: LocalCall, ports: Ports) -> None:
    """Publish the call: from here on it takes needs and proposals of the region."""
    ports.records.update("cycle", call.cycle_id, state="published", reason="发布地方征集")


@operation(takes=LocalCall)
def list_local_needs(call: LocalCall, ports: Ports) -> dict[str, Any]:
    """List the region's own needs that have passed their screening and are in no list yet."""
    found = ports.records.find("need", state="screened", region=call.region)
    return {"screened": [{"need_id": each.key, "title": each.title} for each in found]}


@operation(takes=LocalCall)
def claim_needs(call: LocalCall, ports: Ports) -> dict[str, Any]:
    """Take the chosen needs into the local call: they belong to the region's own layout from here on."""
    listed = []
    for need_id in call.need_ids:
        need = ports.record("need", need_id)
        if need.region != call.region or need.state not in ("screened", "listed_proposal"):
            continue
        ports.records.update(
            "need", need_id, state="listed_proposal", data={"origin": LOCAL, "cycle_id": call.cycle_id}, reason="列入地方自主征集"
        )
        listed.append({"need_id": need_id, "title": need.title, "region": need.region, "demand_unit": need.unit})
    return {"listed_needs": listed}


@operation(takes=LocalCall)
def close_call(call: LocalCall, ports: Ports) -> None:
    """Note that the call takes no more needs and proposals."""
    ports.records.update("cycle", call.cycle_id, state="closed", reason="征集截止")
