"""Queues that need no worker: for scenarios, the demo and moving programme time."""

from __future__ import annotations

from collections import deque

from app.store.database import Session


class InlineQueue:
    """Keeps deferred work in memory until somebody drains it; what a rollback made pointless does nothing when run."""

    def __init__(self) -> None:
        self._items: deque[tuple[str, str]] = deque()

    def defer(self, session: Session, kind: str, argument: str, *, lock: str) -> None:
        """Remembers it."""
        self._items.append((kind, argument))

    def take(self) -> tuple[str, str] | None:
        """The oldest piece of work."""
        return self._items.popleft() if self._items else None
