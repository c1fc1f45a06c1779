"""Figures of a simulated programme: the funnel, what people had to wait for, who had how much to do in which month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from processes.simulated.evidence import SHANGHAI, Evidence

Row = Mapping[str, Any]
_FUNNEL = (  # zh, en, type, states that count as having got that far
    ("提出需求", "Needs raised", "need", ()),
    ("需求发布", "Needs published", "need", ("published",)),
    ("纳入储备库", "In the reserve pool", "need", ("partial", "full")),
    ("申报项目", "Proposals filed", "proposal", ("submitted",)),
    ("通过形式审查", "Passed the formal check", "proposal", ("accepted_for_review",)),
    ("完成评审", "Reviewed", "proposal", ("ranked", "proposed", "reserve_list", "not_approved", "approved")),
    ("同意立项", "Awarded", "proposal", ("approved",)),
    ("签订合同", "Contracted", "contract", ("filed",)),
    ("通过验收", "Accepted", "project", ("accepted", "accepted_after_rectification")),
)


def of(read: Mapping[str, Any], begins: datetime, until: datetime, english: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """All figures of what was read; `english` has the names of tasks by process and element."""
    evidence = Evidence(read)
    return {
        "funnel": [{"zh": zh, "en": en, "count": _reached(evidence, type, states)} for zh, en, type, states in _FUNNEL],
        "outcomes": _outcomes(read["records"]), "waiting": _waiting(read["user_tasks"], english),
        "months": _months(begins, until), "load": _load(read["user_tasks"], begins, until),
        "instances": dict(Counter(f"{row['process_id']} {row['status']}" for row in read["instances"])), "facts": dict(read["facts"]),
        "documents": len(read["documents"]),
    }


def _reached(evidence: Evidence, type: str, states: Sequence[str]) -> int:
    if not states:
        return sum(row["state"] != "draft" or row["version"] > 1 for row in evidence.of(type))
    return len({version["key"] for version in evidence.became(type, *states)})


def _outcomes(records: Sequence[Row]) -> dict[str, dict[str, int]]:
    """How many records of each type stand in which state at the end."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in records:
        found[row["type"]][row["state"]] += 1
    return {type: dict(sorted(states.items())) for type, states in sorted(found.items())}


def _waiting(tasks: Sequence[Row], english: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Per user task, the most frequent first: days from opening to completion, and the share of those that were late."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tasks:
        found[row["element"], row["name"]].append(row)
    return [
        _waited(element, name, rows) | {"en": english.get(rows[0]["process_id"], {}).get(element, element)}
        for (element, name), rows in sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    ]


def _waited(element: str, name: str, rows: Sequence[Row]) -> dict[str, Any]:
    done = [row for row in rows if row["state"] == "completed"]
    days = sorted((row["ended_at"] - row["opened_at"]).total_seconds() / 86_400 for row in done)
    with_due = [row for row in done if row["due"]]
    late = sum(row["ended_at"] > row["due"] for row in with_due)
    return {
        "element": element, "name": name, "opened": len(rows), "done": len(done), "open": sum(row["state"] == "open" for row in rows),
        "median": _part(days, 0.5), "p90": _part(days, 0.9), "p99": _part(days, 0.99),
        "late": round(late / len(with_due), 4) if with_due else None,
    }


def _part(ordered: Sequence[float], share: float) -> float | None:
    """The value that this share of all does not exceed."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else None


def _months(begins: datetime, until: datetime) -> list[str]:
    first, last = (moment.astimezone(SHANGHAI) for moment in (begins, until))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + each) // 12}-{(first.month - 1 + each) % 12 + 1:02d}" for each in range(count)]


def _load(tasks: Sequence[Row], begins: datetime, until: datetime) -> dict[str, list[int]]:
    """How many tasks were opened for a role in each month."""
    place = {month: number for number, month in enumerate(_months(begins, until))}
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(place))
    for row in tasks:
        role = row["candidates"][0].partition("@")[0] if row["candidates"] else "—"
        found[role][place[row["opened_at"].astimezone(SHANGHAI).strftime("%Y-%m")]] += 1
    return dict(sorted(found.items()))
