"""Tables that may be read in: which records they hold, and what each column is."""

from __future__ import annotations

from dataclasses import dataclass, field

from processes.policy import SYSTEMS
from processes.programme import RECORD_TYPES
from processes.shared.credit import GRADES_EN

Words = tuple[str, str]


@dataclass(frozen=True)
class Column:
    """One column; its kind is text, number, day, flag, choice, region or list (parts separated by semicolons)."""

    name: str
    zh: str
    en: str
    kind: str = "text"
    required: bool = False
    validator: str = ""
    choices: dict[str, Words] = field(default_factory=dict)
    sample: str = ""
    longest: int = 500


@dataclass(frozen=True)
class Kind:
    """A table of records of one type; `key` says how a row is recognised, `title` which column names it."""

    zh: str
    en: str
    type: str
    key: str
    title: str
    columns: tuple[Column, ...]
    state: str = "active"
    own_unit: bool = False  # the record is a unit, and belongs to itself
    numbers: bool = False  # a table of external numbers
    starts: str = ""  # the process that goes on with each row, and the variable that gets its key
    starts_with: str = ""


_UNIT_KINDS = {
    "enterprise": ("企业", "Enterprise"),
    "university": ("高校", "University"),
    "institute": ("科研院所", "Institute"),
    "other": ("其他", "Other"),
}
_RECORDS = {code: (each.zh, each.en) for code, each in RECORD_TYPES.items()}
_GRADES = {code: (code, en.capitalize()) for code, en in GRADES_EN.items()}
_SUBJECTS = {"unit": ("单位", "Unit"), "person": ("个人", "Person")}
_STATES = {"active": ("有效", "Active"), "suspended": ("停用", "Suspended")}

KINDS = {
    "units": Kind(
        "单位",
        "Units",
        "unit",
        "{id}",
        "name",
        (
            Column("id", "单位编号", "Unit number", required=True, sample="JS-0001"),
            Column("name", "单位名称", "Name", required=True, sample="苏州示例传感技术有限公司"),
            Column("uscc", "统一社会信用代码", "Unified social credit code", required=True, validator="uscc"),
            Column("region", "地区", "Region", "region", required=True, sample="JS"),
            Column("kind", "单位性质", "Kind", "choice", choices=_UNIT_KINDS, sample="企业"),
            Column("sme", "中小企业", "Small or medium enterprise", "flag", sample="是"),
            Column("phone", "联系电话", "Telephone", validator="phone"),
            Column("email", "电子邮箱", "E-mail", validator="email"),
            Column("state", "状态", "State", "choice", choices=_STATES),
        ),
        own_unit=True,
    ),
    "experts": Kind(
        "专家",
        "Experts",
        "expert",
        "{id}",
        "name",
        (
            Column("id", "专家编号", "Expert number", required=True, sample="E-0001"),
            Column("name", "姓名", "Name", required=True, sample="沈知远"),
            Column("fields", "专业领域", "Fields", "list", required=True, sample="ic；ai"),
            Column("uscc", "所在单位信用代码", "Credit code of the unit", required=True, validator="uscc"),
            Column("unit_name", "所在单位", "Unit", required=True, sample="示例大学"),
            Column("unit_kind", "单位性质", "Kind of unit", "choice", choices=_UNIT_KINDS, sample="高校"),
            Column("id_number", "身份证号", "Resident identity number", validator="resident_id"),
            Column("phone", "联系电话", "Telephone", validator="phone"),
            Column("email", "电子邮箱", "E-mail", validator="email"),
            Column("state", "状态", "State", "choice", choices=_STATES),
        ),
    ),
    "credits": Kind(
        "信用记录",
        "Credit entries",
        "credit",
        "{reference}/{event}",
        "title",
        (
            Column("reference", "来源文号", "Reference", required=True, sample="沪科信〔2024〕1号"),
            Column("event", "失信行为", "Event", required=True, sample="external_record"),
            Column("title", "事由", "Title", required=True, sample="外部登记的失信行为"),
            Column("subject", "主体代码", "Subject", required=True),
            Column("subject_kind", "主体类别", "Kind of subject", "choice", required=True, choices=_SUBJECTS, sample="单位"),
            Column("grade", "等级", "Grade", "choice", required=True, choices=_GRADES, sample="一般"),
            Column("from", "起始日期", "From", "day", required=True, sample="2024-01-01"),
            Column("until", "截止日期", "Until", "day", sample="2026-12-31"),
            Column("national", "列入国家系统", "In the national system", "flag", sample="否"),
            Column("region", "地区", "Region", "region"),
            Column("basis", "依据", "Basis"),
        ),
        starts="credit_import",
        starts_with="credit_key",
    ),
    "numbers": Kind(
        "外部编号",
        "External numbers",
        "",
        "{type}/{key}/{system}",
        "number",
        (
            Column("type", "业务记录", "Record", "choice", required=True, choices=_RECORDS, sample="攻关需求"),
            Column("key", "编号", "Number here", required=True, sample="XQ-2024-JS-0001"),
            Column("system", "系统", "System", "choice", required=True, choices=SYSTEMS, sample="cloud"),
            Column("number", "外部编号", "External number", required=True, sample="YPT-0001", longest=100),
        ),
        numbers=True,
    ),
}
