"""Operations of a need: open it, submit it, withdraw it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import Ports, operation
from processes.need.data import Need, Raising, Withdrawal
from processes.policy import rule_set_on
from processes.shared.needs import keep_tasks, tasks_of, withdraw_publication


@operation(takes=Raising)
def open_need(raising: Raising, ports: Ports) -> dict[str, Any]:
    """Open the record of a need; the demand side's registered seat says which region collects it (article 8)."""
    unit = ports.records.get("unit", raising.demand_unit)
    region = unit.region if unit and unit.region else "QT"
    series = f"XQ-{ports.today().year}-{region}"
    need_id = f"{series}-{ports.numbers.next(series):04d}"
    ports.records.create(
        "need",
        need_id,
        title=raising.title,
        region=region,
        unit=raising.demand_unit,
        state="draft",
        data={
            "title": raising.title,
            "field": raising.field or None,
            "rule_set": rule_set_on(ports.programme, ports.today()),
            "raised_on": ports.today(),
            "supersedes": raising.supersedes or None,
        },
    )
    if raising.supersedes:
        ports.records.update("need", raising.supersedes, data={"superseded_by": need_id}, reason="由新需求替代")
    return {"need_id": need_id, "region": region}


@operation(takes=Need)
def submit_need(need: Need, ports: Ports) -> None:
    """Submit the need for screening; each external task becomes a record of its own, with its own versions."""
    record = ports.record("need", need.need_id)
    keep_tasks(ports, record)
    offered = sum((Decimal(task.get("planned_fund") or 0) for task in record.data.get("external_tasks") or []), Decimal(0))
    ports.records.update(
        "need",
        need.need_id,
        state="submitted",
        title=need.title,
        data={"external_fund": offered, "submitted_at": ports.now()},
        reason="提交需求",
    )
    ports.documents.issue(
        "need_form", record=("need", need.need_id), values={"title": need.title}, to_unit=record.unit, signed_in=("fill_need",)
    )


@operation(takes=Withdrawal)
def withdraw_need(withdrawal: Withdrawal, ports: Ports) -> None:
    """Withdraw the need, its open tasks and what has been published of it."""
    reason = str(withdrawal.withdrawal.get("reason") or "需求方撤回")
    for task in tasks_of(ports, withdrawal.need_id):
        ports.records.update("external_task", task.key, state="dropped", reason=reason)
    withdraw_publication(ports, withdrawal.need_id, reason)
    ports.records.update("need", withdrawal.need_id, state="withdrawn", reason=reason)
