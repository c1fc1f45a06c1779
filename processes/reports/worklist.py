"""履约清单: per project what the promotion group thinks and wants done (article 19), with hints from the records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from processes.programme import RECORD_TYPES
from processes.reports.shape import FIELD, READERS, RECORD, REGION, TITLE, YEAR, Column, Given, Report, Row, Words, about, shared_projects

RATINGS = {"good": ("良好", "Good"), "fair": ("一般", "Fair"), "poor": ("较差", "Poor")}
RISKS = {"low": ("低", "Low"), "middle": ("中", "Middle"), "high": ("高", "High")}
STATES = {"open": ("待办", "Open"), "done": ("已办结", "Done")}
_ENDED = RECORD_TYPES["project"].ended

FIELDS = (
    Column("rating", "履约评价", "Rating", "words", RATINGS),
    Column("risk", "风险", "Risk", "words", RISKS),
    Column("action", "措施", "Action"),
    Column("owner", "责任人", "Owner"),
    Column("due", "完成时限", "Due", "day"),
)


def rows(given: Given) -> list[Row]:
    """Projects that run, each with its entry and the hints."""
    records = given.reading.records
    kept = {each.key: each.data for each in records.find("performance")}
    reports = _by_project(records.find("report"))
    milestones = _by_project(records.find("milestone"))
    near = given.today + timedelta(days=int(given.reading.programme.parameters["worklist_days_ahead"].value))
    return [
        {**about(project), **{each.name: kept.get(project.key, {}).get(each.name) for each in FIELDS}}
        | {"hints": hints(project, reports.get(project.key, []), milestones.get(project.key, []), given.today, near)}
        for project in shared_projects(given)
        if project.state not in _ENDED
    ]


def hints(project: Any, reports: list[Any], milestones: list[Any], today: date, near: date) -> list[Words]:
    """What the records say that somebody should look at."""
    found = []
    late = [each for each in reports if each.state in ("late", "escalated")]
    if late:
        found.append((f"年报逾期 {len(late)} 份", f"Annual reports late: {len(late)}"))
    if project.state == "rectifying" or any(each.state == "rectifying" for each in milestones):
        found.append(("整改中", "Under rectification"))
    if project.data.get("payments_held_since"):
        found.append(("暂停拨付", "Payments on hold"))
    ends = project.data.get("end_date")
    if isinstance(ends, date) and ends <= near:
        past = ("已过执行期", "The period has ended")
        found.append(past if ends < today else (f"执行期将于 {ends} 届满", f"The period ends on {ends}"))
    return found


def _by_project(records: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in records:
        found.setdefault(str(each.data.get("project_id")), []).append(each)
    return found


REPORT = Report(
    "履约清单",
    "Worklist of performance",
    "R19.2 F21",
    READERS,
    (RECORD, TITLE, REGION, YEAR, FIELD, Column("hints", "提示", "Hints", "hints"), *FIELDS),
    rows,
    keeps="performance",
    fields=FIELDS,
    writers=frozenset({"promotion_group"}),
)
