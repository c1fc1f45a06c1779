"""Operations of a recovery: compute what is due, tell of what came back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.recovery.data import Recovery
from processes.shared.money import carried

PASSED = ("accepted", "accepted_after_rectification", "closed_without_fault")


@operation(takes=Recovery)
def compute_recovery(recovery: Recovery, ports: Ports) -> dict[str, Any]:
    """Compare what was paid with what the project may keep; the difference is due (article 17)."""
    payments = ports.records.find("payment", project_id=recovery.project_id)
    paid, kept = net_paid(payments), may_keep(recovery, ports)
    due = max(Decimal(0), paid - kept)
    if due == 0:
        return {"recovery_amount": Decimal(0), "recovery_result": "nothing_due"}
    number = sum(1 for each in payments if each.data.get("kind") == "recovery") + 1
    key = recovery.payment_id or f"{recovery.project_id}-SH{number}"
    ports.records.create(
        "payment",
        key,
        title=recovery.title,
        region=recovery.region,
        unit=recovery.lead_unit,
        state="recovery_due",
        data={
            "project_id": recovery.project_id,
            "kind": "recovery",
            "ground": recovery.recovery_ground,
            "paid": paid,
            "kept": kept,
            "due_amount": due,
            "amount": due,
            "asked_on": ports.today(),
        },
    )
    ports.notices.send("recovery_asked", {"title": recovery.title, "amount": due}, unit=recovery.lead_unit)
    return {"payment_id": key, "recovery_amount": due, "recovery_result": "asked"}


@operation(takes=Recovery)
def note_recovered(recovery: Recovery, ports: Ports) -> dict[str, Any]:
    """Tell that the money came back."""
    ports.notices.send(
        "recovery_done",
        {"title": recovery.title, "amount": recovery.recovered_amount},
        unit=recovery.lead_unit,
    )
    return {"recovery_result": "recovered"}


def net_paid(payments: list[Record] | Any) -> Decimal:
    """What was paid and has not come back."""
    signs = {"paid": 1, "recovered": -1}
    return sum((each.data["amount"] * signs[each.state] for each in payments if each.state in signs), Decimal(0))


def may_keep(recovery: Recovery, ports: Ports) -> Decimal:
    """What a project may keep: its support within the ratio, what was well spent when it is terminated, nothing when it failed."""
    project = ports.records.get("project", recovery.project_id)
    data = project.data if project else {}
    support = data.get("support") or Decimal(0)
    if recovery.recovery_ground == "change":
        return Decimal(support)
    if recovery.recovery_ground in PASSED:
        file = ports.records.get("acceptance", recovery.project_id)
        total = (file.data.get("final_input") if file else None) or data.get("total")
        surplus = (file.data.get("surplus") if file else None) or Decimal(0)
        share = ports.parameters["fiscal_ratio_max"].value
        return Decimal(carried(support, total, share) or 0) - surplus
    if recovery.recovery_ground == "terminated":
        return _spent(recovery, ports)
    return Decimal(0)


def _spent(recovery: Recovery, ports: Ports) -> Decimal:
    """The fiscal money spent as the last approved report tells it."""
    reports = [each for each in ports.records.find("report", project_id=recovery.project_id) if each.state == "approved"]
    last = max(reports, key=lambda each: each.data["year"], default=None)
    return Decimal(((last.data.get("funds") if last else None) or {}).get("fiscal_spent") or 0)
