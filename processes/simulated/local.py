"""Calls that a region holds alone: an officer plans one, needs of the region go into it, their units apply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from processes.simulated.cast import REGIONS
from processes.simulated.chance import Chance
from processes.simulated.needs import PASS
from processes.simulated.turn import Answers, Behaviour, Start, Turn, in_hours


def calls(year: int, chance: Chance) -> Iterable[Start]:
    """In most years one region has a call of its own, from spring to autumn."""
    if chance.happens(70, year, "local call"):
        region = chance.one(REGIONS, year, "local region")
        yield Start(in_hours(date(year, 4, 20), 90), "local_call", f"region-officer-{region.lower()}-1", {
            "region": region, "title": f"{year}年度地方自主征集", "closes_on": date(year, 10, 31).isoformat(), "requirements": "面向本地产业。",
        })


def choose(turn: Turn) -> Answers:
    """Now and then a need of the region is chosen; then the list is enough."""
    listed = turn.value("screened")
    return {"more": "yes", "need_ids": [listed[0]["need_id"]]} if listed and turn.happens(60, "chooses") else {"more": "no"}


def applications(turn: Turn) -> Iterable[Start]:
    """Demand sides of the chosen needs apply in the call a while later."""
    for key in turn.value("need_ids") or []:
        held = turn.world.get("need", key)
        if held is None:
            continue
        unit = held["unit"]

        def ask(key: str = key, unit: str = unit) -> dict[str, Any] | None:
            need = turn.world.get("need", key)
            call = turn.world.get("cycle", need["data"].get("cycle_id") or "") if need else None
            if need is None or call is None or call["state"] != "published" or need["data"].get("origin") != "local":
                return None
            return {"lead_unit": unit, "title": f"{need['title']}地方攻关", "field": need["data"]["field"], "need_id": key}

        yield Start(in_hours(turn.opened + timedelta(days=40 + turn.below(30, key)), 100), "local_proposal", f"lead-{unit.lower()}", ask)


BEHAVIOURS: dict[str, Behaviour] = {
    "confirm_call": Behaviour(lambda turn: PASS, (1, 6)),
    "choose_needs": Behaviour(choose, (3, 12)),
    "approve_needs": Behaviour(lambda turn: PASS, (1, 6), follows=applications),
    "decide_local": Behaviour(lambda turn: {"decision": "refuse", "note": "不符合本地布局。"} if turn.happens(20, "refuses") else PASS, (1, 5)),
}
