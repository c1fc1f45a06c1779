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
    """The demo's accounts by role, the programme's first, roles of few before roles of many, for the page where one signs in."""
    units = {unit["id"]: people.called(unit, language) for unit in people.units(session)}
    found: dict[str, list[dict[str, Any]]] = {}
    for person in people.listing(session):
        for member in person["memberships"] if person["demo"] else ():
            found.setdefault(member["role"], []).append({
                "id": person["id"], "name": people.called(person, language), "unit": units.get(person["unit"], ""),
                "region": member["region"],
            })
    return sorted(found.items(), key=lambda role: (role[0] in access.PLATFORM_ROLES, len(role[1]), role[0]))


# -- mails -------------------------------------------------------------------------------------------------------------


def may_read_mails(runtime: Runtime, who: Actor | None) -> bool:
    """Everybody in the demo; operators where there is no mail server."""
    return who is not None and (runtime.demo or (runtime.mailer is None and who.has(access.OPERATOR)))


def mails(
    runtime: Runtime, session: Session, who: Actor, *, search: str = "", page: int = 1,
) -> tuple[list[Mapping[str, Any]], bool]:
    """A page of the outbox and whether there is more; raises NotFound for those it is not for."""
    if not may_read_mails(runtime, who):
        raise NotFound()
    found = people.mails(session, MAILS + 1, (page - 1) * MAILS, search.strip())
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
