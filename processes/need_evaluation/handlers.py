"""Operations of an evaluation: draw experts, count what they say, settle the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from processes.kit import Ports, Record, operation
from processes.need_evaluation.data import Batch, Judged
from processes.shared.draw import draw
from processes.shared.needs import tasks_of, wording_of

CRITERIA = ("strategy", "effectiveness", "clarity", "urgency_score", "necessity_score")
HUNDREDTH = Decimal("0.01")


@operation(takes=Batch)
def draw_evaluators(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Draw industry experts for every need, conflicts of interest left out; the seed is recorded (article 9)."""
    turn, count = batch.draws + 1, int(ports.parameters["need_experts"].value)
    assignments = []
    for need_id in batch.need_ids:
        need = ports.record("need", need_id)
        made = draw(ports, _as_proposal(ports, need), seed=f"{batch.batch_id}/{need_id}/{turn}", count=count)
        ports.records.update("need", need_id, state="evaluating", data={"evaluation_draw": made.as_data()}, reason="抽取评估专家")
        number = _brief(ports, need)
        assignments += [{"need_id": need_id, "brief_id": number, "title": need.title, "expert": expert} for expert in made.drawn]
    return {"assignments": assignments, "draws": turn}


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


def _as_proposal(ports: Ports, need: Record) -> Record:
    """The need as the draw reads it: whoever belongs to the demand side has a conflict of interest."""
    unit = ports.records.get("unit", need.unit or "")
    uscc = unit.data.get("uscc") if unit else None
    return replace(need, data=dict(need.data) | {"units": [{"uscc": uscc}] if uscc else []})


def _brief(ports: Ports, need: Record) -> str:
    """What evaluators read: the need without the demand side, under a number that says no region; that number."""
    told = ("field", "strategic_basis", "urgency", "necessity", "cross_region_reason", "total_input", "external_fund")
    wording = wording_of(need, tasks_of(ports, need.key))
    data = {name: need.data.get(name) for name in told} | {
        "title": need.title, "goals": wording["public_goals"], "tasks": wording["public_tasks"],
    }
    known = need.data.get("brief_id")
    if known:
        ports.records.update("brief", known, title=need.title, data=data, reason="更新评估材料")
        return str(known)
    series = f"PG-{ports.today().year}"
    number = f"{series}-{ports.numbers.next(series):04d}"
    ports.records.create("brief", number, title=need.title, state="open", data=data)
    ports.records.update("need", need.key, data={"brief_id": number}, reason="评估编号")
    return number
