"""Waiting for a moment: what a timer event keeps while it waits, and its next turn when it repeats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.engine import dates, expressions, timers
from app.engine.execution import Token
from app.engine.expressions import Viewpoint
from app.engine.model import EventDefinition


def first_turn(event: EventDefinition, place: Viewpoint) -> dict[str, Any]:
    """The internal state of a timer that begins to wait now, seen from a place; nothing to count again later."""
    if event.timer == "cycle":
        return _arm_cycle(timers.cycle(expressions.resolve(event.text, place)), place.environment.now)
    return {"due": due_of(event, place).isoformat()}


def arm_timer(event: EventDefinition, token: Token) -> dict[str, Any]:
    """The internal state of a timer that begins to wait now."""
    if event.timer == "cycle":
        return first_turn(event, token)
    due, note = dates.noted(token, [event.text], lambda: due_of(event, token))
    return {"due": due.isoformat(), **({"dated": note} if note else {})}


def due_of(event: EventDefinition, place: Viewpoint) -> datetime:
    """The moment of a timer by date, or by duration from now; UTC. Raises BadTimer."""
    value = expressions.resolve(event.text, place)
    if event.timer == "date":
        return timers.moment(value)
    return timers.period(value).after(place.environment.now)


def _arm_cycle(cycle: timers.Cycle, now: datetime) -> dict[str, Any]:
    """The first turn is one period from now, or at the start when one is given."""
    anchor = cycle.start or now
    turn = cycle.period.turn(anchor, now) if cycle.start else 1
    return {
        "due": cycle.period.after(anchor, turn).isoformat(), "turn": turn, "anchor": anchor.isoformat(),
        "period": [cycle.period.months, cycle.period.exact.total_seconds()],
        "left": cycle.times, "end": cycle.end.isoformat() if cycle.end else None,
    }


def advance(state: dict[str, Any], now: datetime) -> int:
    """Moves a repeating timer past now and says how many turns were missed; others have no next moment."""
    if "period" not in state:
        state["due"] = None
        return 0
    months, seconds = state["period"]
    length, anchor = timers.Period(months, timedelta(seconds=seconds)), datetime.fromisoformat(state["anchor"])
    turn = max(length.turn(anchor, now + timedelta.resolution), state["turn"] + 1)     # an operator may have moved it forward
    passed = turn - state["turn"]
    if state["left"] is not None:
        passed = min(passed, state["left"] or 1)
        state["left"] -= passed
    state["turn"] = turn
    due = length.after(anchor, turn)
    over = state["end"] and due > datetime.fromisoformat(state["end"])
    state["due"] = None if over or (state["left"] is not None and state["left"] <= 0) else due.isoformat()
    return passed - 1
