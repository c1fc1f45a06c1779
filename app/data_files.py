"""Data that a programme deploys beside its drawings: JSON files of entries by key, checked by the fields the programme names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from html import unescape
from typing import Any, Protocol

from app.errors import Finding

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
YEARS = range(1949, 2101)
LONGEST = 500
MOST_ENTRIES = 2_000
Words = tuple[str, str]


class DataField(Protocol):
    """One value of an entry; its kind is text, number, whole, year, day, flag, choice, key or by_region."""

    name: str
    zh: str
    en: str
    kind: str
    required: bool
    choices: Mapping[str, Words]


class DataFile(Protocol):
    """A file of entries; `function` and `port` say how expressions and handlers name them, `needed` which ones handlers name."""

    name: str
    path: str
    zh: str
    en: str
    fields: tuple[DataField, ...]
    function: str
    port: str
    needed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Supplied:
    """What a programme's code supplies to its definitions: FEEL functions, and how its data files are read."""

    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    files: tuple[DataFile, ...] = ()
    read: Callable[[Mapping[str, Any]], Any] = dict
    record_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)     # record type → what handlers write

    def bound(self, data: Any) -> dict[str, Callable[..., Any]]:
        """The functions, those that look at the programme's data with that of one deployment."""
        return {name: partial(call, data) if given(call) == "programme" else call for name, call in self.functions.items()}


def given(call: Callable[..., Any]) -> str:
    """What a function is given beside its arguments: nothing, the programme's data, or what is on record."""
    return getattr(call, "given", "")


def entries(content: bytes) -> dict[str, dict[str, Any]]:
    """What a file holds, numbers as they are written; raises ValueError."""
    found = json.loads(content, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise ValueError("an object of objects is expected")
    return found


def written(document: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A file as the house writes it: one line for each entry, so that differences are easy to read."""
    lines = [f"  {json.dumps(key)}: {json.dumps(entry, ensure_ascii=False, default=str)}" for key, entry in document.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def keys_in(content: bytes, function: str) -> set[str]:
    """The entries that expressions of a drawing, table or form name."""
    text = unescape(content.decode("utf-8", "replace")).replace('\\"', '"')
    return set(re.findall(rf'(?<![\w"]){re.escape(function)}\(\s*"([^"]+)"', text))


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(other == key for other, _ in pairs) > 1)
        raise ValueError(f"“{twice}” stands there twice")
    return found


# -- checks ------------------------------------------------------------------------------------------------------------


def findings(file: DataFile, content: bytes, regions: frozenset[str] | None = None) -> list[Finding]:
    """What is wrong in a data file; `regions` are the codes that values of regions may have, None when nobody knows."""
    try:
        document = entries(content)
    except (ValueError, RecursionError) as error:
        return [_finding(file, None, "data-unreadable", f"不是按键列出条目的 JSON 对象：{error}", f"This is no JSON object of entries by key: {error}")]
    if len(document) > MOST_ENTRIES:
        return [_finding(file, None, "data-large", f"条目超过 {MOST_ENTRIES} 条。", f"There are more than {MOST_ENTRIES} entries.")]
    found = []
    for key, entry in document.items():
        found += [_finding(file, key, code, f"“{key}”：{zh}", f"“{key}”: {en}") for code, zh, en in _wrong(file, key, entry, document, regions)]
    return found


def _finding(file: DataFile, key: str | None, code: str, zh: str, en: str) -> Finding:
    return Finding(key, code, "error", zh, en, file.path)


def _wrong(
    file: DataFile, key: str, entry: Mapping[str, Any], document: Mapping[str, Any], regions: frozenset[str] | None,
) -> Iterator[tuple[str, str, str]]:
    if not KEY.fullmatch(key):
        yield "data-key", "键须以字母开头，只含字母、数字、下划线和连字符。", "A key begins with a letter and holds letters, digits, underscores and hyphens only."
    known = {each.name for each in file.fields}
    for name in entry:
        if name not in known:
            yield "data-field-unknown", f"没有名为“{name}”的栏目。", f"There is no field named “{name}”."
    for each in file.fields:
        value = entry.get(each.name)
        if value is None or value == "":
            if each.required:
                yield "data-field-missing", f"缺少{each.zh}（{each.name}）。", f"{each.en} ({each.name}) is missing."
        elif problem := _problem(each, value, document, regions):
            yield "data-value", f"{each.zh}：{problem[0]}", f"{each.en}: {problem[1]}"


def _problem(each: DataField, value: Any, document: Mapping[str, Any], regions: frozenset[str] | None) -> Words | None:
    if each.kind == "by_region":
        return _by_region(value, regions)
    if each.kind == "number":
        return _number(value)
    if each.kind == "year":
        fits = type(value) is int and value in YEARS
        return None if fits else (f"须为 {YEARS[0]} 至 {YEARS[-1]} 的年份。", f"a year from {YEARS[0]} to {YEARS[-1]} is expected.")
    if each.kind == "day":
        return None if _is_day(value) else ("须为日期，例如 2025-04-05。", "a day such as 2025-04-05 is expected.")
    if each.kind == "flag":
        return None if isinstance(value, bool) else ("须为 true 或 false。", "true or false is expected.")
    if each.kind == "choice" and value not in each.choices:
        names = ", ".join(each.choices)
        return f"须为以下之一：{names}。", f"one of these is expected: {names}."
    if each.kind == "key" and value not in document:
        return f"没有“{value}”这一条目。", f"there is no entry “{value}”."
    if not isinstance(value, str) or len(value) > LONGEST:
        return f"须为不超过 {LONGEST} 字的文字。", f"text of at most {LONGEST} characters is expected."
    return None


def _number(value: Any) -> Words | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > 20:
        return "须为引号里的十进制数，例如 \"0.30\"。", "a decimal number in quotes, such as \"0.30\", is expected."
    return ("不能为负数。", "it cannot be negative.") if number < 0 else None


def _by_region(value: Any, regions: frozenset[str] | None) -> Words | None:
    if not isinstance(value, dict):
        return "须为地区代码到数值的对象。", "an object from codes of regions to values is expected."
    for code, number in value.items():
        if regions is not None and code not in regions:
            return f"没有地区“{code}”。", f"there is no region “{code}”."
        if problem := _number(number):
            return f"{code} {problem[0]}", f"{code} {problem[1]}"
    return None


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
