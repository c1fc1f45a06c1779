"""What the demo shows of itself: its accounts."""

from __future__ import annotations

from typing import Any

from app.runtime import Runtime
from app.store import people
from app.store.database import Session


def accounts(runtime: Runtime, session: Session) -> list[dict[str, Any]]:
    """The demo's accounts with their roles, for the page where one signs in."""
    units = {unit["id"]: unit["name"] for unit in people.units(session)}
    found = []
    for person in people.listing(session):
        if not person["demo"]:
            continue
        found.append({
            "id": person["id"], "name": person["name"], "unit": units.get(person["unit"], ""),
            "roles": [(member["role"], member["region"]) for member in person["memberships"]],
        })
    return found
