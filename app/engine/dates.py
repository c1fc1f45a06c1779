"""Dates that were counted in working days, and counting them again when the calendar has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from app import feel
from app.engine import expressions

if TYPE_CHECKING:
    from app.engine.execution import Execution, Token

T = TypeVar("T")


def noted(token: "Token", texts: Iterable[str | None], compute: Callable[[], T]) -> tuple[T, dict[str, Any]]:
    """What `compute` gives, and what must be kept to compute it again: nothing when it asked for no working days.

    `texts` are the settings it evaluates; the variables they looked at are kept, for they may change afterwards.
    """
    execution = token.workflow
    execution.asked_calendar = False
    value = compute()
    if not execution.asked_calendar:
        return value, {}
    seen: dict[str, Any] = {}
    for text in texts:
        if text and text.startswith("="):
            seen.update(expressions.seen(text, token))
    return value, {"since": execution.now.isoformat(), "seen": feel.encode(seen)}


def then(execution: "Execution", note: Mapping[str, Any]) -> expressions.Values:
    """The place and moment at which a date was computed, with today's calendar."""
    moment = datetime.fromisoformat(note["since"])
    environment = feel.Environment(moment, execution.calendar, execution.environment.functions)
    return expressions.Values(feel.decode(note["seen"]), environment, execution.functions)
