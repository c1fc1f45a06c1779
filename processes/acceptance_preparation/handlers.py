"""Operations of the preparation: open the file, note that it is complete."""

from __future__ import annotations

from typing import Any

from processes.acceptance_preparation.data import Preparation
from processes.kit import Ports, Record, operation


@operation(takes=Preparation)
def open_preparation(preparation: Preparation, ports: Ports) -> None:
    """Open the acceptance file; compressed when less than the regular time is left (article 18).

    The technical contracts and the indicators stand in it already, as the contract has them.
    """
    ports.records.create(
        "acceptance",
        preparation.project_id,
        title=preparation.title,
        region=preparation.region,
        unit=preparation.lead_unit,
        state="preparing",
        data={"project_id": preparation.project_id} | _agreed(ports.records.get("contract", preparation.project_id)),
    )
    ports.records.update(
        "acceptance",
        preparation.project_id,
        state="preparing",
        reason="开始验收准备",
        data={"end_date": preparation.end_date, "compressed": preparation.compressed},
    )
    ports.records.update("project", preparation.project_id, state="prep_acceptance", reason="验收准备")
    template = "preparation_compressed" if preparation.compressed else "preparation_opened"
    ports.notices.send(
        template, {"title": preparation.title, "end_date": preparation.end_date}, unit=preparation.lead_unit
    )


@operation(takes=Preparation)
def note_prepared(preparation: Preparation, ports: Ports) -> dict[str, Any]:
    """Note that every condition of acceptance is met."""
    ports.records.update(
        "acceptance", preparation.project_id, data={"prepared_on": ports.today()}, reason="验收准备完成"
    )
    return {"preparation_result": "ready"}


def _agreed(contract: Record | None) -> dict[str, Any]:
    data = contract.data if contract else {}
    payments = [
        {"unit": each.get("solver"), "contract_no": each.get("number"), "contract_amount": each.get("contract_amount")}
        for each in data.get("technical_contracts") or []
    ]
    results = [{"name": each.get("name"), "target": each.get("target")} for each in data.get("indicators") or []]
    return {"solver_payments": payments, "results": results}
