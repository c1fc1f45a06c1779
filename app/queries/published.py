"""What everybody may read, for the public pages and as open data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.clock import SHANGHAI
from app.errors import NotFound
from app.runtime import Runtime
from app.store import people, published
from app.store.database import Session

PAGE = 20


@dataclass(frozen=True)
class Published:
    """A page of a public list."""

    rows: list[dict[str, Any]]
    total: int
    pages: int


def collection(runtime: Runtime, name: str) -> Any:
    """A public list by its name; raises NotFound."""
    found = next((each for each in runtime.programme.opening.collections if each.name == name), None)
    if found is None:
        raise NotFound()
    return found


def everything(runtime: Runtime, session: Session, listed: Any, *, language: str = "zh") -> list[dict[str, Any]]:
    """Every record of a public list as id, time of change and values by field; units by name."""
    found = published.rows(session, listed)
    named = [each.name for each in listed.fields if each.kind == "unit"]
    units = people.unit_names(session, sorted({row[name] for row in found for name in named if row[name]}), language)
    return [
        {
            "id": row["@key"], "updated": row["@updated"],
            **{each.name: units.get(row[each.name], "") if each.kind == "unit" else row[each.name] for each in listed.fields},
        }
        for row in found
    ]


def page(
    runtime: Runtime, session: Session, listed: Any, *, language: str, search: str = "", chosen: str = "", number: int = 1,
) -> Published:
    """A page of a public list; the search looks into public texts only."""
    words = search.strip().casefold()
    found = [
        row for row in everything(runtime, session, listed, language=language)
        if (not chosen or row.get(listed.choose_by) == chosen) and (not words or words in _texts(listed, row))
    ]
    return Published(found[(number - 1) * PAGE:number * PAGE], len(found), -(-len(found) // PAGE))


def _texts(listed: Any, row: Mapping[str, Any]) -> str:
    return "\n".join(str(row[each.name] or "") for each in listed.fields if each.kind in {"text", "unit", "list"}).casefold()


def one(runtime: Runtime, session: Session, listed: Any, identity: str, *, language: str) -> dict[str, Any]:
    """One public record; raises NotFound, also for those that are no longer public."""
    for row in everything(runtime, session, listed, language=language):
        if row["id"] == identity:
            return row
    raise NotFound()


def statistics(runtime: Runtime, session: Session) -> list[dict[str, Any]]:
    """Counts and amounts of public lists by field, region and year: one entry for each class that has any."""
    found = []
    for listed in runtime.programme.opening.collections:
        rows = everything(runtime, session, listed) if listed.year else []
        for by in (*listed.classes, "year") if rows else ():
            groups: dict[str, list[dict[str, Any]]] = {}
            for row in rows:
                groups.setdefault(_class(listed, row, by), []).append(row)
            found += [
                {
                    "id": f"{listed.name}-{by}-{value}", "list": listed.name, "by": by, "value": value, "count": len(members),
                    "amount": sum((row[listed.amount] or Decimal(0) for row in members), Decimal(0)),
                    "updated": max(row["updated"] for row in members),
                }
                for value, members in sorted(groups.items())
            ]
    return found


def _class(listed: Any, row: Mapping[str, Any], by: str) -> str:
    if by != "year":
        return str(row[by] or "")
    at = row[listed.year]
    if isinstance(at, datetime):
        at = at.astimezone(SHANGHAI)
    return str(at.year) if isinstance(at, date) else ""
