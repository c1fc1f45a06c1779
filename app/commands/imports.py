"""Reading in what others keep as tables: a preview first, nothing is written before somebody confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from app import access, feel
from app.access import Actor
from app.adapters import sheets
from app.commands import instances as running
from app.commands.exchange import NUMBER_LENGTH
from app.engine.waiting import Fact
from app.errors import Conflict, Invalid, NotFound
from app.forms.validators import VALIDATORS
from app.runtime import Runtime
from app.store import exchange as store, instances, records
from app.store.database import Session

Words = tuple[str, str]
TRUTH = {"是": True, "true": True, "yes": True, "1": True, "否": False, "false": False, "no": False, "0": False}


class RecordMoved(Conflict):
    """A record of line {line} has changed since the preview; upload the file again. Nothing was written."""

    code = "record-moved"
    zh = "第 {line} 行的记录在预览之后已有变化，请重新上传；未写入任何内容。"


def preview(runtime: Runtime, session: Session, kind: str, name: str, content: bytes, *, by: Actor) -> UUID:
    """Reads a file and keeps what it would do; raises Invalid when the file or its heads cannot be read."""
    access.require_role(by, access.OPERATOR)
    known = _kind(runtime, kind)
    try:
        rows = sheets.read(name, content)
    except sheets.Unreadable as error:
        raise Invalid({"file": [error.zh if by.language == "zh" else error.en]}) from error
    heads = _heads(known, rows[0] if rows else [], by)
    checked, seen = [], {}
    regions = runtime.regions(session)
    for number, cells in enumerate(rows[1:], start=2):
        checked.append(_checked(session, known, number, dict(zip(heads, cells, strict=False)), seen, regions, runtime))
    identity = uuid4()
    store.add_import(
        session, id=identity, kind=kind, name=name[:200], sha256=hashlib.sha256(content).hexdigest(), rows=checked, by=by.id,
        at=runtime.clock.now(),
    )
    return identity


def _kind(runtime: Runtime, kind: str) -> Any:
    if kind not in runtime.programme.imports:
        raise NotFound()
    return runtime.programme.imports[kind]


def _heads(kind: Any, given: list[str], by: Actor) -> list[str]:
    """The columns of the file by our names; heads may be names or words of either language."""
    names = {word.strip().lower(): each.name for each in kind.columns for word in (each.name, each.zh, each.en)}
    heads = [names.get(head.strip().rstrip("*").lower(), "") for head in given]
    missing = [each for each in kind.columns if each.required and each.name not in heads]
    twice = {head for head in heads if head and heads.count(head) > 1}
    if missing or twice:
        zh = "、".join(each.zh for each in missing) or "、".join(sorted(twice))
        en = ", ".join(each.en for each in missing) or ", ".join(sorted(twice))
        what = ("缺少列：" if missing else "列重复：", "Columns missing: " if missing else "Columns twice: ")
        raise Invalid({"file": [what[0] + zh if by.language == "zh" else what[1] + en]})
    return heads


def _checked(
    session: Session, kind: Any, number: int, cells: Mapping[str, str], seen: dict[str, int], regions: Mapping[str, Any],
    runtime: Runtime,
) -> dict[str, Any]:
    """What one row would do: new, changed, unchanged, or wrong and why."""
    values, wrong = {}, []
    for each in kind.columns:
        text = cells.get(each.name, "")
        if not text:
            if each.required:
                wrong.append([each.name, "不能为空。", "It cannot be empty."])
            continue
        value, problem = read_cell(each, text, regions)
        if problem:
            wrong.append([each.name, *problem])
        else:
            values[each.name] = value
    key = kind.key.format_map(_Parts(values)) if not wrong else ""
    if key and key in seen:
        wrong.append([kind.columns[0].name, f"与第 {seen[key]} 行重复。", f"The same as line {seen[key]}."])
    if key:
        seen.setdefault(key, number)
    found = {"line": number, "key": key, "cells": dict(cells), "values": feel.encode(values), "wrong": wrong, "version": 0, "changes": []}
    if not wrong:
        found |= _compared(session, kind, key, values, runtime)
    return {**found, "state": "wrong" if found["wrong"] else found.get("state", "new")}


class _Parts(dict):
    def __missing__(self, key: str) -> str:
        return ""


def read_cell(column: Any, text: str, regions: Mapping[str, Any]) -> tuple[Any, Words | None]:
    """The value of a cell, or what is wrong with it."""
    if column.validator and not VALIDATORS[column.validator](text, None):
        return None, (f"不是有效的{column.zh}。", f"This is no valid {column.en}.")
    if column.kind == "day":
        try:
            return date.fromisoformat(text.replace("/", "-")), None
        except ValueError:
            return None, ("须为日期，例如 2025-04-05。", "A day such as 2025-04-05 is expected.")
    if column.kind == "number":
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        return (number, None) if number.is_finite() and abs(number.adjusted()) < 20 else (None, ("须为数字。", "A number is expected."))
    if column.kind == "flag":
        given = TRUTH.get(text.lower())
        return (given, None) if given is not None else (None, ("须为“是”或“否”。", "Yes or no is expected."))
    if column.kind in {"choice", "region"}:
        choices = column.choices or {code: (each.zh, each.en) for code, each in regions.items()}
        code = next((code for code, words in choices.items() if text in (code, *words)), None)
        offered = "、".join(words[0] for words in choices.values()), ", ".join(words[1] for words in choices.values())
        return (code, None) if code else (None, (f"须为以下之一：{offered[0]}。", f"One of these is expected: {offered[1]}."))
    if column.kind == "list":
        return [each.strip() for each in text.replace("；", ";").replace("、", ";").split(";") if each.strip()], None
    return (text, None) if len(text) <= column.longest else (None, (f"不能超过 {column.longest} 字。", f"At most {column.longest} characters."))


def _compared(session: Session, kind: Any, key: str, values: Mapping[str, Any], runtime: Runtime) -> dict[str, Any]:
    if kind.numbers:
        return _number_compared(session, values, runtime)
    row = records.get(session, kind.type, key)
    if row is None:
        return {"state": "new"}
    before = {**row["data"], "title": row["title"], "region": row["region"], "unit": row["unit"], "state": row["state"]}
    names = [name for name in values if before.get(name) != values[name]]
    return {"state": "changed" if names else "unchanged", "version": row["version"], "changes": names}


def _number_compared(session: Session, values: Mapping[str, Any], runtime: Runtime) -> dict[str, Any]:
    if values["type"] not in runtime.programme.record_types or records.get(session, values["type"], values["key"]) is None:
        return {"wrong": [["key", "没有这条记录。", "There is no such record."]]}
    if values["system"] not in runtime.programme.systems or len(values["number"]) > NUMBER_LENGTH:
        return {"wrong": [["system", "没有这一系统。", "There is no such system."]]}
    kept = {each["system"]: each["number"] for each in store.numbers(session, values["type"], values["key"])}
    before = kept.get(values["system"])
    return {"state": "new" if before is None else "unchanged" if before == values["number"] else "changed", "changes": ["number"] if before else []}


def confirm(runtime: Runtime, session: Session, identity: UUID, lines: Collection[int] | None, *, by: Actor) -> int:
    """Writes the rows that are new or changed, all of them or those of these lines; says how many."""
    access.require_role(by, access.OPERATOR)
    found = _open(session, identity)
    kind, now, number = _kind(runtime, found["kind"]), runtime.clock.now(), 0
    for row in found["rows"]:
        if row["state"] in {"new", "changed"} and (lines is None or row["line"] in lines):
            _write(session, kind, row, now, by)
            _go_on(runtime, session, kind, row, by)
            number += 1
    store.end_import(session, identity, "done", now)
    instances.add_facts(session, None, [Fact("imported", "", None, now, by.id, {
        "types": found["kind"], "name": found["name"], "count": number, "sha256": found["sha256"], "batch": str(identity),
    })])
    return number


def _go_on(runtime: Runtime, session: Session, kind: Any, row: Mapping[str, Any], by: Actor) -> None:
    """A row whose kind names a process is what an instance of that process begins with."""
    if not kind.starts:
        return
    library = runtime.library(session)
    if kind.starts in library.process_ids():
        kept = records.get(session, kind.type, row["key"])
        given = {kind.starts_with: row["key"], "title": kept["title"], "region": kept["region"], **kept["data"]}
        running.start_with(runtime, session, library, kind.starts, feel.adopt(given), by=by.id)


def drop(runtime: Runtime, session: Session, identity: UUID, *, by: Actor) -> None:
    """A preview is not wanted after all."""
    access.require_role(by, access.OPERATOR)
    _open(session, identity)
    store.end_import(session, identity, "dropped", runtime.clock.now())


def _open(session: Session, identity: UUID) -> Mapping[str, Any]:
    found = store.one_import(session, identity, lock=True)
    if found is None:
        raise NotFound()
    if found["state"] != "open":
        raise Conflict()
    return found


def _write(session: Session, kind: Any, row: Mapping[str, Any], now: Any, by: Actor) -> None:
    values = feel.decode(row["values"])
    if kind.numbers:
        if not store.put_number(session, values["type"], values["key"], values["system"], values["number"], now, by.id):
            raise RecordMoved(line=row["line"])
        return
    kept = records.get(session, kind.type, row["key"], lock=True)
    if (kept["version"] if kept else 0) != row["version"]:
        raise RecordMoved(line=row["line"])
    title = str(values.get(kind.title) or row["key"])
    state = values.get("state") or (kept["state"] if kept else kind.state)
    data = {name: value for name, value in values.items() if name not in {"state"}}
    if kept:
        records.change(session, kind.type, row["key"], at=now, by=by.id, state=state, title=title, data=data, reason="import")
        return
    unit = row["key"] if kind.own_unit else values.get("unit")
    records.create(
        session, kind.type, row["key"], title=title, region=values.get("region"), unit=unit, state=state, data=data, at=now,
        by=by.id, reason="import",
    )
