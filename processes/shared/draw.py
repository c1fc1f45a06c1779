"""Draws experts so that anybody can repeat it: the seed is recorded, the order follows from it alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from processes.kit import Ports, Record
from processes.shared.conflicts import conflicts


@dataclass(frozen=True)
class Draw:
    """Who was drawn under which seed, and who could not be and why."""

    seed: str
    drawn: tuple[str, ...]
    excluded: dict[str, list[str]]

    def as_data(self) -> dict[str, Any]:
        return {"seed": self.seed, "drawn": list(self.drawn), "excluded": self.excluded}


def draw(ports: Ports, proposal: Record, *, seed: str, count: int, already: Collection[str] = ()) -> Draw:
    """Draw experts of the proposal's field who have no conflict of interest and are not drawn already."""
    pool = [each for each in ports.records.find("expert", state="active") if each.key not in already]
    suited = [each for each in pool if not each.data.get("fields") or proposal.data.get("field") in each.data["fields"]]
    since = ports.calendar.add_months(ports.today(), -int(ports.parameters["conflict_look_back"].value))
    reasons = {
        each.key: conflicts(
            each.key, each.data, proposal.data, since=since, banned=_banned(ports, each.key, ports.today())
        )
        for each in suited
    }
    free = sorted((key for key, found in reasons.items() if not found), key=lambda key: _lot(seed, key))
    return Draw(seed, tuple(free[:count]), {key: found for key, found in sorted(reasons.items()) if found})


def _lot(seed: str, key: str) -> bytes:
    return sha256(f"{seed}:{key}".encode()).digest()


def _banned(ports: Ports, expert: str, today: date) -> bool:
    entries = ports.records.find("credit", state="active", subject=expert)
    return any(entry.data.get("until") is None or entry.data["until"] >= today for entry in entries)
