"""Operations of an evaluation: group the needs, assign the experts, count what they say, settle the list."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.need_evaluation.data import Batch, Judged
from processes.shared.needs import tasks_of, wording_of
from processes.words import FIELDS

CRITERIA = ("strategy", "effectiveness", "clarity", "urgency_score", "necessity_score")
HUNDREDTH = Decimal("0.01")


@operation(takes=Batch)
def group_needs(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Group the needs by their field, one panel for each; what the experts will read is prepared."""
    by_field: dict[str, list[str]] = {}
    for need_id in batch.need_ids:
        need = ports.record("need", need_id)
        _brief(ports, need)
        by_field.setdefault(str(need.data.get("field") or "other"), []).append(need_id)
    groups = [
        {"field": field, "draw_id": f"{batch.batch_id}/{field}", "title": f"{batch.title} {FIELDS[field][0]}", "needs": needs}
        for field, needs in by_field.items()
    ]
    return {"groups": groups, "panels": []}


@operation(takes=Batch)
def assign_evaluators(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Give every need of a group to the experts of its panel; the time to evaluate begins (article 9)."""
    assignments = []
    for panel in batch.panels:
        for need_id in panel["needs"]:
            need = ports.record("need", need_id)
            ports.records.update("need", need_id, state="evaluating", data={"evaluators": panel["draw_id"]}, reason="抽取评估专家")
            number = need.data["brief_id"]
            assignments += [{"need_id": need_id, "brief_id": number, "title": need.title, "expert": expert} for expert in panel["experts"]]
    days = int(ports.parameters["evaluation_window"].value)
    return {"assignments": assignments, "evaluation_due": ports.calendar.deadline(ports.today(), days)}


@operation(takes=Batch)
def count_evaluations(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Count what the experts gave: the mean of a hundred, and the weakest criterion's mean; neither is rounded up."""
    return {"counted": [_counted(ports, batch.batch_id, ports.record("need", need_id)) for need_id in batch.need_ids]}


@operation(takes=Judged)
def settle_list(judged: Judged, ports: Ports) -> dict[str, Any]:
    """Settle which needs are proposed for the list (重点揭榜任务清单建议), and tell the others."""
    evaluated, listed_needs = [], []
    for entry in judged.judged:
        listed = entry["need_id"] in judged.chosen
        need = ports.records.update(
            "need",
            entry["need_id"],
            state="listed_proposal" if listed else "not_listed",
            data={"evaluation": dict(entry), "evaluation_batch": judged.batch_id},
            reason=judged.list_note or "形成清单建议",
        )
        evaluated.append({"need_id": need.key, "listed": listed, "mean": entry["mean"], "least": entry["least"], "reason": judged.list_note})
        if listed:
            listed_needs.append({"need_id": need.key, "title": need.title, "region": need.region, "demand_unit": need.unit})
        else:
            ports.notices.send("need_not_listed", {"title": need.title, "note": judged.list_note}, unit=need.unit)
    proposed = [{"title": each["title"], "mean": next(e["mean"] for e in evaluated if e["need_id"] == each["need_id"])} for each in listed_needs]
    ports.documents.issue(
        "list_proposal", record=("cycle", judged.batch_id), values={"listed": proposed, "note": judged.list_note}, signed_in=("compile_list",)
    )
    return {"evaluated": evaluated, "listed_needs": listed_needs}


def _counted(ports: Ports, batch_id: str, need: Record) -> dict[str, Any]:
    given = [each.data for each in _opinions(ports, batch_id, need)]
    means = [_mean([Decimal(each[criterion]) for each in given]) for criterion in CRITERIA] if given else [Decimal(0)]
    return {
        "need_id": need.key,
        "title": need.title,
        "valid": Decimal(len(given)),
        "mean": _mean([sum((Decimal(each[name]) for name in CRITERIA), Decimal(0)) for each in given]),
        "least": min(means),
    }


def _opinions(ports: Ports, batch_id: str, need: Record) -> list[Record]:
    """The evaluations that count; some may have been asked for before needs had a number for experts."""
    named = {"brief_id": need.data.get("brief_id"), "need_id": need.key}
    return [
        each
        for name, key in named.items() if key
        for each in ports.records.find("evaluation", batch_id=batch_id, state="valid", **{name: key})
    ]


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(HUNDREDTH, ROUND_DOWN) if values else Decimal(0)


def _brief(ports: Ports, need: Record) -> None:
    """What evaluators read: the need without the demand side, under a number that says no region and that the need keeps."""
    told = ("field", "strategic_basis", "urgency", "necessity", "cross_region_reason", "total_input", "external_fund")
    wording = wording_of(need, tasks_of(ports, need.key))
    data = {name: need.data.get(name) for name in told} | {
        "title": need.title, "goals": wording["public_goals"], "tasks": wording["public_tasks"],
    }
    known = need.data.get("brief_id")
    if known:
        ports.records.update("brief", known, title=need.title, data=data, reason="更新评估材料")
        return
    series = f"PG-{ports.today().year}"
    number = f"{series}-{ports.numbers.next(series):04d}"
    ports.records.create("brief", number, title=need.title, state="open", data=data)
    ports.records.update("need", need.key, data={"brief_id": number}, reason="评估编号")
