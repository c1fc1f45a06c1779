"""Draws experts so that anybody can repeat it: the seed is recorded, the order follows from it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from processes.kit import Ports, Record
from processes.shared.conflicts import facts_about

OPEN_REVIEWS = ("assigned", "committed")


def pool_of(
    ports: Ports, subjects: Sequence[Record], *, field: str | None, until: date, already: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The experts of a field with what the table of conflicts looks at; until is the last day on which they are needed."""
    busy = Counter(each.data["expert"] for state in OPEN_REVIEWS for each in ports.records.find("score", state=state))
    credit = _barred(ports)
    declared = _declared(ports, subjects)
    evaluated_as = _evaluated_as(ports, subjects)
    today = ports.today()
    return [
        facts_about(
            expert,
            subjects,
            today=today,
            credit_active=expert.key in credit,
            declared=expert.key in declared,
            evaluated_as=evaluated_as,
        )
        | {
            "open_reviews": busy[expert.key],
            "available": not any(_overlaps(each, today, until) for each in expert.data.get("unavailable") or []),
            "name": expert.data.get("name") or expert.title,
            "unit": expert.data.get("uscc"),
            "unit_name": expert.data.get("unit_name"),
            "unit_kind": expert.data.get("unit_kind"),
        }
        for expert in ports.records.find("expert", state="active")
        if expert.key not in already and _suits(expert, field)
    ]


def choose(
    pool: Sequence[Mapping[str, Any]],
    judged: Sequence[Sequence[str]],
    *,
    seed: str,
    count: int,
    taken_units: Collection[str | None] = (),
) -> list[Mapping[str, Any]]:
    """Those on whom the lot falls: the kinds of unit take turns, and no unit sends two."""
    free = sorted(
        (facts for facts, reasons in zip(pool, judged, strict=True) if not reasons),
        key=lambda facts: _lot(seed, facts["expert"]),
    )
    units: set[str | None] = set(taken_units)
    places: Counter[str | None] = Counter()
    turns = []
    for place, facts in enumerate(free):
        unit, kind = facts.get("unit"), facts.get("unit_kind")
        if unit is not None and unit in units:
            continue
        units.add(unit)
        turns.append((places[kind], place, facts))
        places[kind] += 1
    return [facts for _, _, facts in sorted(turns, key=lambda turn: turn[:2])][:count]


def _evaluated_as(ports: Ports, subjects: Sequence[Record]) -> dict[str, str]:
    needs = (ports.records.get("need", each.data["need_id"]) for each in subjects if each.data.get("need_id"))
    return {need.key: need.data["brief_id"] for need in needs if need and need.data.get("brief_id")}


def _suits(expert: Record, field: str | None) -> bool:
    return not expert.data.get("fields") or field in expert.data["fields"]


def _lot(seed: str, key: str) -> bytes:
    return sha256(f"{seed}:{key}".encode()).digest()


def _overlaps(period: Mapping[str, Any], first: date, last: date) -> bool:
    return bool(period["from"] <= last and period["until"] >= first)


def _barred(ports: Ports) -> set[str]:
    """Who has a credit entry that counts today."""
    today = ports.today()
    entries = ports.records.find("credit", state="active")
    return {each.data["subject"] for each in entries if (until := each.data.get("until")) is None or until >= today}


def _declared(ports: Ports, subjects: Sequence[Record]) -> set[str]:
    """Who has said of one of them, in whatever session, that he has a conflict of interest."""
    scores = (each for subject in subjects for each in ports.records.find("score", proposal_id=subject.key))
    return {each.data["expert"] for each in scores if each.data.get("conflict") not in (None, "", "none")}
