"""The programme as data: roles, regions, record types, rule sets, calls and policy parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

from processes.kit import Parameter, function


@dataclass(frozen=True)
class Role:
    """Who somebody is in the programme; scope says what a membership is tied to."""

    zh: str
    en: str
    scope: str  # all | region | unit | person


@dataclass(frozen=True)
class RecordType:
    """A kind of business record and the states it may have, in the order of its life.

    `ends` is the first state in which nothing more is asked of it; those that follow are ends too.
    """

    zh: str
    en: str
    states: tuple[str, ...]
    ends: str = ""

    @property
    def ended(self) -> frozenset[str]:
        """The states in which nothing more is asked of it."""
        return frozenset(self.states[self.states.index(self.ends) :]) if self.ends else frozenset()


@dataclass(frozen=True)
class RuleSet:
    """A regulation and the days on which something new may begin under it, both included."""

    zh: str
    en: str
    valid_from: date
    valid_to: date

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class Cycle:
    """One year's call for proposals: first and last day to apply, and what that call asks beyond the rules."""

    opens: date
    closes: date
    application_enterprise: bool = False


NAME_ZH = "长三角科技创新共同体联合攻关计划"
NAME_EN = "Joint R&D Programme of the Yangtze River Delta Science and Technology Innovation Community"
PARAMETERS_FILE = Path(__file__).with_name("parameters.json")

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

REGIONS = {
    "SH": ("上海市", "Shanghai"),
    "JS": ("江苏省", "Jiangsu"),
    "ZJ": ("浙江省", "Zhejiang"),
    "AH": ("安徽省", "Anhui"),
}

AUTHORITIES = {
    "SH": "上海市科学技术委员会",
    "JS": "江苏省科学技术厅",
    "ZJ": "浙江省科学技术厅",
    "AH": "安徽省科学技术厅",
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
            "proposed",
            "approved",
            "published",
            "matching",
            "unsolved",
            "partial",
            "full",
            "applied",
            "closed",
            "dormant",
            "withdrawn",
            "not_listed",
        ),
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
        ),
    ),
    "supplement": RecordType("补正材料", "Supplement", ("requested", "submitted", "late", "complete", "incomplete")),
    "session": RecordType(
        "评审会次", "Review session", ("planned", "open", "reviewing", "ranked", "closed", "refused")
    ),
    "score": RecordType("专家评审", "Expert review", ("assigned", "valid", "revoked", "missed")),
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
    "unit": RecordType("单位", "Unit", ("active", "suspended")),
    "expert": RecordType("专家", "Expert", ("active", "suspended")),
}

RULE_SETS = {
    "YRD-2023-04-06": RuleSet(
        "长三角科技创新共同体联合攻关计划实施办法（试行）",
        "Implementing Measures for the Joint R&D Programme (trial)",
        date(2023, 4, 6),
        date(2025, 4, 5),
    )
}

CYCLES = {
    "2023": Cycle(date(2023, 10, 8), date(2023, 11, 30), application_enterprise=True),
    "2024": Cycle(date(2024, 3, 1), date(2024, 11, 29)),
    "2025": Cycle(date(2025, 2, 17), date(2025, 4, 3)),
}


def load_parameters(path: Path = PARAMETERS_FILE) -> dict[str, Parameter]:
    """The policy parameters as the file has them, numbers as decimals."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {name: Parameter(**entry | {"value": Decimal(entry["value"])}) for name, entry in entries.items()}


PARAMETERS = load_parameters()


@function("policy")
def policy(name: str) -> Any:
    """The value of a policy parameter, such as policy("resubmission_window"); null if there is none."""
    found = PARAMETERS.get(name)
    return found.value if found else None


@function("rule set valid")
def rule_set_valid(day: date) -> bool:
    """Whether something new may begin on that day under any rule set (article 22)."""
    return rule_set_on(day) is not None


@function("rule set on")
def rule_set_on(day: date) -> str | None:
    """The rule set under which something that begins on that day runs; null if none is valid."""
    return next((code for code, rules in RULE_SETS.items() if rules.holds_on(day)), None)


@function("open cycle")
def open_cycle(day: date) -> str | None:
    """The call that takes applications on that day; null if none is open."""
    return next((code for code, cycle in CYCLES.items() if cycle.opens <= day <= cycle.closes), None)


@function("cycle closes")
def cycle_closes(cycle_id: str) -> date | None:
    """The last day to apply in a call."""
    return CYCLES[cycle_id].closes if cycle_id in CYCLES else None


@function("fiscal ratio")
def fiscal_ratio(funds: Mapping[str, Decimal]) -> Decimal | None:
    """Fiscal support as a share of total input, four places, never rounded up (article 17).

    funds: {fiscal: …, total: …}. For showing; the decision tables compare the exact quotient.
    """
    fiscal, total = funds.get("fiscal"), funds.get("total")
    return (fiscal / total).quantize(Decimal("0.0001"), ROUND_DOWN) if fiscal is not None and total else None


@function("support cap")
def support_cap(total: Decimal) -> Decimal:
    """The highest fiscal support for that input, in whole fen, rounded down (article 17)."""
    return (total * PARAMETERS["fiscal_ratio_max"].value).quantize(Decimal("0.01"), ROUND_DOWN)
