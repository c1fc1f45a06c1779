"""Operations that several drawings name: they live beside their rules, this module gathers them."""

from __future__ import annotations

from processes.kit import Ports, operation
from processes.shared import acceptance, contracts, expert_records
from processes.shared.data import Late

__all__ = ["acceptance", "contracts", "expert_records", "hold_payments"]


@operation(takes=Late)
def hold_payments(late: Late, ports: Ports) -> None:
    """Hold further payments to a project until its duty is done."""
    ports.records.update("project", late.project_id, data={"payments_held_since": ports.today()}, reason="暂停拨款")
    ports.notices.send(
        "payments_held", unit=late.lead_unit, values={"title": late.title, "project_id": late.project_id}
    )
    ports.notices.send(
        "payments_held",
        region=late.region,
        role="finance_officer",
        values={"title": late.title, "project_id": late.project_id},
    )
