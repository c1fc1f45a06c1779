"""Cooperation: which regions work together, and who takes part (articles 2 and 13)."""

from __future__ import annotations

from typing import Any

from processes.kit import Record
from processes.reports.shape import FIELD, READERS, RECORD, REGION, TITLE, YEAR, Column, Figure, Given, Report, Row, about, shared_projects

KINDS = {
    "enterprise": ("企业", "Enterprise"),
    "university": ("高校", "University"),
    "institute": ("科研院所", "Institute"),
    "other": ("其他", "Other"),
}


def pairs(given: Given) -> list[Row]:
    """A row for each project and each region that takes part beside the lead unit's own."""
    return [
        {**about(project), "partner_region": code}
        for project in shared_projects(given)
        for code in sorted({str(unit.get("region")) for unit in _units(project)} - {str(project.region), "None"})
    ]


def partners(given: Given) -> list[Row]:
    """A row for each project and each unit in it."""
    units = {each.data.get("uscc"): each for each in given.reading.records.find("unit")}
    return [
        {
            **about(project),
            "unit": unit.get("name"),
            "role": unit.get("role"),
            "kind": unit.get("kind"),
            "sme": _is_sme(units.get(unit.get("uscc"))),
        }
        for project in shared_projects(given)
        for unit in _units(project)
    ]


def _units(project: Record) -> list[Any]:
    return list(project.data.get("units") or ())


def _is_sme(unit: Record | None) -> bool:
    return bool(unit and unit.data.get("sme"))


def _leads(row: Row) -> bool:
    return row["role"] == "lead"


PAIRS = Report(
    "跨区域合作",
    "Cooperation across regions",
    "R2.2 R13.5",
    READERS,
    (REGION, Column("partner_region", "合作地区", "Partner region", "region"), RECORD, TITLE, YEAR, FIELD),
    pairs,
    ("region", "partner_region"),
    (Figure("projects", "项目数", "Projects"),),
)
PARTNERS = Report(
    "参与单位",
    "Units taking part",
    "R2.2 R13.7",
    READERS,
    (
        REGION,
        RECORD,
        TITLE,
        YEAR,
        FIELD,
        Column("unit", "单位", "Unit"),
        Column("kind", "性质", "Kind", "words", KINDS),
        Column("role", "角色", "Role"),
        Column("sme", "中小企业", "SME", "flag"),
    ),
    partners,
    ("region", "year"),
    (
        Figure("units", "单位数", "Units"),
        Figure("enterprises_lead", "企业牵头", "Enterprises leading", lambda row: _leads(row) and row["kind"] == "enterprise"),
        Figure("universities", "高校参与", "Universities taking part", lambda row: row["kind"] == "university"),
        Figure("smes", "中小企业", "SMEs", lambda row: row["sme"]),
    ),
)
