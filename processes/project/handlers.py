"""Operations of a project: begin, change dates, end one way or another."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.project.data import Project
from processes.shared.credit import enter_credit


@operation(takes=Project)
def forfeit_project(project: Project, ports: Ports) -> None:
    """Note that the lead unit forfeited the award; its slot goes to the reserve list."""
    ports.records.update("project", project.project_id, state="forfeited", reason="未按期签订合同")
    if project.proposal_id:
        ports.records.update("proposal", project.proposal_id, state="forfeited", reason="未按期签订合同")
    _credit(project, ports, "forfeited_contract")
    ports.notices.send(
        "project_forfeited", {"title": project.title, "project_id": project.project_id}, unit=project.lead_unit
    )


@operation(takes=Project)
def activate_project(project: Project, ports: Ports) -> dict[str, Any]:
    """Let the project run; the contract's dates count from here on (article 18)."""
    contract = ports.records.get("contract", project.project_id)
    agreed = contract.data if contract else {}
    start, end = agreed.get("start_date") or project.start_date, agreed.get("end_date") or project.end_date
    signed_on = ports.today()
    ports.records.update(
        "project",
        project.project_id,
        state="active",
        reason="合同生效",
        data={"contract_no": project.contract_no, "signed_on": signed_on, "start_date": start, "end_date": end},
    )
    if project.proposal_id:
        ports.records.update("proposal", project.proposal_id, state="approved", reason="合同生效")
    return {"start_date": start or signed_on, "end_date": end, "signed_on": signed_on}


@operation(takes=Project)
def note_new_dates(project: Project, ports: Ports) -> None:
    """Note the changed end date on the project; only one that ends later is extended."""
    change = ports.records.get("change", project.change_id or "")
    ports.records.update(
        "project",
        project.project_id,
        state="active" if change and change.data.get("kind") == "shortening" else "extended",
        reason=f"变更 {project.change_id or ''}".strip(),
        data={"end_date": project.end_date},
    )


@operation(takes=Project)
def settle_termination(project: Project, ports: Ports) -> None:
    """Settle a project that was terminated by decision."""
    ports.records.update(
        "project",
        project.project_id,
        state="terminated",
        reason="终止实施",
        data={"termination_reason": project.termination_reason, "terminated_on": ports.today()},
    )
    ports.notices.send(
        "project_terminated", {"title": project.title, "project_id": project.project_id}, unit=project.lead_unit
    )


@operation(takes=Project)
def close_project(project: Project, ports: Ports) -> None:
    """Close the project with the conclusion of its acceptance; a failure enters the credit record (article 20)."""
    ports.records.update(
        "project", project.project_id, state=project.conclusion, reason="验收结论", data={"concluded_on": ports.today()}
    )
    if project.conclusion == "failed":
        _credit(project, ports, "failed_acceptance")


def _credit(project: Project, ports: Ports, event: str) -> None:
    enter_credit(
        ports,
        event=event,
        project_id=project.project_id,
        unit=project.lead_unit,
        region=project.region,
        title=project.title,
    )
