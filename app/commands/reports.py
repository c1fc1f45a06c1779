"""What people write into a report: the entry for a row, kept as a record with every version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access import Actor
from app.errors import Forbidden, Invalid, NotFound
from app.runtime import Runtime
from app.store import records
from app.store.database import Session

LONGEST = 500


def keep(
    runtime: Runtime, session: Session, name: str, key: str, answers: Mapping[str, str], about: Mapping[str, Any], *, by: Actor,
) -> None:
    """Keeps the entry of a report for a row; raises NotFound, Forbidden, Invalid with the messages at the fields."""
    report = runtime.programme.reports.get(name)
    if report is None or not report.keeps:
        raise NotFound()
    if not by.has(*report.writers):
        raise Forbidden()
    values, wrong = {}, {}
    for field in report.fields:
        value, problem = _read(field, answers.get(field.name, "").strip())
        values[field.name] = value
        if problem:
            wrong[field.name] = [problem[by.language == "en"]]
    if wrong:
        raise Invalid(wrong)
    now = runtime.clock.now()
    state = runtime.programme.record_types[report.keeps].states[0]
    records.create(
        session, report.keeps, key, title=str(about.get("title") or key), region=about.get("region"), unit=None, state=state,
        data=values, at=now, by=by.id, reason=name,
    )
    records.change(session, report.keeps, key, at=now, by=by.id, data=values, reason=name)


def _read(field: Any, text: str) -> tuple[Any, tuple[str, str] | None]:
    if not text:
        return None, None
    if field.kind == "words":
        return (text, None) if text in field.words else (None, ("请从列表中选择。", "Choose from the list."))
    if field.kind == "day":
        try:
            return date.fromisoformat(text), None
        except ValueError:
            return None, ("请填写日期。", "Enter a day.")
    return (text, None) if len(text) <= LONGEST else (None, (f"不能超过 {LONGEST} 字。", f"At most {LONGEST} characters."))
