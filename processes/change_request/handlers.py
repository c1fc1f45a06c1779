"""Operations of a change request: register it, refuse it, or carry it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from processes.change_request.data import Decided, Request
from processes.kit import Ports, Record, closing, operation
from processes.programme import RECORD_TYPES
from processes.shared.contract_records import change_plan
from processes.shared.money import carried, ratio

UNITS_CHANGE = ("partner", "lead_unit")
OVER = RECORD_TYPES["project"].ended


@operation(takes=Request)
def open_change(request: Request, ports: Ports) -> dict[str, Any]:
    """Register the request and read from the project what it would change."""
    project = ports.record("project", request.project_id)
    year = ports.today().year
    change_id = request.change_id or f"BG-{year}-{ports.numbers.next(f'BG-{year}'):04d}"
    units = units_after(request, project.data.get("units") or [], ports.records.get("unit", request.new_lead or ""))
    too_few = request.kind in UNITS_CHANGE and regions_of(units, ports.programme.counting) < ports.parameters["regions_min"].value
    total, support = _money(request, project)
    share = ports.parameters["fiscal_ratio_max"].value
    ports.records.create(
        "change",
        change_id,
        title=project.title,
        region=project.region,
        unit=project.unit,
        state="blocked" if too_few else "submitted",
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
            "new_total": request.new_total,
            "new_support": request.new_support,
            "new_indicators": list(request.new_indicators),
            "ratio_after": ratio(support, total),
            "required_support": carried(support, total, share),
            "consents": list(request.consents),
            "asked_on": ports.today(),
        },
    )
    return {
        "change_id": change_id,
        "region": project.region,
        "lead_unit": project.unit,
        "title": project.title,
        "start_date": project.data.get("start_date"),
        "end_date": project.data.get("end_date"),
        "extensions_used": project.data.get("extensions_used") or Decimal(0),
        "units_after": units,
        "regions_after": regions_of(units, ports.programme.counting),
        "same_region": request.new_lead_region in (None, project.region),
        "fits_state": fits(request.kind, project.state),
        "ratio_after": ratio(support, total),
        "required_support": carried(support, total, share),
        "replace_by": request.replace_by or _replace_by(ports),
    }


@operation(takes=Decided)
def close_unreplaced(decided: Decided, ports: Ports) -> None:
    """Close the change: no replacement was named, the project is terminated (article 13)."""
    ports.records.update(
        "change", decided.change_id, state="refused", data={"refusal": "期限内未补充替代单位"}, reason="未补充替代单位"
    )
    ports.notices.send(
        "replacement_missed", {"title": decided.title, "change_id": decided.change_id}, unit=decided.lead_unit
    )


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
    ports.documents.issue(
        "change_form", record=("change", decided.change_id), values={"title": decided.title}, to_unit=decided.lead_unit,
        signed_in=("endorse_change", "decide_change"),
    )
    changes = _changes(decided)
    if changes:
        ports.records.update("project", decided.project_id, data=changes, reason=f"变更 {decided.change_id}")
        ports.records.update(
            "contract", decided.project_id, state="amended", data=changes, reason=f"变更 {decided.change_id}"
        )
    if decided.kind == "funds" and decided.new_total is not None:
        change_plan(ports, decided.project_id, decided.change_id, decided.new_total, decided.required_support)
    values = {"title": decided.title, "change_id": decided.change_id, "kind": decided.kind}
    level = decided.assessment.get("level")
    if level == "filed":
        ports.notices.send("change_filed", values, unit=decided.lead_unit)
        ports.notices.send("change_filed", values, region=decided.region, role="region_officer")
        return
    ports.notices.send("change_approved", values, unit=decided.lead_unit)
    if level in ("officer_group", "joint"):
        ports.notices.send("change_approved", values, role="promotion_group")


def regions_of(units: Sequence[Mapping[str, Any]], counting: frozenset[str]) -> Decimal:
    """How many of the regions that count the units come from."""
    return Decimal(len({unit.get("region") for unit in units} & counting))


def units_after(
    request: Request, units: Sequence[Mapping[str, Any]], known: Record | None = None
) -> list[Mapping[str, Any]]:
    """Who takes part after the change; a new lead unit takes the old one's place."""
    if request.new_units:
        return list(request.new_units)
    if request.kind != "lead_unit" or request.new_lead is None:
        return list(units)
    name, uscc = (known.title, known.data.get("uscc")) if known else (request.new_lead, None)
    old = next((dict(each) for each in units if each.get("role") == "lead"), {})
    new = old | {"role": "lead", "name": name, "region": request.new_lead_region, "uscc": uscc}
    others = (each for each in units if each.get("role") != "lead" and each.get("name") != name)
    return [new, *others]


def fits(kind: str, state: str) -> bool:
    """Whether a project in that state can be changed so."""
    if state in OVER:
        return False
    if kind == "resumption":
        return state == "suspended"
    if kind in ("suspension", "lead_unit"):
        return state in ("active", "extended", "prep_acceptance")
    return kind not in ("extension", "shortening") or state not in ("acceptance_applied", "rectifying")


def _replace_by(ports: Ports) -> datetime:
    """Until when a replacement may be named, counted from the request."""
    last = ports.today() + timedelta(days=int(ports.parameters["replacement_window"].value))
    return closing(ports.calendar.next_working_day(last))


def _money(request: Request, project: Record) -> tuple[Decimal | None, Decimal | None]:
    """Total input and support that the change asks for."""
    total = request.new_total if request.new_total is not None else project.data.get("total")
    return total, request.new_support if request.new_support is not None else project.data.get("support")


def _changes(decided: Decided) -> dict[str, Any]:
    if decided.kind == "extension":
        return {"end_date": decided.new_end_date, "extensions_used": decided.extensions_used + 1}
    if decided.kind == "shortening":
        return {"end_date": decided.new_end_date}
    if decided.kind in UNITS_CHANGE:
        return {"units": list(decided.units_after)}
    if decided.kind == "leader":
        return {"leader": {"name": decided.new_leader}}
    if decided.kind == "indicators" and decided.new_indicators:
        return {"indicators": list(decided.new_indicators)}
    if decided.kind == "funds" and decided.new_total is not None:
        return {"total": decided.new_total, "support": decided.required_support, "fiscal": decided.required_support}
    return {}
