"""Needs and their external tasks: each task is a record of its own, so that one may change without touching the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from processes.kit import Ports, Record

TASK_FIELDS = (
    "no", "title", "problem", "indicators", "max_time_months", "planned_fund", "ip_terms", "solver_conditions",
)
SETTLED = {"intended", "confirmed"}
STATUS_WORDS = {
    "unsolved": ("暂不入库", "No solution yet"),
    "partial": ("部分揭榜成功", "Partly solved"),
    "full": ("揭榜成功", "Solved"),
}


def keep_tasks(ports: Ports, need: Record) -> None:
    """Make the task records equal to what the need's form says; tasks that are settled with a solver stay."""
    rows = {str(row["no"]): row for row in need.data.get("external_tasks") or [] if row.get("no")}
    for number, row in rows.items():
        put_task(ports, need, number, row)
    for task in tasks_of(ports, need.key):
        if task.data["no"] not in rows and task.state not in SETTLED:
            ports.records.update("external_task", task.key, state="dropped", reason="需求方删除")


def put_task(ports: Ports, need: Record, number: str, row: Mapping[str, Any], state: str = "open", reason: str = "") -> None:
    """A new version of one task, or a new task."""
    key = f"{need.key}/{number}"
    data = {name: row.get(name) for name in TASK_FIELDS if row.get(name) is not None} | {"need_id": need.key, "no": number}
    title = str(row.get("title") or number)
    known = ports.records.get("external_task", key)
    ports.records.create(
        "external_task", key, title=title, region=need.region, unit=need.unit, state=state, data=data,
    )
    if known is not None:
        kept = known.state if known.state in SETTLED else state
        ports.records.update("external_task", key, state=kept, title=title, data=data, reason=reason or "修改任务")


def tasks_of(ports: Ports, need_id: str) -> Sequence[Record]:
    """The external tasks of a need that have not been dropped, by number."""
    found = [task for task in ports.records.find("external_task", need_id=need_id) if task.state != "dropped"]
    return sorted(found, key=lambda task: int(task.data["no"]))


def settle_task(ports: Ports, need_id: str, number: str, state: str, solution: Record | None) -> None:
    """Bind a task to a solution, or free it again."""
    bound = {"solution_id": solution.key if solution else None, "solver_unit": solution.unit if solution else None}
    ports.records.update("external_task", f"{need_id}/{number}", state=state, data=bound, reason="揭榜进展")


def with_its_unit(ports: Ports, need: Record) -> Record:
    """The need as a draw reads it: whoever belongs to the demand side has a conflict of interest."""
    unit = ports.records.get("unit", need.unit or "")
    uscc = unit.data.get("uscc") if unit else None
    return replace(need, data=dict(need.data) | {"units": [{"uscc": uscc}] if uscc else []})


def wording_of(need: Record, tasks: Sequence[Record]) -> dict[str, Any]:
    """The public wording as the need's own text gives it, before anybody masks it (article 10)."""
    data = need.data
    goals = [text for text in (data.get("breakthrough"), data.get("product"), data.get("scenario")) if text]
    return {
        "public_title": data.get("public_title") or need.title,
        "public_goals": data.get("public_goals") or "\n".join(goals),
        "public_tasks": [
            {"no": task.data["no"], "title": task.title, "content": task.data.get("problem") or ""} for task in tasks
        ],
    }


def publication_of(ports: Ports, need_id: str) -> Record | None:
    """What has been published of a need."""
    return next(iter(ports.records.find("publication", need_id=need_id)), None)


def withdraw_publication(ports: Ports, need_id: str, reason: str) -> None:
    """Take back what has been published of a need, if anything has."""
    known = publication_of(ports, need_id)
    if known is not None:
        ports.records.update("publication", known.key, state="withdrawn", reason=reason)


def publish(ports: Ports, need: Record) -> str:
    """Publish the five fields of article 10 under a number of their own, which says no region; that number."""
    data = {
        "title": need.data["public_title"],
        "goals": need.data["public_goals"],
        "tasks": need.data["public_tasks"],
        "total_input": need.data.get("total_input"),
        "external_fund": need.data.get("external_fund") or Decimal(0),
        "field": need.data.get("field"),
        "published_on": need.data.get("published_on") or ports.today(),
        "need_id": need.key,
    }
    known = publication_of(ports, need.key)
    if known is not None:
        ports.records.update("publication", known.key, state="published", title=str(data["title"]), data=data, reason="更新发布")
        return known.key
    series = f"FB-{ports.today().year}"
    number = f"{series}-{ports.numbers.next(series):04d}"
    ports.records.create("publication", number, title=str(data["title"]), state="published", data=data)
    ports.records.update("need", need.key, data={"publication_id": number}, reason="发布编号")
    return number


def status_words(status: str) -> dict[str, str]:
    """What people read for a status of the reserve pool."""
    zh, en = STATUS_WORDS[status]
    return {"status_zh": zh, "status_en": en}
