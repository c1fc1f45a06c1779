"""Lists that forms offer for a choice: my units, my projects, and whatever else of mine there is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.access import Actor
from app.runtime import Runtime
from app.store import people, records
from app.store.database import Session
from app.visibility import reach

MOST = 500


def offered(runtime: Runtime, session: Session, names: Iterable[str], who: Actor) -> dict[str, list[dict[str, str]]]:
    """Options by name: `my_units` are his units, `my_projects` those of his projects that have not ended; without `my_`
    they are everybody's, of record types that are public, as `publications`.

    The page shows them and the command checks against them, so that nobody chooses what is not his.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for name in names:
        kind = name.removeprefix("my_").removesuffix("s")
        if kind == "unit":
            found[name] = [
                {"label": people.called(unit, who.language), "value": unit["id"]} for unit in people.units(session) if unit["id"] in who.scope.units
            ]
        elif kind in runtime.programme.record_types:
            public = getattr(runtime.programme.record_types[kind], "public", frozenset()) if kind == name[:-1] else None
            rows = _listed(runtime, session, kind, who, public)
            ended = getattr(runtime.programme.record_types[kind], "ended", ())
            found[name] = [
                {"label": f"{row['key']} {row['title']}", "value": row["key"]} for row in rows if row["state"] not in ended
            ]
    return found


def _listed(
    runtime: Runtime, session: Session, kind: str, who: Actor, public: frozenset[str] | None,
) -> list[Mapping[str, Any]]:
    """Records of a type: somebody's own, or everybody's that are in a public state."""
    if public is None:
        found = records.listing(session, kind, reach(runtime.programme.visibility, who, kind), limit=MOST)[0]
        return [row for row in found if who.scope.covers(row["region"], row["unit"])]
    return [row for state in sorted(public) for row in records.find(session, kind, state=state)][:MOST]
