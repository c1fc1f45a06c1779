"""What a report is: rows that say where they come from, the groups they fall into, and figures over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from processes.kit import Reading
from processes.shared.cycles import LOCAL
from processes.words import FIELDS

Row = Mapping[str, Any]
Words = tuple[str, str]
Tasks = Callable[[Iterable[tuple[str, str]]], list[Row]]


@dataclass(frozen=True)
class Column:
    """One column of the rows; its kind is text, record, region, money, day, flag, hints (words of both languages) or words (of `words`)."""

    name: str
    zh: str
    en: str
    kind: str = "text"
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A number over the rows of a group: how many fit, the sum of a column, or the share in another figure."""

    name: str
    zh: str
    en: str
    fits: Callable[[Row], bool] = lambda row: True
    adds: str = ""
    share_of: str = ""


@dataclass(frozen=True)
class Given:
    """What a report is made from: records, finished and open user tasks with their due moments, and today."""

    reading: Reading
    tasks: Tasks
    today: date


@dataclass(frozen=True)
class Report:
    """A report: without groups its rows are the report; `keeps` names the type of record that people write for a row."""

    zh: str
    en: str
    basis: str
    roles: frozenset[str]
    columns: tuple[Column, ...]
    rows: Callable[[Given], list[Row]]
    groups: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    keeps: str = ""
    fields: tuple[Column, ...] = ()
    writers: frozenset[str] = frozenset()


READERS = frozenset({"promotion_group", "task_force", "supervisor", "region_officer"})
RECORD = Column("key", "编号", "Number", "record")
TITLE = Column("title", "名称", "Title")
REGION = Column("region", "地区", "Region", "region")
YEAR = Column("year", "年度", "Year")
FIELD = Column("field", "领域", "Field", "words", FIELDS)


def shared_projects(given: Given) -> list[Any]:
    """The projects of the shared programme: those of a region's own calls are not counted in it (article 4)."""
    return [each for each in given.reading.records.find("project") if each.data.get("origin") != LOCAL]


def year_of(record: Any) -> str:
    """The year of a project: of its start, else of its number."""
    start = record.data.get("start_date")
    return str(start.year) if isinstance(start, date) else next((p for p in record.key.split("-") if p.isdigit()), "")


def about(project: Any) -> dict[str, Any]:
    """What every row about a project says, and what it can be filtered by."""
    return {
        "type": project.type,
        "key": project.key,
        "title": project.title,
        "region": project.region,
        "year": year_of(project),
        "field": project.data.get("field"),
    }
