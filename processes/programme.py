"""The programme as data: roles and record types; its numbers, regions and rule sets are deployed files (see `policy`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from processes.kit import function


@dataclass(frozen=True)
class Role:
    """Who somebody is in the programme; scope says what a membership is tied to."""

    zh: str
    en: str
    scope: str  # all | region | unit | person


@dataclass(frozen=True)
class RecordType:
    """A kind of business record and the states it may have, in the order of its life.

    `ends` is the first state in which nothing more is asked of it; those that follow are ends too. In a state that is
    `public` it may be read by everybody.
    """

    zh: str
    en: str
    states: tuple[str, ...]
    ends: str = ""
    public: frozenset[str] = frozenset()

    @property
    def ended(self) -> frozenset[str]:
        """The states in which nothing more is asked of it."""
        return frozenset(self.states[self.states.index(self.ends) :]) if self.ends else frozenset()


NAME_ZH = "长三角科技创新共同体联合攻关计划"
NAME_EN = "Joint R&D Programme of the Yangtze River Delta Science and Technology Innovation Community"

ROLES = {
    "demand_owner": Role("需求方", "Demand side", "unit"),
    "unit_admin": Role("单位管理员", "Unit administrator", "unit"),
    "lead_unit": Role("牵头单位", "Lead unit", "unit"),
    "solver": Role("解决方", "Solver", "unit"),
    "participant": Role("参与单位", "Participating unit", "unit"),
    "local_recommender": Role("归口管理部门", "Recommending department", "region"),
    "region_officer": Role("属地科技厅（委）", "Regional S&T authority", "region"),
    "finance_officer": Role("财务人员", "Finance officer", "region"),
    "supervisor": Role("监督人员", "Supervisor", "all"),
    "promotion_group": Role("推进组", "Promotion group", "all"),
    "task_force": Role("工作专班", "Task force", "all"),
    "agency": Role("受托管理机构", "Entrusted agency", "all"),
    "expert": Role("评审专家", "Expert", "person"),
    "designer": Role("流程设计者", "Process designer", "all"),
    "operator": Role("运行管理员", "Operator", "all"),
}

RECORD_TYPES = {
    "need": RecordType(
        "攻关需求",
        "Need",
        (
            "draft",
            "submitted",
            "returned",
            "screened",
            "evaluating",
            "listed_proposal",
            "approved",
            "published",
            "matching",
            "unsolved",
            "partial",
            "full",
            "applied",
            "not_listed",
            "dormant",
            "withdrawn",
            "not_collected",
            "closed",
        ),
        ends="dormant",
    ),
    "external_task": RecordType(
        "对外揭榜任务", "External task", ("open", "adjusted", "intended", "confirmed", "dropped"), ends="dropped"
    ),
    "brief": RecordType("需求评估材料", "Need to evaluate", ("open",)),
    "evaluation": RecordType("需求评估意见", "Evaluation of a need", ("assigned", "valid", "missed")),
    "publication": RecordType(
        "揭榜需求（公开）", "Published need", ("published", "withdrawn"), ends="withdrawn", public=frozenset({"published"})
    ),
    "solution": RecordType(
        "解决方案",
        "Solution",
        (
            "draft",
            "received",
            "forwarded",
            "shortlisted",
            "roadshow",
            "intended",
            "confirmed",
            "declined",
            "withdrawn",
            "expired",
        ),
        ends="declined",
    ),
    "proposal": RecordType(
        "项目申报书",
        "Proposal",
        (
            "draft",
            "unit_review",
            "recommended",
            "submitted",
            "formal_checking",
            "supplement_requested",
            "supplemented",
            "not_accepted",
            "accepted_for_review",
            "waiting_session",
            "in_review",
            "ranked",
            "proposed",
            "public_notice",
            "objection",
            "approved",
            "not_approved",
            "reserve_list",
            "contracting",
            "forfeited",
            "not_submitted",
            "lapsed",
            "withdrawn",
        ),
    ),
    "cycle": RecordType(
        "年度联合攻关周期", "Yearly cycle", ("planned", "published", "closed", "archived"), ends="archived",
        public=frozenset({"published", "closed"}),
    ),
    "guideline": RecordType("申报指南", "Guideline", ("draft", "published"), public=frozenset({"published"})),
    "rule_set": RecordType("实施办法", "Rule set", ("valid", "expiring", "expired"), ends="expired"),
    "supplement": RecordType("补正材料", "Supplement", ("requested", "submitted", "late", "complete", "incomplete")),
    "session": RecordType(
        "评审会次",
        "Review session",
        ("planned", "open", "reviewing", "ranked", "closed", "refused", "cancelled"),
        ends="closed",
    ),
    "score": RecordType("专家评审", "Expert review", ("assigned", "committed", "valid", "revoked", "missed")),
    "approval": RecordType("审批", "Approval", ("pending", "approved", "returned", "rejected")),
    "notice": RecordType("公示", "Public notice", ("published", "ended")),
    "draw": RecordType("专家抽取", "Draw of experts", ("drawn", "confirmed", "formed", "short")),
    "case": RecordType(
        "监督事项",
        "Supervision case",
        ("registered", "not_accepted", "investigating", "decided", "under_appeal", "concluded"),
    ),
    "batch": RecordType("立项批次", "Award batch", ("proposed", "agreed", "public_notice", "issued", "closed")),
    "project": RecordType(
        "项目",
        "Project",
        (
            "contracting",
            "active",
            "suspended",
            "change_pending",
            "extended",
            "prep_acceptance",
            "acceptance_applied",
            "rectifying",
            "accepted",
            "accepted_after_rectification",
            "closed_without_fault",
            "failed",
            "terminated",
            "revoked",
            "forfeited",
        ),
        ends="accepted",
    ),
    "contract": RecordType(
        "合同",
        "Contract",
        (
            "draft",
            "filled",
            "unit_reviewed",
            "endorsed",
            "authority_review",
            "returned",
            "signed_one",
            "signed_all",
            "filed",
            "forfeited",
            "amended",
            "closed",
        ),
        ends="closed",
    ),
    "report": RecordType(
        "年度进展报告",
        "Annual report",
        ("scheduled", "due", "draft", "submitted", "returned", "approved", "late", "escalated", "skipped"),
    ),
    "change": RecordType("变更申请", "Change request", ("submitted", "blocked", "endorsed", "approved", "refused")),
    "milestone": RecordType("里程碑", "Milestone", ("scheduled", "submitted", "rectifying", "reached", "failed")),
    "payment": RecordType(
        "拨款与收回", "Payment", ("applied", "reviewed", "paid", "refused", "recovery_due", "recovered")
    ),
    "acceptance": RecordType(
        "验收", "Acceptance", ("preparing", "applied", "checked", "meeting", "rectifying", "concluded")
    ),
    "credit": RecordType("信用记录", "Credit entry", ("active", "appealed", "expired", "revoked")),
    "funding_plan": RecordType("经费计划", "Funding plan", ("valid", "closed"), ends="closed"),
    "technical_contract": RecordType("技术合同", "Technical contract", ("registered", "closed"), ends="closed"),
    "unit": RecordType("单位", "Unit", ("active", "suspended")),
    "expert": RecordType("专家", "Expert", ("active", "suspended")),
    "release": RecordType("版本会签", "Signing of a version", ("signing", "in_force", "refused", "outdated"), ends="in_force"),
    "performance": RecordType("履约清单条目", "Entry of the worklist", ("open",)),
}

RECORD_VIEWS: dict[str, RecordType] = {      # kept elsewhere, read like records
    "document": RecordType("文书", "Document", ("document_issued", "signed_outside")),
}


@function("fiscal ratio")
def fiscal_ratio(funds: Mapping[str, Decimal]) -> Decimal | None:
    """Fiscal support as a share of total input, four places, never rounded up (article 17).

    funds: {fiscal: …, total: …}. For showing; the decision tables compare the exact quotient.
    """
    fiscal, total = funds.get("fiscal"), funds.get("total")
    return (fiscal / total).quantize(Decimal("0.0001"), ROUND_DOWN) if fiscal is not None and total else None
