"""Operations of a project: begin, change dates, end one way or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.project.data import Project


@operation(takes=Project)
def forfeit_project(project: Project, ports: Ports) -> None:
    """Note that the lead unit forfeited the award; its slot goes to the reserve list."""
    ports.records.update("project", project.project_id, state="forfeited", reason="未按期签订合同")
    if project.proposal_id:
        ports.records.update("proposal", project.proposal_id, state="forfeited", reason="未按期签订合同")
    ports.notices.send(
        "project_forfeited", {"title": project.title, "project_id": project.project_id}, unit=project.lead_unit
    )


@operation(takes=Project)
def activate_project(project: Project, ports: Ports) -> dict[str, Any]:
    """Let the project run; the contract's dates count from here on (article 18)."""
    contract = ports.records.get("contract", project.project_id)
    proposal = ports.records.get("proposal", project.proposal_id)
    agreed, asked = contract.data if contract else {}, proposal.data if proposal else {}
    start, end = agreed.get("start_date") or project.start_date, agreed.get("end_date") or project.end_date
    known = ports.records.get("project", project.project_id)
    signed_on = (known.data.get("signed_on") if known else None) or ports.today()    # reports are owed since the first contract
    ports.records.update(
        "project",
        project.project_id,
        state="active",
        reason="合同生效",
        data={
            "contract_no": project.contract_no,
            "signed_on": signed_on,
            "start_date": start,
            "end_date": end,
            "total": agreed.get("total"),
        },
    )
    if project.proposal_id:
        ports.records.update("proposal", project.proposal_id, state="approved", reason="合同生效")
    return {
        "start_date": start or signed_on,
        "end_date": end,
        "signed_on": signed_on,
        "report_year": last_report_year(ports.records.find("report", project_id=project.project_id)),
        "field": asked.get("field") or "",
        "mode": asked.get("mode") or "",
        "staged_asked": bool(agreed.get("staged", asked.get("staged"))),
        "milestones": stages(agreed.get("milestones") or [], end),
    }


@operation(takes=Project)
def move_project(project: Project, ports: Ports) -> dict[str, Any]:
    """Close the contract with the old lead unit and open the project to the new one, in its region (article 16)."""
    contract = ports.records.get("contract", project.project_id)
    if contract and contract.state != "draft":
        _close_contract(contract, project, ports)
    known = ports.records.get("project", project.project_id)
    ports.records.update(
        "project",
        project.project_id,
        state="contracting",
        reason=f"更换牵头单位 {project.change_id or ''}".strip(),
        data={"region": project.region, "unit": project.lead_unit, "contract_no": None},
    )
    ports.notices.send(
        "lead_moved", {"title": project.title, "project_id": project.project_id}, unit=project.lead_unit
    )
    data = known.data if known else {}
    return {
        "moved": True,
        "notice_date": ports.today(),
        "support": data.get("support"),
        "total": data.get("total"),
    }


@operation(takes=Project)
def settle_termination(project: Project, ports: Ports) -> dict[str, Any]:
    """Settle a project that was terminated by decision, or whose new lead unit did not sign."""
    ports.records.update(
        "project",
        project.project_id,
        state="terminated",
        reason="终止实施",
        data={
            "termination_reason": project.termination_reason or "更换牵头单位后未按期签订合同",
            "terminated_on": ports.today(),
        },
    )
    ports.notices.send(
        "project_terminated", {"title": project.title, "project_id": project.project_id}, unit=project.lead_unit
    )
    return {"conclusion": "terminated"}


def last_report_year(reports: Sequence[Record]) -> Decimal | None:
    """The year after which reports go on: what is open is done first, what is closed is not asked for again."""
    years = {each.data["year"]: each.state in ("approved", "skipped") for each in reports}
    if not years:
        return None
    still_open = [year for year, closed in years.items() if not closed]
    return Decimal(min(still_open)) - 1 if still_open else Decimal(max(years))


def stages(milestones: Sequence[Mapping[str, Any]], end: Any) -> list[dict[str, Any]]:
    """The milestones in their order; one without a day is due at the end."""
    return [
        {"number": Decimal(number), "goal": each.get("goal"), "due": each.get("due") or end, "fund": each.get("fund")}
        for number, each in enumerate(milestones, start=1)
    ]


def _close_contract(contract: Record, project: Project, ports: Ports) -> None:
    """What was agreed with the old lead unit stays on record under its number; a new contract is begun."""
    closed = {"project_id": project.project_id, "closed_on": ports.today()}
    ports.records.create(
        "contract",
        f"{project.project_id}/{contract.data.get('number')}",
        title=contract.title,
        region=contract.region,
        unit=contract.unit,
        state="closed",
        data=dict(contract.data) | closed,
    )
    ports.records.update(
        "contract",
        project.project_id,
        state="draft",
        reason="更换牵头单位，原合同关闭",
        data={"region": project.region, "unit": project.lead_unit, "number": None, "signed_at": None},
    )
