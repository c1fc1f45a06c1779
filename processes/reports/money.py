"""Money by source and year, as the contracts agree it (article 17)."""

from __future__ import annotations

from decimal import Decimal

from processes.reports.shape import FIELD, READERS, RECORD, REGION, TITLE, YEAR, Column, Figure, Given, Report, Row, about, shared_projects

SOURCES = {
    "central_guidance": ("中央引导地方资金", "Central guidance funds"),
    "province_municipal": ("省（市）级财政资金", "Funds of the province or municipality"),
    "city_county": ("市县财政资金", "Funds of city or county"),
    "lead_self": ("牵头单位自筹", "Own funds of the lead unit"),
    "partner_self": ("参与单位自筹", "Own funds of partners"),
    "other": ("其他资金", "Other funds"),
}


def rows(given: Given) -> list[Row]:
    """Each amount of a contract that is signed, by its source and its year."""
    projects = {each.key: each for each in shared_projects(given)}
    return [
        {**about(projects[contract.key]), "year": str(item["year"]), "source": item["source"], "amount": item["amount"]}
        for contract in given.reading.records.find("contract")
        if contract.key in projects and contract.state in ("signed_all", "filed", "amended")
        for item in contract.data.get("sources") or ()
        if isinstance(item.get("amount"), Decimal)
    ]


REPORT = Report(
    "经费来源",
    "Money by source",
    "R2.2",
    READERS,
    (
        Column("source", "来源", "Source", "words", SOURCES),
        YEAR,
        RECORD,
        TITLE,
        REGION,
        FIELD,
        Column("amount", "金额（元）", "Amount (yuan)", "money"),
    ),
    rows,
    ("source", "year"),
    (Figure("entries", "笔数", "Entries"), Figure("amount", "金额（元）", "Amount (yuan)", adds="amount")),
)
