"""What the demo shows of itself: its accounts, its mails, and what happened while time was moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import access
from app.access import Actor
from app.errors import NotFound
from app.queries import history
from app.queries.operations import named
from app.runtime import Runtime
from app.store import operations, people
from app.store.database import Session

MAILS = 50
LINES = 300
TOLD = {
    "timer_fired", "reminded", "task_opened", "cancelled", "started", "message_received", "incident", "instance_completed",
    "instance_cancelled", "completed",
}
ENDS = {"endEvent"}


def accounts(runtime: Runtime, session: Session, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The demo's accounts by their first role, in the order of the programme's roles, for the page where one signs in."""
    units = {unit["id"]: unit for unit in people.units(session)}
    found: dict[str, list[dict[str, Any]]] = {role: [] for role in runtime.programme.roles}
    for person in people.listing(session):
        if not person["demo"] or not person["memberships"]:
            continue
        first, unit = person["memberships"][0], units.get(person["unit"])
        found[first["role"]].append({
            "id": person["id"], "name": people.called(person, language), "unit": people.called(unit, language) if unit else "",
            "uscc": (unit["uscc"] if unit else None) or "",
            "regions": [member["region"] for member in person["memberships"] if member["region"]],
        })
    return [(role, group) for role, group in sorted(found.items(), key=lambda each: each[0] in access.PLATFORM_ROLES) if group]


# -- mails -------------------------------------------------------------------------------------------------------------


def may_read_mails(runtime: Runtime, who: Actor | None) -> bool:
    """Everybody in the demo; operators where there is no mail server."""
    return who is not None and (runtime.demo or (runtime.mailer is None and who.has(access.OPERATOR)))


def mails(
    runtime: Runtime, session: Session, who: Actor, *, search: str = "", page: int = 1,
) -> tuple[list[Mapping[str, Any]], bool]:
    """A page of the outbox and whether there is more; raises NotFound for those it is not for.

    Whoever reads everything, and operators, read all mails; others those that were sent to them, because a mail says what its
    reader may know.
    """
    if not may_read_mails(runtime, who):
        raise NotFound()
    everything = who.scope.everything or who.has(access.OPERATOR)
    found = people.mails(session, MAILS + 1, (page - 1) * MAILS, search.strip(), None if everything else who.id)
    return found[:MAILS], len(found) > MAILS


# -- time --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Happened:
    """What happened in a span of facts: how much in all, and what the person may see of it."""

    counts: Mapping[str, int]
    lines: list[dict[str, Any]]
    cut: bool


def happened(runtime: Runtime, session: Session, who: Actor, after: int, until: int) -> Happened:
    """Facts of a span about instances in somebody's scope; of completed elements only the ends."""
    rows = operations.facts_between(session, after, until, who.scope, TOLD, LINES * 4)
    lines = [line for line in named(runtime, rows, who.language) if line["kind"] != "completed" or _is_end(runtime, line)]
    told = _together(lines)
    return Happened(operations.counts_between(session, after, until), told[:LINES], len(told) > LINES)


def _together(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same at the same moment in one instance, such as fifteen reminders, is one line with a number."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        key = (line["at"], line["kind"], line["element"], line["instance_id"])
        found.setdefault(key, {**line, "times": 0})["times"] += 1
    return list(found.values())


def _is_end(runtime: Runtime, line: Mapping[str, Any]) -> bool:
    known = history.elements(runtime.catalogue.at(line["deployment_id"]))
    return known.get(line["element"], ("", "", ""))[1] in ENDS
