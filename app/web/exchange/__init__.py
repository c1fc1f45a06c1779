"""What is exchanged with other systems: the outbox, files, external numbers, tables to read in."""

from app.web.exchange import imports, views  # noqa: F401  (their routes)
from app.web.exchange.room import inbox, room

__all__ = ["inbox", "room"]
