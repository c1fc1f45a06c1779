"""The programme's data files: what they may hold, how they are read, and the FEEL functions over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from processes.kit import DataField, DataFile, Parameter, Programme, Region, RuleSet, function, keys_asked
from processes.programme import RECORD_TYPES

Document = Mapping[str, Mapping[str, Any]]

UNITS = {
    "working_days": ("个工作日", "working days"),
    "days": ("天", "days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
    "month": ("月", "month"),
    "day": ("日", "day"),
    "times": ("次", "times"),
    "rounds": ("轮", "rounds"),
    "sessions": ("次会", "sessions"),
    "experts": ("人", "experts"),
    "scores": ("份", "scores"),
    "points": ("分", "points"),
    "projects": ("项", "projects"),
    "regions": ("地", "regions"),
    "ratio": ("（比例）", "(ratio)"),
    "yuan": ("元", "yuan"),
    "switch": ("（1 为启用）", "(1: on)"),
}
GROUPS = {
    "need": ("需求", "Needs"),
    "application": ("申报", "Applications"),
    "formal_review": ("形式审查", "Formal check"),
    "review": ("评审", "Review"),
    "award": ("立项与合同", "Award and contract"),
    "money": ("经费", "Money"),
    "implementation": ("项目实施", "Implementation"),
    "report": ("年度报告", "Annual reports"),
    "acceptance": ("延期与验收", "Extension and acceptance"),
    "supervision": ("监督", "Supervision"),
    "rule_sets": ("办法有效期", "Validity of the rules"),
    "general": ("各类任务", "Tasks in general"),
}
SYSTEMS = {
    "cloud": ("科技资源共享服务云平台", "Cloud platform"),
    "national": ("国家科技管理信息系统", "National science and technology management system"),
    "expert_register": ("国家科技专家库", "National register of experts"),
    "credit_register": ("科研诚信信息系统", "Credit register"),
}
_NAMES = (DataField("zh", "中文名称", "Chinese name"), DataField("en", "英文名称", "English name"))

FILES = (
    DataFile(
        "parameters",
        "bpmn/programme/parameters.json",
        "政策参数",
        "Policy parameters",
        (
            DataField("id", "编号", "Number", required=False),
            DataField("group", "分组", "Group", "choice", choices=GROUPS),
            DataField("value", "数值", "Value", "number"),
            DataField("unit", "单位", "Unit", "choice", choices=UNITS),
            *_NAMES,
            DataField("basis", "依据", "Basis"),
            DataField("year", "依据年份", "Year of the basis", "year"),
            DataField("default", "默认值", "Default", "flag"),
            DataField("regions", "地区数值", "Values of regions", "by_region", required=False),
        ),
        function="policy",
        port="parameters",
        needed=keys_asked("parameters"),
    ),
    DataFile(
        "regions",
        "bpmn/programme/regions.json",
        "地区",
        "Regions",
        (
            *_NAMES,
            DataField("authority_zh", "科技厅（委）", "Authority in Chinese"),
            DataField("authority_en", "科技厅（委）英文名称", "Authority"),
            DataField("counts", "计入两地及以上", "Counts for the rule of two regions", "flag"),
        ),
    ),
    DataFile(
        "rule_sets",
        "bpmn/programme/rule_sets.json",
        "实施办法",
        "Rule sets",
        (
            *_NAMES,
            DataField("valid_from", "施行日期", "Valid from", "day"),
            DataField("valid_to", "有效期至", "Valid to", "day"),
            DataField("successor", "后续办法", "Successor", "key", required=False),
        ),
    ),
    DataFile(
        "exchange",
        "bpmn/programme/exchange.json",
        "对外交换",
        "Exchange with other systems",
        (
            DataField("system", "系统", "System", "choice", choices=SYSTEMS),
            DataField("record", "业务记录", "Record", "choice", choices={code: (each.zh, each.en) for code, each in RECORD_TYPES.items()}),
            DataField("fields", "发送的字段", "Fields that leave"),
            DataField("basis", "依据", "Basis"),
        ),
    ),
)


def read(documents: Mapping[str, Document]) -> Programme:
    """The data of one deployment, numbers as decimals and days as dates."""
    return Programme(
        parameters={name: _parameter(entry) for name, entry in documents.get("parameters", {}).items()},
        regions={code: Region(**entry) for code, entry in documents.get("regions", {}).items()},
        rule_sets={code: _rule_set(entry) for code, entry in documents.get("rule_sets", {}).items()},
    )


def _parameter(entry: Mapping[str, Any]) -> Parameter:
    regions = {code: Decimal(value) for code, value in (entry.get("regions") or {}).items()}
    return Parameter(**{**entry, "value": Decimal(entry["value"]), "regions": regions})


def _rule_set(entry: Mapping[str, Any]) -> RuleSet:
    days = {name: date.fromisoformat(entry[name]) for name in ("valid_from", "valid_to")}
    return RuleSet(**{**entry, **days})


@function("policy", given="programme")
def policy(programme: Programme, name: str, region: str | None = None) -> Any:
    """The value of a policy parameter, such as policy("resubmission_window"), in a region if one is named; null if there is none."""
    found = programme.parameters.get(name) if isinstance(name, str) else None
    return found.value_in(region) if found else None


@function("region counts", given="programme")
def region_counts(programme: Programme, region: str) -> bool:
    """Whether units of that region count among the regions that a project needs (article 13)."""
    return isinstance(region, str) and region in programme.counting


@function("rule set valid", given="programme")
def rule_set_valid(programme: Programme, day: date) -> bool:
    """Whether something new may begin on that day under any rule set (article 22)."""
    return rule_set_on(programme, day) is not None


@function("rule set on", given="programme")
def rule_set_on(programme: Programme, day: date) -> str | None:
    """The rule set under which something that begins on that day runs; null if none is valid."""
    return next((code for code, rules in programme.rule_sets.items() if rules.holds_on(day)), None)


@function("support cap", given="programme")
def support_cap(programme: Programme, total: Decimal) -> Decimal | None:
    """The highest fiscal support for that input, in whole fen, rounded down (article 17)."""
    ratio = programme.parameters.get("fiscal_ratio_max")
    return (total * ratio.value).quantize(Decimal("0.01"), ROUND_DOWN) if ratio else None


@function("percent")
def percent(ratio: Decimal) -> str:
    """A ratio as people write it: percent(0.30) is 30%."""
    return f"{(ratio * 100).normalize():f}%"
