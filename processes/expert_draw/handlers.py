"""Operations of a draw: query the pool, draw by a recorded seed, and count who accepts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.expert_draw.data import Lot, Panel
from processes.kit import JobFailed, Ports, Record, operation
from processes.shared.conflicts import in_words
from processes.shared.draw import choose, pool_of
from processes.shared.needs import with_its_unit


@operation(takes=Panel)
def query_pool(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Query the pool for experts of the field who were not asked yet; a draw that two officers did not confirm is void."""
    turns = [turn if turn["confirmed"] else turn | {"void": True} for turn in turns_of(ports, panel.draw_id)]
    if turns:
        ports.records.update("draw", panel.draw_id, data={"turns": turns}, reason="重新抽取")
    asked = {expert for turn in turns if turn["confirmed"] for expert in turn["drawn"]}
    needed_until = ports.calendar.add_working_days(ports.today(), int(ports.parameters["review_window"].value))
    subjects = _subjects(panel, ports)
    field = panel.specialty or next((each.data.get("field") for each in subjects), None)
    pool = pool_of(ports, subjects, field=field, until=needed_until, already=asked)
    turn = len(turns) + 1
    return {
        "pool": pool,
        "judged": [],
        "turn": Decimal(turn),
        "seed": f"{panel.draw_id}/{turn}",
        "draws": panel.draws,
        "panel": list(panel.panel),
    }


@operation(takes=Lot)
def draw_members(lot: Lot, ports: Ports) -> dict[str, Any]:
    """Draw as many as are still missing: kinds of unit take turns, no unit sends two; the seed makes it repeatable."""
    members = (ports.records.get("expert", key) for key in lot.panel)
    taken = [member.data.get("uscc") for member in members if member]
    missing = int(lot.wanted) - len(lot.panel)
    chosen = choose(lot.pool, lot.judged, seed=lot.seed, count=missing, taken_units=taken)
    drawn = [{name: facts.get(name) for name in ("expert", "name", "unit_name", "unit_kind")} for facts in chosen]
    excluded = {facts["expert"]: list(why) for facts, why in zip(lot.pool, lot.judged, strict=True) if why}
    entry = {
        "turn": lot.turn,
        "seed": lot.seed,
        "drawn_at": ports.now(),
        "drawn": [each["expert"] for each in drawn],
        "excluded": excluded,
        "confirmed": False,
    }
    ports.records.create(
        "draw",
        lot.draw_id,
        title=lot.draw_title,
        state="drawn",
        data={"session_id": lot.session_id, "subjects": list(lot.subjects), "wanted": lot.wanted, "turns": []},
    )
    _keep_turn(lot, entry, ports, state="drawn", reason="抽取专家")
    told = [{"expert": key, "words": in_words(why)} for key, why in excluded.items()]
    return {"drawn": drawn, "excluded": told, "replies": []}


@operation(takes=Lot)
def count_accepted(lot: Lot, ports: Ports) -> dict[str, Any]:
    """Count who accepted; the draw was confirmed and witnessed by two officers."""
    panel = [*lot.panel, *(each["expert"] for each in lot.replies if each["accepted"] is True)]
    known = next(turn for turn in turns_of(ports, lot.draw_id) if turn["turn"] == lot.turn)
    entry = known | {
        "confirmed": True,
        "confirmed_by": lot.confirmed_by,
        "witnessed_by": lot.witnessed_by,
        "replies": [dict(each) for each in lot.replies],
    }
    _keep_turn(lot, entry, ports, state="formed" if len(panel) >= lot.wanted else "confirmed", reason="答复邀请")
    ports.records.update("draw", lot.draw_id, data={"members": panel}, reason="答复邀请")
    ports.documents.issue(
        "draw_record", record=("draw", lot.draw_id), values={"turn": lot.turn}, signed_in=("confirm_draw", "witness_draw")
    )
    return {"panel": panel, "draws": lot.draws + 1}


@operation(takes=Panel)
def accept_shortage(panel: Panel, ports: Ports) -> None:
    """Note that the panel goes on with those who accepted, and why."""
    ports.records.update(
        "draw",
        panel.draw_id,
        state="short",
        reason="人数不足",
        data={"members": list(panel.panel), "shortage_note": panel.shortage_note},
    )


def turns_of(ports: Ports, draw_id: str) -> list[dict[str, Any]]:
    """The draws that were made for a panel, the first one first."""
    known = ports.records.get("draw", draw_id)
    return [dict(turn) for turn in (known.data.get("turns") if known else None) or []]


def _keep_turn(lot: Lot, entry: dict[str, Any], ports: Ports, *, state: str, reason: str) -> None:
    others = [turn for turn in turns_of(ports, lot.draw_id) if turn["turn"] != lot.turn]
    ports.records.update("draw", lot.draw_id, state=state, data={"turns": [*others, entry]}, reason=reason)


def _subjects(panel: Panel, ports: Ports) -> list[Record]:
    found = {key: ports.records.get(panel.subject_type, key) for key in panel.subjects}
    missing = [key for key, record in found.items() if record is None]
    if missing:
        raise JobFailed(f"no {panel.subject_type} {', '.join(missing)}")
    known = [record for record in found.values() if record is not None]
    return [with_its_unit(ports, each) for each in known] if panel.subject_type == "need" else known
