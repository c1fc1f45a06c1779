"""Operations around a supplement: serve the notice, take in what came, note how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.formal_review.facts import facts_of
from processes.kit import Ports, operation
from processes.resubmission.data import Cure, Supplement


@operation(takes=Supplement)
def serve_notice(supplement: Supplement, ports: Ports) -> dict[str, Any]:
    """Serve the supplement notice (补正通知书) on the lead unit; the portal counts as service."""
    document = ports.documents.issue(
        "supplement_notice",
        record=("proposal", supplement.proposal_id),
        to_unit=supplement.lead_unit,
        values={
            "proposal_id": supplement.proposal_id,
            "title": supplement.title,
            "lead_unit": _name(ports, supplement.lead_unit),
            "items": supplement.defects,
            "due": supplement.supplement_due,
            "note": supplement.check_note,
            "served_on": ports.today(),
        },
    )
    ports.records.update(
        "proposal",
        supplement.proposal_id,
        state="supplement_requested",
        reason="送达补正通知书",
        data={"supplement_due": supplement.supplement_due, "supplement_notice": document["number"]},
    )
    ports.records.create(
        "supplement",
        supplement.proposal_id,
        title=supplement.title,
        region=supplement.region,
        unit=supplement.lead_unit,
        state="requested",
        data={"items": supplement.defects, "due": supplement.supplement_due},
    )
    ports.notices.send(
        "supplement_notice",
        unit=supplement.lead_unit,
        values={
            "proposal_id": supplement.proposal_id,
            "title": supplement.title,
            "number": document["number"],
            "items": [f"{item['code']} {item['title']}" for item in supplement.defects],
            "items_en": [f"{item['code']} {item['title_en']}" for item in supplement.defects],
            "due": supplement.supplement_due,
        },
    )
    return {"notice_number": document["number"], "served_on": ports.today()}


@operation(takes=Cure)
def take_supplement(cure: Cure, ports: Ports) -> dict[str, Any]:
    """Merge the supplement into the proposal and read its facts again."""
    proposal = ports.record("proposal", cure.proposal_id)
    supplement = ports.record("supplement", cure.proposal_id)
    changed = ports.records.update(
        "proposal",
        cure.proposal_id,
        state="supplemented",
        reason="并入补正材料",
        data=merged(proposal.data, supplement.data),
    )
    ports.records.update("supplement", cure.proposal_id, state="submitted", reason="按期补正")
    return vars(facts_of(changed, ports))


@operation(takes=Supplement)
def close_late(supplement: Supplement, ports: Ports) -> dict[str, Any]:
    """Close the window: nothing came in time (逾期未补正)."""
    ports.records.update("supplement", supplement.proposal_id, state="late", reason="逾期未补正")
    ports.notices.send(
        "supplement_late",
        unit=supplement.lead_unit,
        values={"title": supplement.title, "due": supplement.supplement_due},
    )
    return {"supplement_result": "late"}


@operation(takes=Cure)
def note_complete(cure: Cure, ports: Ports) -> dict[str, Any]:
    """Note that every defect is cured."""
    ports.records.update("supplement", cure.proposal_id, state="complete", reason="补正完成")
    return {"supplement_result": "complete"}


@operation(takes=Cure)
def note_incomplete(cure: Cure, ports: Ports) -> dict[str, Any]:
    """Note that defects remain; the refusal will list the first ones and the later ones."""
    ports.records.update("supplement", cure.proposal_id, state="incomplete", reason="仍有缺陷")
    known = {item["code"] for item in cure.items}
    later = [item for item in cure.remaining if item["code"] not in known]
    return {"supplement_result": "incomplete", "items": [*cure.items, *later]}


def merged(proposal: Mapping[str, Any], supplement: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a proposal that a supplement changes."""
    agreements = {each["unit"]: each["file"] for each in supplement.get("agreements") or []}
    units = [dict(unit) for unit in proposal.get("units") or []]
    known = {unit.get("uscc"): unit for unit in units}
    for unit in units:
        if agreements.get(unit.get("name")):
            unit["agreement"] = agreements[unit["name"]]
    for given in supplement.get("added_units") or []:
        unit = known.get(given.get("uscc"))
        if unit is None:
            units.append(dict(given))
        else:
            unit.update({name: value for name, value in given.items() if value and (name, unit.get("role")) != ("role", "lead")})
    changes: dict[str, Any] = {"units": units}
    if supplement.get("commitment"):
        changes["commitment"] = True
    if supplement.get("end_date"):
        changes["end_date"] = supplement["end_date"]
    if supplement.get("leader_projects") is not None:
        changes["leader"] = _leader(proposal, supplement) | {"running_projects": supplement["leader_projects"]}
    return changes


def _name(ports: Ports, unit: str) -> str:
    known = ports.records.get("unit", unit)
    return known.title if known else unit


def _leader(proposal: Mapping[str, Any], supplement: Mapping[str, Any]) -> dict[str, Any]:
    """Another person brings nothing of the former leader along."""
    if supplement.get("leader_name"):
        return {"name": supplement["leader_name"], "other_number": supplement.get("leader_number")}
    return dict(proposal.get("leader") or {})
