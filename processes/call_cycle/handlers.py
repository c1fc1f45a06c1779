"""Operations of a yearly cycle: open it, list needs, move and close the window, archive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from processes.call_cycle.data import Plan, Year
from processes.kit import Ports, Reading, closing, operation
from processes.policy import rule_set_on
from processes.reports import worklist
from processes.reports.shape import Given


@operation(takes=Plan)
def open_cycle(plan: Plan, ports: Ports) -> dict[str, Any]:
    """Put the year's call on record; it takes applications once its guideline is published (article 13)."""
    ports.records.create(
        "cycle",
        plan.year,
        title=plan.title,
        state="planned",
        data={
            "title": plan.title,
            "opens": plan.opens_on,
            "closes": plan.closes_on,
            "fields": list(plan.fields),
            "sessions": plan.sessions,
            "application_enterprise": plan.application_enterprise,
            "rule_set": rule_set_on(ports.programme, ports.today()),
        },
    )
    return {"cycle_id": plan.year, "batch_no": Decimal(0), "listed_needs": []}


@operation(takes=Year)
def list_screened(year: Year, ports: Ports) -> dict[str, Any]:
    """List the needs that have passed their screening and wait to be evaluated, those that have waited longest first."""
    found = sorted(ports.records.find("need", state="screened"), key=lambda each: each.data.get("screened_on") or date.min)
    return {"screened": [
        {"need_id": each.key, "title": each.title, "region": each.region, "since": each.data.get("screened_on")} for each in found
    ]}


@operation(takes=Year)
def extend_window(year: Year, ports: Ports) -> dict[str, Any]:
    """Extend the time to apply, by decision of the promotion group."""
    closes: Any = year.extension["closes_on"]
    reason = str(year.extension.get("reason") or "延长申报期")
    ports.records.update("cycle", year.cycle_id, data={"closes": closes}, reason=reason)
    return {"closes_on": closes, "close_at": closing(closes)}


@operation(takes=Year)
def close_window(year: Year, ports: Ports) -> None:
    """Note that the call takes no more applications."""
    ports.records.update("cycle", year.cycle_id, state="closed", reason="申报截止")


@operation(takes=Year)
def archive_cycle(year: Year, ports: Ports) -> None:
    """Archive the year with its summary."""
    ports.records.update("cycle", year.cycle_id, state="archived", data={"summary": year.summary}, reason="年度归档")
    ports.documents.issue(
        "performance_list", record=("cycle", year.cycle_id), values={"summary": year.summary, "entries": _entries(ports)}, signed_in=("summarise_year",)
    )


def _entries(ports: Ports) -> list[dict[str, Any]]:
    """The worklist of the projects that run, in words: what the promotion group thinks and wants done (article 19)."""
    given = Given(Reading(ports.records, ports.programme), lambda named: [], ports.today())
    return [
        {
            "project": row["key"], "title": row["title"], "region": _region(ports, row["region"]), "due": row["due"],
            "rating": worklist.RATINGS.get(row["rating"], ("",))[0], "risk": worklist.RISKS.get(row["risk"], ("",))[0],
            "hints": "；".join(words[0] for words in row["hints"]), "action": row["action"] or "", "owner": row["owner"] or "",
        }
        for row in worklist.rows(given)
    ]


def _region(ports: Ports, code: str | None) -> str:
    known = ports.programme.regions.get(code or "")
    return known.zh if known else ""
