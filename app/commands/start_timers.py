"""Instances that begin by themselves, at the moments that timer start events say (BPMN 2.0.2, 10.5.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.commands.instances import start_with
from app.engine.elements.cycles import advance, first_turn
from app.engine.model import Element
from app.engine.surroundings import Surroundings
from app.library import Library
from app.runtime import Runtime
from app.store import start_timers
from app.store.database import Session


def follow(runtime: Runtime, session: Session, library: Library) -> None:
    """Makes the rows equal to what the newest drawings say; a timer that says the same as before keeps its turn.

    A date that has passed already starts nothing: publishing a drawing anew must not start last year's call again.
    """
    known = start_timers.texts(session)
    wanted = {
        (process, element.id): element
        for process in library.process_ids() for element in library.process(process).timer_starts()
    }
    start_timers.drop(session, known.keys() - wanted.keys())
    for (process, identity), element in wanted.items():
        text = f"{element.event.timer}:{element.event.text}"
        if known.get((process, identity)) != text:
            due, state = _first(runtime, library, element)
            start_timers.put(session, process, identity, text, due, state)


def _first(runtime: Runtime, library: Library, element: Element) -> tuple[datetime | None, dict[str, object]]:
    place = Surroundings(runtime.clock, runtime.calendar, library, library.callables).nowhere()
    state = first_turn(element.event, place)
    due = datetime.fromisoformat(state["due"])
    return (due if due > place.environment.now else None), state


def claim_due(runtime: Runtime, session: Session, real_now: datetime, lease: timedelta) -> int:
    """Claims due start events and defers the starts; says how many."""
    claimed = start_timers.claim(session, runtime.clock.now(), real_now, real_now + lease)
    for row in claimed:
        argument = f"{row.process_id}:{row.element}"
        runtime.queue.defer(session, "start", argument, lock=argument)
    return len(claimed)


def begin(runtime: Runtime, session: Session, process_id: str, element: str) -> None:
    """Starts one instance and moves the timer on to its next moment; turns that were missed are one."""
    row, now = start_timers.get(session, process_id, element), runtime.clock.now()
    if row is None or row["due"] is None or row["due"] > now:
        return                                   # another worker was faster, or a new version says otherwise
    state = dict(row["state"])
    advance(state, now)
    due = datetime.fromisoformat(state["due"]) if state["due"] else None
    start_timers.advance(session, process_id, element, due, state)
    start_with(runtime, session, runtime.library(session), process_id, {}, event=element)
