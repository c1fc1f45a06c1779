"""For operators: what runs, what is due, what stands still, and the few things one may do about it."""

from app.web.operations import actions, calendar, changing, moves, views  # noqa: F401  (their routes)
from app.web.operations.room import room

__all__ = ["room"]
