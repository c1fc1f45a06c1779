"""The facts of a proposal that the table of formal items (D04) judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from processes.formal_review.data import Facts
from processes.kit import Ports, Record, Records
from processes.shared.cycles import Cycle, cycle


def facts_of(proposal: Record, ports: Ports) -> Facts:
    """Everything the table needs to know, read from the proposal and from what is on record about its units."""
    data, records, today = proposal.data, ports.records, ports.today()
    units = data.get("units") or []
    leader = data.get("leader") or {}
    return Facts(
        lead_region=_lead_region(units, proposal.region),
        regions_count=Decimal(len({unit.get("region") for unit in units} & ports.programme.counting)),
        solvers_left_out=Decimal(len(_solvers_left_out(data, units, records))),
        months=_months(data.get("start_date"), data.get("end_date")),
        ratio=_ratio(data.get("requested_fiscal"), data.get("total")),
        leader_projects=leader.get("running_projects"),
        agreements_missing=Decimal(
            sum(1 for unit in units if unit.get("role") != "lead" and not unit.get("agreement"))
        ),
        commitment_given=data.get("commitment") is True,
        credit_ban=_banned(units, leader, records, today),
        duplicate=_filed_before(proposal, records),
        enterprise_missing=_enterprise_missing(cycle(ports, data.get("cycle_id")), units),
    )


def _lead_region(units: Sequence[Mapping[str, Any]], registered: str | None) -> str | None:
    return next((unit.get("region") for unit in units if unit.get("role") == "lead"), registered)


def _solvers_left_out(data: Mapping[str, Any], units: Sequence[Mapping[str, Any]], records: Records) -> set[str]:
    if data.get("origin") != "reserve":
        return set()
    sub_topic = {unit.get("uscc") for unit in units if unit.get("role") == "sub_topic"}
    marked = {unit["uscc"] for unit in units if unit.get("solver") and unit.get("uscc")}
    return (marked | _confirmed(records, data.get("need_id") or "")) - sub_topic


def _confirmed(records: Records, need_id: str) -> set[str]:
    """The codes of the solvers with whom a letter of intent was signed for a task of the need (article 12)."""
    tasks = records.find("external_task", need_id=need_id, state="confirmed")
    solvers = (records.get("unit", task.data.get("solver_unit") or "") for task in tasks)
    return {solver.data["uscc"] for solver in solvers if solver and solver.data.get("uscc")}


def _months(start: date | None, end: date | None) -> Decimal | None:
    """Whole months from start to end, a begun month counts."""
    if start is None or end is None:
        return None
    return Decimal((end.year - start.year) * 12 + end.month - start.month + (1 if end.day > start.day else 0))


def _ratio(fiscal: Decimal | None, total: Decimal | None) -> Decimal | None:
    return fiscal / total if fiscal is not None and total else None


def _banned(units: Sequence[Mapping[str, Any]], leader: Mapping[str, Any], records: Records, today: date) -> bool:
    subjects = [unit["uscc"] for unit in units if unit.get("uscc")] + [
        leader[key] for key in ("id_number", "other_number") if leader.get(key)
    ]
    entries = (entry for subject in subjects for entry in records.find("credit", state="active", subject=subject))
    return any(
        entry.data.get("bans") and (entry.data.get("until") is None or entry.data["until"] >= today)
        for entry in entries
    )


def _filed_before(proposal: Record, records: Records) -> bool:
    need = proposal.data.get("need_id")
    if not need or proposal.data.get("origin") != "reserve":
        return False
    others = records.find("proposal", need_id=need, unit=proposal.unit)
    closed = {"draft", "not_submitted", "not_accepted", "not_approved", "lapsed"}
    return any(other.key != proposal.key and other.state not in closed for other in others)


def _enterprise_missing(call: Cycle | None, units: Sequence[Mapping[str, Any]]) -> bool:
    return bool(call and call.application_enterprise and not any(unit.get("application_side") for unit in units))
