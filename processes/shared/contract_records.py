"""What a filed contract leaves beside itself: the funding plan of the project, and one technical contract for each solver."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, Record


def keep_terms(ports: Ports, contract: Record, contract_no: str) -> None:
    """Keep funding plan and technical contracts as the contract says them; a new contract makes new versions."""
    _keep_plan(ports, contract, contract_no)
    for row in contract.data.get("technical_contracts") or []:
        if row.get("solver"):
            _keep_technical(ports, contract, contract_no, row)


def change_plan(ports: Ports, project_id: str, change_id: str, total: Any, support: Any) -> None:
    """A new version of the funding plan by a change; what was agreed before stays in its history."""
    if ports.records.get("funding_plan", project_id):
        data = {"change_id": change_id, "total": total, "support": support}
        ports.records.update("funding_plan", project_id, data=data, reason=f"变更 {change_id}")


def _keep_plan(ports: Ports, contract: Record, contract_no: str) -> None:
    project_id = contract.key
    data = {
        "project_id": project_id,
        "contract_no": contract_no,
        "total": contract.data.get("total"),
        "support": contract.data.get("fiscal"),
        "sources": [
            {"source": each.get("source"), "year": each.get("year"), "amount": each.get("amount")}
            for each in contract.data.get("sources") or []
        ],
    }
    ports.records.create(
        "funding_plan", project_id, title=contract.title, region=contract.region, unit=contract.unit, state="valid", data=data
    )
    ports.records.update("funding_plan", project_id, data=data, reason="合同归档")


def _keep_technical(ports: Ports, contract: Record, contract_no: str, row: Any) -> None:
    key = f"{contract.key}/{row['solver']}"
    data = {
        "project_id": contract.key,
        "contract_no": contract_no,
        "lead_unit": contract.data.get("party_b"),
        "solver": row["solver"],
        "number": row.get("number"),
        "contract_amount": row.get("contract_amount"),
    }
    ports.records.create(
        "technical_contract", key, title=contract.title, region=contract.region, unit=contract.unit, state="registered", data=data
    )
    ports.records.update("technical_contract", key, data=data, reason="合同归档")
