"""Ports in memory: what a handler's test needs of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.calendar import official_calendar
from app.clock import SHANGHAI
from processes.kit import Ports, Record
from tests.dsl.programme import PROGRAMME

COLUMNS = {"state", "region", "unit"}


class Memory:
    """Business records in a dictionary."""

    def __init__(self, *records: Record) -> None:
        self.kept = {(each.type, each.key): each for each in records}

    def get(self, type: str, key: str) -> Record | None:
        return self.kept.get((type, key))

    def find(self, type: str, **equals: Any) -> list[Record]:
        return [each for (kind, _), each in sorted(self.kept.items()) if kind == type and _fits(each, equals)]

    def create(
        self, type: str, key: str, *, title: str, state: str, data: Mapping[str, Any], region: str | None = None, unit: str | None = None
    ) -> Record:
        return self.kept.setdefault((type, key), Record(type, key, title, region, unit, state, dict(data)))

    def update(
        self,
        type: str,
        key: str,
        *,
        state: str | None = None,
        title: str | None = None,
        data: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> Record:
        known = self.kept[type, key]
        self.kept[type, key] = replace(
            known, state=state or known.state, title=title or known.title, data={**known.data, **(data or {})}, version=known.version + 1
        )
        return self.kept[type, key]


class Series:
    """Gapless numbers."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def next(self, kind: str) -> int:
        self.last[kind] = self.last.get(kind, 0) + 1
        return self.last[kind]


class Sent:
    """Remembers what would have gone out."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.issued: list[str] = []

    def send(self, template: str, values: Mapping[str, Any], **to: Any) -> None:
        self.notices.append(template)

    def issue(self, template: str, *, record: tuple[str, str], values: Mapping[str, Any], to_unit: str | None = None, signed_in: Any = ()) -> dict[str, Any]:
        self.issued.append(template)
        return {"id": template, "number": f"{template}-1", "sha256": ""}


def ports(*records: Record, at: str = "2024-11-11 09:00") -> Ports:
    """Ports over these records at a moment in Shanghai."""
    now, sent = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), Sent()
    return Ports(
        Memory(*records),
        Series(),
        sent,
        sent,
        sent,
        official_calendar(),
        PROGRAMME.parameters,
        PROGRAMME,
        now=lambda: now,
        today=lambda: now.date(),
        job_id="job-1",
    )


def expert(key: str, **data: Any) -> Record:
    """An expert of artificial intelligence."""
    return Record("expert", key, key, None, None, "active", {"fields": ["ai"], **data})


def proposal(**data: Any) -> Record:
    """A proposal of two units."""
    units = [{"uscc": "LEAD", "region": "JS", "role": "lead"}, {"uscc": "PARTNER", "region": "AH", "role": "sub_topic"}]
    known = {
        "field": "ai",
        "units": units,
        "leader": {"name": "张三"},
        "team": [{"name": "李四"}],
        "direction": "方向一",
        "cycle_id": "2024",
    }
    return Record("proposal", "SB-1", "示例", "JS", "U-1", "in_review", {**known, **data})


def day(text: str) -> date:
    return date.fromisoformat(text)


def _fits(record: Record, equals: Mapping[str, Any]) -> bool:
    return all((getattr(record, name) if name in COLUMNS else record.data.get(name)) == value for name, value in equals.items())
