"""Reports that the programme defines: their rows within somebody's scope, filtered, and the figures over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from app.access import Actor
from app.clock import SHANGHAI
from app.errors import NotFound
from app.runtime import Runtime
from app.store import user_tasks
from app.store.database import Session

FILTERS = ("year", "region", "field")
RATE = Decimal("0.0001")


@dataclass(frozen=True)
class Inputs:
    """What a report is made from."""

    reading: Any
    tasks: Any
    today: Any


@dataclass(frozen=True)
class Made:
    """A report with the rows that somebody may see."""

    report: Any
    rows: list[Mapping[str, Any]]
    choices: Mapping[str, list[str]]           # what its rows can be filtered by

    def groups(self) -> list[tuple[tuple[str, ...], list[Mapping[str, Any]]]]:
        """The rows by their group, in order."""
        found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        for row in self.rows:
            found.setdefault(tuple(str(row.get(name) or "") for name in self.report.groups), []).append(row)
        return sorted(found.items())

    def behind(self, group: tuple[str, ...] | None, figure: str) -> list[Mapping[str, Any]]:
        """The rows behind a figure, of one group or of all; raises NotFound for a figure that there is not."""
        chosen = next((each for each in self.report.figures if each.name == figure), None)
        if chosen is None:
            raise NotFound()
        rows = self.rows if group is None else dict(self.groups()).get(group, [])
        return [row for row in rows if chosen.fits(row)]

    def values(self, rows: list[Mapping[str, Any]]) -> dict[str, Decimal | int | None]:
        """The figures over these rows; a share of nothing is None, and no share is rounded up."""
        found: dict[str, Decimal | int | None] = {}
        for each in self.report.figures:
            fitting = [row for row in rows if each.fits(row)]
            found[each.name] = sum((row[each.adds] for row in fitting), Decimal(0)) if each.adds else len(fitting)
            if each.share_of:
                whole = found[each.share_of]
                found[each.name] = (Decimal(len(fitting)) / whole).quantize(RATE, ROUND_DOWN) if whole else None
        return found


def readable(runtime: Runtime, who: Actor) -> dict[str, Any]:
    """The reports that somebody may read."""
    return {name: each for name, each in runtime.programme.reports.items() if who.has(*each.roles)}


def make(runtime: Runtime, session: Session, name: str, who: Actor, chosen: Mapping[str, str]) -> Made:
    """One report; raises NotFound for what is not there or not for somebody."""
    report = readable(runtime, who).get(name)
    if report is None:
        raise NotFound()
    now = runtime.clock.now()
    given = Inputs(
        runtime.reading(session, runtime.library(session)),
        lambda elements: _tasks(session, elements, now), now.astimezone(SHANGHAI).date(),
    )
    rows = [row for row in report.rows(given) if who.scope.everything or row.get("region") in who.scope.regions]
    choices = {name: sorted({str(row[name]) for row in rows if row.get(name)}) for name in FILTERS}
    kept = [row for row in rows if all(str(row.get(name) or "") == value for name, value in chosen.items() if value)]
    return Made(report, kept, choices)


def _tasks(session: Session, elements: Iterable[tuple[str, str]], now: Any) -> list[dict[str, Any]]:
    """Tasks with a due moment: when they were to be done, when they were, and whether too late; left alone they are late too."""
    found = []
    for row in user_tasks.with_due(session, sorted(elements)):
        done, due = row["state"] == "completed", row["due"]
        if row["state"] == "cancelled" and row["ended_at"] < due:
            continue                              # nobody had to do it any more
        late = (row["ended_at"] if done else now) > due if row["state"] != "cancelled" else True
        found.append({
            "process": row["process_id"], "element": row["element"], "key": row["business_key"] or "", "title": row["title"] or row["name"],
            "region": row["region"], "due": due.astimezone(SHANGHAI).date(), "late": late, "instance": row["instance_id"],
            "ended": row["ended_at"].astimezone(SHANGHAI).date() if done else None,
        })
    return found
