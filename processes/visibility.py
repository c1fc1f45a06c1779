"""The visibility matrix of the programme: the one place that says who may read which kind of data."""

from __future__ import annotations

from processes.kit.visibility import (
    AGGREGATE,
    ASSIGNED,
    CONSENT,
    NONE,
    OPENED,
    OWN,
    OWN_OPENED,
    READ,
    Matter,
    Partners,
    Reader,
    Visibility,
)

VIEWERS = {
    "public": ("公众", "Public"),
    "solver": ("解决方", "Solver"),
    "demand_side": ("需求方", "Demand side"),
    "lead": ("牵头、参与单位", "Lead and partners"),
    "own_officer": ("本地区管理人员", "Own officer"),
    "other_officers": ("其他地区管理人员", "Other officers"),
    "agency": ("推进组、受托机构", "Promotion group, agency"),
    "expert": ("专家", "Expert"),
}
READERS = {
    "solver": Reader("unit", "solver", "solver"),
    "demand_owner": Reader("unit", "demand_side", "demand_side"),
    **dict.fromkeys(("lead_unit", "participant", "unit_admin"), Reader("unit", "lead", "lead")),
    **dict.fromkeys(
        ("region_officer", "local_recommender", "finance_officer"), Reader("region", "own_officer", "other_officers")
    ),
    **dict.fromkeys(
        ("promotion_group", "task_force", "agency", "supervisor", "operator", "auditor"),
        Reader("all", "agency", "agency"),
    ),
    "expert": Reader("person", "expert", "expert"),
    "designer": Reader("all", "public", "public"),
}


def _cells(*rules: str) -> dict[str, str]:
    """The rules of one row, in the order of the viewers."""
    return dict(zip(VIEWERS, rules, strict=True))


RANKED = frozenset(
    {
        "ranked",
        "proposed",
        "public_notice",
        "objection",
        "approved",
        "not_approved",
        "reserve_list",
        "contracting",
        "forfeited",
    }
)
# a draft is the solver's alone; one that was given up before it was passed on never was the demand side's
PASSED_ON = frozenset({"forwarded", "shortlisted", "roadshow", "intended", "confirmed", "declined"})
HANDED_IN = PASSED_ON | {"received", "withdrawn", "expired"}
MATTERS = {
    "demand_identity": Matter(
        "需求方身份",
        "Identity of the demand side",
        _cells(NONE, CONSENT, OWN, OWN, READ, READ, READ, ASSIGNED),
        records={"need": (), "external_task": (), "solution": ("demand_side", "need_id"), "publication": ("need_id",), "evaluation": ("need_id",)},
        consent={"solution": "demand_side"},
        via={"solution": ("need_id", "need")},
        variables=("demand_unit", "demand_side", "need_id", "need_ids", "listed_needs"),
    ),
    "solution_text": Matter(
        "解决方案",
        "Solution text",
        _cells(NONE, OWN, OWN, NONE, OWN, NONE, READ, ASSIGNED),
        records={"solution": ()},
        via={"solution": ("need_id", "need")},
        limits={
            "demand_side": {"solution": PASSED_ON},
            "own_officer": {"solution": PASSED_ON},
            "agency": {"solution": HANDED_IN},
        },
    ),
    "proposal_body": Matter(
        "申报书正文",
        "Proposal body",
        _cells(NONE, NONE, OWN, OWN, READ, OPENED, READ, ASSIGNED),
        records={"proposal": ()},
        opened={"proposal": RANKED},
    ),
    "expert_names": Matter(
        "公示前的专家名单",
        "Names of experts before the notice",
        _cells(NONE, NONE, NONE, NONE, READ, READ, READ, OWN),
        records={"expert": (), "draw": ()},
        variables=("drawn", "panel", "panels", "assignments"),
    ),
    "single_scores": Matter(
        "单个专家评分",
        "Single scores",
        _cells(NONE, NONE, NONE, NONE, AGGREGATE, AGGREGATE, READ, OWN),
        records={"score": (), "evaluation": ()},
        variables=("standings", "reviews", "reopenable", "assessments"),
    ),
    "comments": Matter(
        "评审意见",
        "Comments",
        _cells(NONE, NONE, NONE, OWN_OPENED, READ, READ, READ, OWN),
        records={"score": ("comment", "confidential_comment"), "proposal": ("comments",)},
        opened={"proposal": RANKED - {"ranked", "proposed", "public_notice", "objection"}},
        variables=("feedback", "confidential_comment"),
    ),
    "credit": Matter(
        "信用记录",
        "Credit records",
        _cells(NONE, OWN, OWN, OWN, READ, READ, READ, NONE),
        records={"credit": ()},
    ),
    "payments": Matter(
        "经费支付",
        "Payments",
        _cells(NONE, OWN, OWN, OWN, READ, NONE, READ, ASSIGNED),
        records={
            "report": ("funds", "solver_payments"),
            "acceptance": ("solver_payments", "final_account", "surplus", "surplus_note"),
            "contract": ("tranches",),
            "project": ("payments", "payments_held_since"),
        },
        variables=("solver_payments", "tranches", "final_account", "surplus", "surplus_note"),
    ),
    "statistics": Matter(
        "统计",
        "Statistics",
        _cells(AGGREGATE, NONE, NONE, NONE, READ, READ, READ, NONE),
    ),
}
_ABOUT = {
    "need": (
        "need",
        "need_screening",
        "need_masking",
        "need_opinion",
        "need_adjustment",
        "reserve_audit",
        "matching",
        "matching_round",
    ),
    "solution": ("solution", "intent_signing"),
    "proposal": (
        "proposal",
        "application",
        "formal_review",
        "resubmission",
        "proposal_withdrawal",
        "local_proposal",
        "need_precedence",
        "proposal_redirection",
        "session_entry",
        "cap_confirmation",
    ),
    "expert": ("expert_record", "expert_self_record"),
    "credit": ("credit_term",),
}
INSTANCES = {process: kind for kind, processes in _ABOUT.items() for process in processes}
PARTS = {"expert_review": "score", "proposal_scoring": "score", "need_opinion": "evaluation"}
PARTNERS = Partners(
    "lead",
    units={"proposal": "units", "project": "units", "contract": "units"},
    via=dict.fromkeys(
        ("report", "acceptance", "milestone", "change", "funding_plan", "technical_contract"), ("project_id", "project")
    ),
)
MATRIX = Visibility(VIEWERS, READERS, MATTERS, INSTANCES, PARTS, PARTNERS)
