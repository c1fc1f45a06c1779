"""On-time rates: every task with a due moment, by duty and region (articles 14, 15, 18 and 19)."""

from __future__ import annotations

from processes.reports.shape import READERS, RECORD, REGION, TITLE, YEAR, Column, Figure, Given, Report, Row

DUTIES = {
    "formal_check": ("形式审查", "Formal check"),
    "supplement": ("补正", "Supplement"),
    "review": ("评审", "Review"),
    "contract": ("合同签订", "Contract"),
    "report": ("年度报告", "Annual report"),
    "acceptance": ("验收", "Acceptance"),
}
_REGIONS = ("js", "zj", "sh", "ah")
ELEMENTS = {
    ("formal_review", "check_items"): "formal_check",
    ("formal_review", "second_check"): "formal_check",
    ("resubmission", "recheck"): "formal_check",
    ("resubmission", "supplement"): "supplement",
    ("expert_review", "sign_commitment"): "review",
    ("expert_review", "score"): "review",
    ("annual_report", "fill_report"): "report",
    ("annual_report", "review_report"): "report",
    **{
        (f"contract_{code}", task): "contract"
        for code in _REGIONS
        for task in ("fill_contract", "review_contract", "sign_contract")
    },
    **{
        (f"acceptance_{code}", task): "acceptance"
        for code in _REGIONS
        for task in ("apply_acceptance", "check_materials", "hold_meeting")
    },
}


def rows(given: Given) -> list[Row]:
    """Tasks that had to be done by a moment and are done, or should be."""
    return [
        {**task, "duty": ELEMENTS[(task["process"], task["element"])], "year": str(task["due"].year)}
        for task in given.tasks(ELEMENTS)
        if task["ended"] or task["late"]
    ]


REPORT = Report(
    "按期办理率",
    "On-time rates",
    "R19.2",
    READERS,
    (
        Column("duty", "职责", "Duty", "words", DUTIES),
        REGION,
        RECORD,
        TITLE,
        YEAR,
        Column("due", "时限", "Due", "day"),
        Column("ended", "办结", "Done on", "day"),
        Column("late", "逾期", "Late", "flag"),
    ),
    rows,
    ("duty", "region"),
    (
        Figure("all", "应办", "Due"),
        Figure("on_time", "按期", "On time", lambda row: not row["late"]),
        Figure("late", "逾期", "Late", lambda row: row["late"]),
        Figure("rate", "按期率", "On-time rate", lambda row: not row["late"], share_of="all"),
    ),
)
