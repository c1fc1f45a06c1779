"""What is on record before the story begins: units, experts, and the call of the first year."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import cast

def calls() -> list[dict[str, Any]]:
    """The calls of the years that the demo runs through, as published."""
    return [
        {"type": "cycle", "key": year, "title": f"{year}年度联合攻关", "region": None, "unit": None, "state": "published",
         "data": {"opens": opens, "closes": closes, "application_enterprise": strict}}
        for year, opens, closes, strict in (
            ("2023", date(2023, 10, 8), date(2023, 11, 30), True),
            ("2024", date(2024, 3, 1), date(2024, 11, 29), False),
            ("2025", date(2025, 2, 17), date(2025, 4, 3), False),
        )
    ]


RECORDS = [
    *(call for call in calls() if call["key"] == "2023"),      # the later years begin with the processes
    *cast.units(),
    *cast.experts(),
]
