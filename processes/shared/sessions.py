"""The review sessions of a year."""

from __future__ import annotations

from processes.kit import Ports, Record

NOT_HELD = ("refused", "cancelled")


def sessions_of(ports: Ports, year: str) -> list[Record]:
    """Sessions that count for the limit of the year: planned, running and held ones (article 15)."""
    return [each for each in ports.records.find("session", year=year) if each.state not in NOT_HELD]
