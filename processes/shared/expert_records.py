"""Records of experts: read for the form, saved from it, suspended and resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from processes.kit import Ports, Record, operation

STATES = {"suspend": "suspended", "resume": "active"}
KEPT = (
    "name",
    "fields",
    "directions",
    "unit_name",
    "uscc",
    "unit_kind",
    "jobs",
    "co_projects",
    "co_papers",
    "own_proposals",
    "unavailable",
)
LISTS = {  # field of the form: its column, and the list of the record
    "controlled": ("uscc", "controlled_units"),
    "equity": ("uscc", "equity_units"),
    "mentors": ("name", "advisors"),
    "kin": ("name", "relatives"),
    "evaluated": ("direction", "prepared"),
}


@dataclass(frozen=True)
class Asked:
    """What is asked for with whose record."""

    action: str
    expert_id: str
    state_reason: str = ""


@dataclass(frozen=True)
class Entry:
    """What was filled in for an expert."""

    expert_id: str
    entered: Mapping[str, Any] = field(default_factory=dict)


@operation(takes=Asked)
def open_record(asked: Asked, ports: Ports) -> dict[str, Any]:
    """Read the record that is asked for, as the form shows it."""
    known = ports.records.get("expert", asked.expert_id)
    data: Mapping[str, Any] = known.data if known else {}
    return {
        "expert_title": f"{asked.expert_id} {known.title}" if known else asked.expert_id,
        "refusal": refusal_of(asked.action, known),
        "name": data.get("name"),
        "fields": data.get("fields"),
        "directions": data.get("directions"),
        "unit_name": data.get("unit_name"),
        "uscc": data.get("uscc"),
        "unit_kind": data.get("unit_kind"),
        "region": data.get("home_region") or (known.region if known else None),
        "jobs": data.get("jobs"),
        "controlled": _rows(data, "controlled"),
        "equity": _rows(data, "equity"),
        "co_projects": data.get("co_projects"),
        "co_papers": data.get("co_papers"),
        "mentors": _rows(data, "mentors"),
        "kin": _rows(data, "kin"),
        "evaluated": _rows(data, "evaluated"),
        "own_proposals": data.get("own_proposals"),
        "unavailable": data.get("unavailable"),
    }


@operation(takes=Entry)
def save_record(entry: Entry, ports: Ports) -> None:
    """Save what was filled in; reviews that are under way are not touched."""
    told = entry.entered
    data = {name: told.get(name) for name in KEPT} | {"home_region": told.get("region")}
    for name, (column, kept) in LISTS.items():
        data[kept] = [row[column] for row in told.get(name) or []]
    ports.records.create(
        "expert", entry.expert_id, title=told["name"], region=told.get("region"), state="active", data=data
    )
    ports.records.update("expert", entry.expert_id, title=told["name"], data=data, reason="更新专家信息")


@operation(takes=Asked)
def change_state(asked: Asked, ports: Ports) -> None:
    """Suspend an expert, who is drawn no more, or let him come back."""
    ports.records.update("expert", asked.expert_id, state=STATES[asked.action], reason=asked.state_reason)


def refusal_of(action: str, known: Record | None) -> str | None:
    """Why it cannot be done: registered twice, or not registered at all."""
    if action == "create" and known is not None:
        return "known"
    if action in ("edit", "suspend", "resume") and known is None:
        return "unknown"
    return None


def _rows(data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    column, kept = LISTS[name]
    return [{column: value} for value in data.get(kept) or []]
