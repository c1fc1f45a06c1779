"""Operations of the four contract drawings: prefill, compare, file, forfeit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.shared.contract_records import keep_terms
from processes.shared.data import Contracting

KEPT = ("start_date", "end_date", "units", "indicators", "leader", "lump_sum", "ip", "staged", "milestones")


@operation(takes=Contracting)
def prefill_contract(contracting: Contracting, ports: Ports) -> None:
    """Prefill the contract and task book from the proposal and tell the lead unit until when to sign (article 16)."""
    begun = _begun(contracting, ports)
    ports.records.create(
        "contract",
        contracting.project_id,
        title=contracting.title,
        region=contracting.region,
        unit=contracting.lead_unit,
        state="draft",
        data=begun,
    )
    if contracting.moved:
        ports.records.update("contract", contracting.project_id, data=begun, reason="更换牵头单位，重新签订")
    ports.notices.send(
        "contract_opened",
        unit=contracting.lead_unit,
        values={
            "title": contracting.title,
            "project_id": contracting.project_id,
            "due": contracting.contract_due,
            "system": contracting.profile.get("system"),
        },
    )


@operation(takes=Contracting)
def compare_indicators(contracting: Contracting, ports: Ports) -> dict[str, Any]:
    """Name the indicators that the contract lowers or leaves out against the proposal, and the partners who sign on line."""
    proposal = ports.records.get("proposal", contracting.proposal_id)
    contract = ports.records.get("contract", contracting.project_id)
    project = ports.records.get("project", contracting.project_id)
    known: list[list[dict[str, Any]]] = [each.data.get("indicators") or [] for each in (project, proposal) if each]
    promised = next((each for each in known if each), [])
    agreed = (contract.data.get("indicators") if contract else None) or []
    return {
        "lowered_indicators": lowered(promised, agreed),
        "signing_partners": partners_of(contracting, contract.data.get("units") or [] if contract else [], ports),
    }


@operation(takes=Contracting)
def file_contract(contracting: Contracting, ports: Ports) -> dict[str, Any]:
    """Number and file the signed contract, and issue contract and task book (article 16)."""
    contract = ports.records.get("contract", contracting.project_id)
    number = _number(contract, contracting, ports)
    values = dict(contract.data if contract else {}) | {
        "project_id": contracting.project_id,
        "contract_no": number,
        "title": contracting.title,
        "signed_on": ports.today(),
        "support": contracting.support,
        "region": contracting.region,
    }
    if contract:
        keep_terms(ports, contract, number)
    for template in ("contract", "task_book"):
        ports.documents.issue(
            template, record=("contract", contracting.project_id), values=values, to_unit=contracting.lead_unit,
            signed_in=("sign_contract", "countersign"),
        )
    ports.records.update(
        "contract",
        contracting.project_id,
        state="filed",
        reason="合同归档",
        data={
            "number": number,
            "signed_at": ports.now(),
            "signing_mode": contracting.signing_mode,
            "signatures": {
                "lead": dict(contracting.lead_signature),
                "partners": [dict(each) for each in contracting.partner_signatures],
                "authority": dict(contracting.authority_signature),
            },
            "paper_copies": contracting.received_copies,
            "first_tranche_max": first_tranche(contracting, ports.parameters["first_tranche_share"].value),
        },
    )
    ports.notices.send(
        "contract_filed", unit=contracting.lead_unit, values={"title": contracting.title, "number": number}
    )
    return {"result": "signed", "contract_no": number, "signed_at": ports.now()}


@operation(takes=Contracting)
def forfeit_contract(contracting: Contracting, ports: Ports) -> dict[str, Any]:
    """Note that the contract was not made in time and the award is forfeited."""
    ports.records.update("contract", contracting.project_id, state="forfeited", reason="逾期未签，视为放弃")
    return {"result": "forfeited", "contract_no": None, "signed_at": None}


def lowered(promised: Sequence[Mapping[str, Any]], agreed: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of promised indicators that are missing, or whose value got worse."""
    by_name = {each.get("name"): each for each in agreed}
    return [each["name"] for each in promised if each.get("name") and _is_lower(each, by_name.get(each["name"]))]


def partners_of(contracting: Contracting, units: Sequence[Mapping[str, Any]], ports: Ports) -> list[str]:
    """The partners who are in the portal and so sign there; what others signed on paper the lead unit records."""
    codes = {each["uscc"] for each in units if each.get("uscc")}
    return sorted(
        each.key
        for each in ports.records.find("unit", state="active")
        if each.data.get("uscc") in codes and each.key != contracting.lead_unit
    )


def first_tranche(contracting: Contracting, share: Decimal) -> Decimal | None:
    """Anhui: at most half of what the demand side has first paid to the solver."""
    if contracting.profile.get("first_tranche_rule") != "demand50" or contracting.demand_first_payment is None:
        return None
    return (contracting.demand_first_payment * share).quantize(Decimal("0.01"), ROUND_DOWN)


def _begun(contracting: Contracting, ports: Ports) -> dict[str, Any]:
    """What stands in a contract before anybody has typed; the project knows better than the proposal what was changed."""
    proposal = ports.records.get("proposal", contracting.proposal_id)
    project = ports.records.get("project", contracting.project_id)
    changed = {key: value for key, value in (project.data if project else {}).items() if value is not None}
    data = (dict(proposal.data) if proposal else {}) | {key: changed[key] for key in (*KEPT, "total") if key in changed}
    fiscal = contracting.support if contracting.support is not None else data.get("requested_fiscal")
    units, total = data.get("units") or [], data.get("total")
    return {
        "project_id": contracting.project_id,
        "party_a": ports.programme.regions[contracting.region].authority_zh,
        "contract_name": contracting.profile.get("contract_name"),
        "title": contracting.title,
        "fiscal": fiscal,
        "own": total - fiscal if total is not None and fiscal is not None else None,
        "total": total,
        "party_b": next((each.get("name") for each in units if each.get("role") == "lead"), None),
        "unit_tasks": [{"unit": each.get("name")} for each in units],
        "technical_contracts": [
            {"solver": each.get("name"), "contract_amount": each["technical_contract"]}
            for each in units
            if each.get("technical_contract")
        ],
        **{key: data.get(key) for key in KEPT},
    }


def _is_lower(promised: Mapping[str, Any], agreed: Mapping[str, Any] | None) -> bool:
    if agreed is None:
        return True
    before, after = promised.get("target_value"), agreed.get("target_value")
    if before is None or after is None:
        return False
    return bool(after > before) if promised.get("better") == "lower" else bool(after < before)


def _number(contract: Record | None, contracting: Contracting, ports: Ports) -> str:
    if contract and contract.data.get("number"):
        return str(contract.data["number"])
    series = f"HT-{ports.today().year}-{contracting.region}"
    return f"{series}-{ports.numbers.next(series):03d}"
