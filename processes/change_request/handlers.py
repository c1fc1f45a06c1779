"""Operations of a change request: register it, refuse it, or carry it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from processes.change_request.data import Decided, Request
from processes.kit import JobFailed, Ports, operation


@operation(takes=Request)
def open_change(request: Request, ports: Ports) -> dict[str, Any]:
    """Register the request and read from the project what it would change."""
    project = ports.records.get("project", request.project_id)
    if project is None:
        raise JobFailed(f"no project {request.project_id}")
    year = ports.today().year
    change_id = request.change_id or f"BG-{year}-{ports.numbers.next(f'BG-{year}'):04d}"
    ports.records.create(
        "change",
        change_id,
        title=project.title,
        region=project.region,
        unit=project.unit,
        state="submitted",
        data={
            "project_id": request.project_id,
            "kind": request.kind,
            "reason": request.reason,
            "new_end_date": request.new_end_date,
            "new_units": list(request.new_units),
            "new_leader": request.new_leader,
            "new_lead": request.new_lead,
            "new_lead_region": request.new_lead_region,
            "old_value": request.old_value,
            "new_value": request.new_value,
            "consents": list(request.consents),
            "asked_on": ports.today(),
        },
    )
    units = request.new_units or project.data.get("units") or []
    return {
        "change_id": change_id,
        "region": project.region,
        "lead_unit": project.unit,
        "title": project.title,
        "start_date": project.data.get("start_date"),
        "end_date": project.data.get("end_date"),
        "extensions_used": project.data.get("extensions_used") or Decimal(0),
        "regions_after": regions_of(units, ports.programme.counting),
        "same_region": request.new_lead_region in (None, project.region),
    }


@operation(takes=Decided)
def refuse_change(decided: Decided, ports: Ports) -> None:
    """Refuse the change and say why."""
    reason = decided.decision_note or decided.assessment.get("reason", "")
    ports.records.update("change", decided.change_id, state="refused", data={"refusal": reason}, reason="不予变更")
    ports.notices.send(
        "change_refused",
        unit=decided.lead_unit,
        values={
            "title": decided.title,
            "change_id": decided.change_id,
            "reason": reason,
            "reason_en": decided.assessment.get("reason_en") or reason,
        },
    )


@operation(takes=Decided)
def apply_change(decided: Decided, ports: Ports) -> None:
    """Carry the change out in project and contract; what the lead unit decides itself is only filed."""
    ports.records.update(
        "change", decided.change_id, state="approved", data={"approved_on": ports.today()}, reason="同意变更"
    )
    changes = _changes(decided)
    if changes:
        ports.records.update("project", decided.project_id, data=changes, reason=f"变更 {decided.change_id}")
        ports.records.update(
            "contract", decided.project_id, state="amended", data=changes, reason=f"变更 {decided.change_id}"
        )
    values = {"title": decided.title, "change_id": decided.change_id, "kind": decided.kind}
    level = decided.assessment.get("level")
    if level == "filed":
        ports.notices.send("change_filed", values, unit=decided.lead_unit)
        ports.notices.send("change_filed", values, region=decided.region, role="region_officer")
        return
    ports.notices.send("change_approved", values, unit=decided.lead_unit)
    if level == "officer_group":
        ports.notices.send("change_approved", values, role="promotion_group")


def regions_of(units: Sequence[Mapping[str, Any]], counting: frozenset[str]) -> Decimal:
    """How many of the regions that count the units come from."""
    return Decimal(len({unit.get("region") for unit in units} & counting))


def _changes(decided: Decided) -> dict[str, Any]:
    if decided.kind == "extension":
        return {"end_date": decided.new_end_date, "extensions_used": decided.extensions_used + 1}
    if decided.kind == "shortening":
        return {"end_date": decided.new_end_date}
    if decided.kind == "partner":
        return {"units": list(decided.new_units)}
    if decided.kind == "leader":
        return {"leader": {"name": decided.new_leader}}
    return {}
