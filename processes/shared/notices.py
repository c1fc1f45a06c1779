"""Public notices and the objections to them: which subject is held up, and what became of each objection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from processes.kit import Ports, Record, closing


def notices_of(ports: Ports, notice_id: str) -> list[Record]:
    """The notices published under that number, the first one first: a list that moves up is published again."""
    return sorted(ports.records.find("notice", notice_id=notice_id), key=lambda each: (len(each.key), each.key))


def number_of(ports: Ports, named: str) -> str:
    """The number under which a list is published; people also name one of its notices as the public page does."""
    notice = ports.records.get("notice", named) if named else None
    return str(notice.data.get("notice_id") or named) if notice else named


def open_notice(ports: Ports, notice_id: str) -> Record | None:
    """The notice that takes objections at this moment."""
    running = (each for each in notices_of(ports, notice_id) if each.state == "published")
    return next((each for each in running if each.data["notice_until"] >= ports.now()), None)


def window(ports: Ports) -> tuple[date, datetime]:
    """First day and last moment of a notice that is published today; the first working day counts."""
    first = ports.calendar.next_working_day(ports.today())
    days = int(ports.parameters["public_notice"].value)
    last = ports.calendar.add_working_days(first, days - 1) if days > 1 else first
    return first, closing(last)


def register_objection(ports: Ports, notice_key: str, objection: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Note an objection on its notice; the same case counts once, wherever it was noted. Answers all objections."""
    kept = _objections(ports, notice_key)
    notice = ports.records.get("notice", notice_key)
    published = notices_of(ports, notice.data["notice_id"]) if notice else []
    if objection["case_id"] in {each["case_id"] for other in published for each in _objections(ports, other.key)}:
        return kept
    noted = {"case_id": objection["case_id"], "subject_key": objection["subject_key"], "outcome": "open"}
    return _keep(ports, notice_key, [*kept, noted], "登记异议")


def close_objection(ports: Ports, notice_id: str, case_id: str, outcome: str) -> None:
    """Note what became of an objection, wherever it was filed under that number."""
    for notice in notices_of(ports, notice_id):
        kept = _objections(ports, notice.key)
        if case_id in {each["case_id"] for each in kept}:
            changed = [each | {"outcome": outcome} if each["case_id"] == case_id else each for each in kept]
            _keep(ports, notice.key, changed, "异议办结")


def standing_of(ports: Ports, notice_id: str, subject_key: str) -> str:
    """Where a subject stands: `upheld` if one objection was, `open` while one is not decided, else `clear`."""
    outcomes = {
        each["outcome"]
        for notice in notices_of(ports, notice_id)
        for each in _objections(ports, notice.key)
        if each["subject_key"] == subject_key
    }
    return next((outcome for outcome in ("upheld", "open") if outcome in outcomes), "clear")


def _objections(ports: Ports, notice_key: str) -> list[dict[str, Any]]:
    notice = ports.records.get("notice", notice_key)
    found: Sequence[Mapping[str, Any]] = (notice.data.get("objections") if notice else None) or []
    return [dict(each) for each in found]


def _keep(ports: Ports, notice_key: str, objections: list[dict[str, Any]], reason: str) -> list[dict[str, Any]]:
    ports.records.update("notice", notice_key, data={"objections": objections}, reason=reason)
    return objections
