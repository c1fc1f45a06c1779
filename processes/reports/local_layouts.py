"""What the regions do in calls of their own, beside the shared programme (article 4)."""

from __future__ import annotations

from processes.reports.shape import FIELD, READERS, RECORD, REGION, TITLE, YEAR, Column, Figure, Given, Report, Row
from processes.shared.cycles import LOCAL
from processes.words import STATES


def rows(given: Given) -> list[Row]:
    """Each proposal of a local call, with what has become of it."""
    return [
        {
            "type": each.type, "key": each.key, "title": each.title, "region": each.region, "field": each.data.get("field"),
            "call": str(each.data.get("cycle_id") or ""), "year": next((part for part in each.key.split("-") if len(part) == 4), ""),
            "state": each.state,
        }
        for each in given.reading.records.find("proposal", origin=LOCAL)
    ]


REPORT = Report(
    "地方自主布局",
    "Local layouts",
    "R4.6",
    READERS,
    (RECORD, TITLE, REGION, YEAR, FIELD, Column("call", "征集编号", "Call"), Column("state", "状态", "State", "words", STATES)),
    rows,
    groups=("region",),
    figures=(
        Figure("proposals", "申报数", "Proposals"),
        Figure("projects", "立项数", "Projects", fits=lambda row: row["state"] in ("contracting", "approved")),
    ),
)
