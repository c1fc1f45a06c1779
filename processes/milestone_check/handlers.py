"""Operations of a milestone check: register, record the verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import JobFailed, Ports, closing, operation
from processes.milestone_check.data import Stage


@operation(takes=Stage)
def open_milestone(stage: Stage, ports: Ports) -> dict[str, Any]:
    """Register the milestone; one that was reached before stays so (article 4)."""
    if stage.stage_due is None:
        raise JobFailed(f"stage {stage.key} has no day")
    known = ports.records.create(
        "milestone",
        stage.key,
        title=stage.title,
        region=stage.region,
        unit=stage.lead_unit,
        state="scheduled",
        data={
            "project_id": stage.project_id,
            "number": stage.stage_no,
            "goal": stage.stage_goal,
            "due": stage.stage_due,
            "fund": stage.stage_fund,
        },
    )
    days = int(ports.parameters["stage_window"].value)
    return {
        "milestone_id": stage.key,
        "milestone_state": known.state,
        "submit_by": ports.calendar.deadline(max(stage.stage_due, ports.today()), days),
        "stage_rectifications": Decimal(0),
    }


@operation(takes=Stage)
def note_reached(stage: Stage, ports: Ports) -> dict[str, Any]:
    """Note that the stage is reached: its money may be asked for."""
    _judge(stage, ports, "reached")
    ports.documents.issue(
        "milestone_opinion", record=("milestone", stage.key), values={"title": stage.title}, to_unit=stage.lead_unit, signed_in=("assess_stage", "decide_stage")
    )
    ports.notices.send("milestone_reached", _named(stage), unit=stage.lead_unit)
    ports.notices.send("milestone_reached", _named(stage), region=stage.region, role="finance_officer")
    return {"milestone_state": "reached"}


@operation(takes=Stage)
def allow_rectification(stage: Stage, ports: Ports) -> dict[str, Any]:
    """Give the lead unit three months to rectify a stage that was partly reached."""
    months = int(ports.parameters["stage_rectification"].value)
    last = ports.calendar.next_working_day(ports.calendar.add_months(ports.today(), months))
    due = closing(last)
    _judge(stage, ports, "rectifying")
    ports.notices.send("milestone_partial", _named(stage) | {"due": due}, unit=stage.lead_unit)
    return {"submit_by": due, "stage_rectifications": stage.stage_rectifications + 1}


@operation(takes=Stage)
def drop_solver(stage: Stage, ports: Ports) -> dict[str, Any]:
    """Drop the solver who did not reach the stage; the others go on (article 5)."""
    _judge(stage, ports, "failed")
    project = ports.records.get("project", stage.project_id)
    units = [
        dict(each) | ({"dropped_on": ports.today()} if each.get("name") == stage.stage_solver else {})
        for each in (project.data.get("units") if project else None) or []
    ]
    ports.records.update("project", stage.project_id, data={"units": units}, reason=f"赛马淘汰 {stage.stage_solver}")
    ports.notices.send("solver_dropped", _named(stage) | {"solver": stage.stage_solver}, unit=stage.lead_unit)
    return {"milestone_state": "failed"}


@operation(takes=Stage)
def fail_milestone(stage: Stage, ports: Ports) -> dict[str, Any]:
    """Note that the stage was not reached: the project is stopped."""
    _judge(stage, ports, "failed")
    return {"milestone_state": "failed"}


def _judge(stage: Stage, ports: Ports, state: str) -> None:
    ports.records.update(
        "milestone",
        stage.key,
        state=state,
        reason="阶段结论",
        data={
            "assessments": [dict(each) for each in stage.assessments],
            "decided_on": ports.today(),
            "note": stage.stage_note,
            "released": stage.money_release,
        },
    )


def _named(stage: Stage) -> dict[str, Any]:
    return {"title": stage.title, "stage": str(stage.stage_no)}
