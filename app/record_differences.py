"""What differs between two versions of a record, field by field; rows of a list are matched by what names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.record_fields import RecordField, worded

NAMING = ("no", "number", "code", "key", "proposal_id", "need_id", "solution_id", "uscc", "name", "solver", "unit", "title", "year", "source")


@dataclass(frozen=True)
class Difference:
    """One value that changed: the labels that lead to it, before and after in words."""

    labels: tuple[str, ...]
    before: Any
    after: Any


def between(
    fields: Mapping[str, RecordField], before: Mapping[str, Any], after: Mapping[str, Any], language: str,
) -> list[Difference]:
    """Every difference, in the order of the fields; what is not described comes last under its own name."""
    order = [*fields, *sorted({*before, *after} - set(fields))]
    return [each for name in order for each in _of(fields.get(name), (_label(fields, name, language),), before.get(name), after.get(name), language)]


def _of(known: RecordField | None, labels: tuple[str, ...], before: Any, after: Any, language: str) -> Iterator[Difference]:
    if before == after or (not before and not after and before is not False and after is not False):
        return
    if _rows(before) or _rows(after):
        yield from _of_rows(known, labels, before or [], after or [], language)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        inside = known.fields if known else {}
        for name in dict.fromkeys([*inside, *before, *after]):
            yield from _of(inside.get(name), (*labels, _label(inside, name, language)), before.get(name), after.get(name), language)
    else:
        yield Difference(labels, _said(known, before, language), _said(known, after, language))


def _of_rows(
    known: RecordField | None, labels: tuple[str, ...], before: Sequence[Any], after: Sequence[Any], language: str,
) -> Iterator[Difference]:
    was, now = _keyed(before), _keyed(after)
    for key in dict.fromkeys([*was, *now]):
        inside = (*labels, str(key))
        if key not in was or key not in now:
            yield Difference(inside, _row(known, was.get(key), language), _row(known, now.get(key), language))
        else:
            columns = known.fields if known else {}
            for name in dict.fromkeys([*columns, *was[key], *now[key]]):
                yield from _of(columns.get(name), (*inside, _label(columns, name, language)), was[key].get(name), now[key].get(name), language)


def _keyed(rows: Sequence[Any]) -> dict[Any, Mapping[str, Any]]:
    """Rows by the first column whose values name each of them once, else by their place."""
    rows = [row for row in rows if isinstance(row, Mapping)]
    for name in NAMING:
        keys = [str(row.get(name)) for row in rows if row.get(name) is not None]
        if rows and len(keys) == len(rows) == len(set(keys)):
            return dict(zip(keys, rows, strict=True))
    return dict(enumerate(rows, start=1))


def _row(known: RecordField | None, row: Mapping[str, Any] | None, language: str) -> Any:
    if row is None:
        return None
    columns = known.fields if known else {}
    said = worded(columns, row, language)
    return {_label(columns, name, language): value for name, value in said.items() if value not in (None, "")}


def _said(known: RecordField | None, value: Any, language: str) -> Any:
    return worded({"_": known} if known else {}, {"_": value}, language)["_"]


def _rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value)


def _label(fields: Mapping[str, RecordField], name: str, language: str) -> str:
    return fields[name].label(language) if name in fields else name
