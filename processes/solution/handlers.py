"""Operations of a solution: open, register, open the demand side to it, close."""

from __future__ import annotations

from typing import Any

from processes.kit import JobFailed, Ports, operation
from processes.solution.data import Offer, Solution


@operation(takes=Offer)
def open_solution(offer: Offer, ports: Ports) -> dict[str, Any]:
    """Open the record of a solution to a published need; what the solver sees of the need is what was published."""
    publication = ports.records.get("publication", offer.publication_id)
    if publication is None or publication.state != "published":
        raise JobFailed(f"{offer.publication_id} is not published")
    series = f"JF-{ports.today().year}"
    solution_id = f"{series}-{ports.numbers.next(series):04d}"
    ports.records.create(
        "solution",
        solution_id,
        title=offer.title,
        unit=offer.solver_unit,
        state="draft",
        data={
            "title": offer.title,
            "publication_id": publication.key,
            "need_id": publication.data["need_id"],
            "begun_on": ports.today(),
        },
    )
    return {
        "solution_id": solution_id,
        "need_id": publication.data["need_id"],
        "public_tasks": [{"no": task["no"], "title": task["title"]} for task in publication.data["tasks"]],
    }


@operation(takes=Solution)
def receive_solution(solution: Solution, ports: Ports) -> None:
    """Register the solution; it reaches the demand side with the next feedback."""
    ports.records.update("solution", solution.solution_id, state="received", data={"received_at": ports.now()}, reason="提交方案")
    ports.documents.issue(
        "solution_form", record=("solution", solution.solution_id), values={"title": solution.title}, to_unit=solution.solver_unit, signed_in=("submit_solution",)
    )
    ports.notices.send(
        "solution_received", {"title": solution.title, "solution_id": solution.solution_id}, unit=solution.solver_unit
    )


@operation(takes=Solution)
def note_consent(solution: Solution, ports: Ports) -> None:
    """Note the signed agreement; only with it, and with the demand side's consent, does this solver learn who asks."""
    opened = solution.disclose and solution.nda
    ports.records.update(
        "solution",
        solution.solution_id,
        state="roadshow",
        data={"nda_at": ports.now() if solution.nda else None} | ({"demand_side": _demand_side(solution, ports)} if opened else {}),
        reason="参加对接",
    )
    if opened:
        named = {"title": solution.title, "demand_side": _demand_side(solution, ports)}
        ports.notices.send("identity_opened", named, unit=solution.solver_unit)


@operation(takes=Solution)
def note_withdrawn(solution: Solution, ports: Ports) -> None:
    """Note that the solver takes the solution back."""
    ports.records.update("solution", solution.solution_id, state="withdrawn", reason=solution.attend_note or "解决方撤回")


@operation(takes=Solution)
def note_declined(solution: Solution, ports: Ports) -> None:
    """Note that the demand side did not choose it, with the reason it gave (article 11)."""
    ports.records.update("solution", solution.solution_id, state="declined", data={"declined_for": solution.reason}, reason="未选用")
    ports.notices.send("solution_declined", {"title": solution.title, "reason": solution.reason}, unit=solution.solver_unit)


@operation(takes=Solution)
def note_expired(solution: Solution, ports: Ports) -> None:
    """Note that the need has been withdrawn."""
    ports.records.update("solution", solution.solution_id, state="expired", reason="需求撤回")
    ports.notices.send("solution_expired", {"title": solution.title}, unit=solution.solver_unit)


def _demand_side(solution: Solution, ports: Ports) -> str:
    need = ports.record("need", solution.need_id)
    unit = ports.records.get("unit", need.unit or "")
    return unit.title if unit else str(need.unit)
