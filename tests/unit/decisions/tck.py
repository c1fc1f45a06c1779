"""Reads the test cases of the DMN Technology Compatibility Kit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from app.feel.temporal import parse_date, parse_datetime, parse_duration, parse_time

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Case:
    """One question to a decision, and the answer that is expected."""

    model: Path
    id: str
    decision: str
    inputs: dict[str, Any]
    expected: Any
    error: bool


def cases(folder: Path) -> Iterator[Case]:
    """All the questions in a folder of the kit."""
    for file in sorted(folder.glob("*/*-test-*.xml")):
        root = etree.parse(str(file)).getroot()
        model = file.parent / root.findtext("{*}modelName", "").strip()
        for case in root.iterfind("{*}testCase"):
            inputs = {each.get("name"): _value(each) for each in case.iterfind("{*}inputNode")}
            for result in case.iterfind("{*}resultNode"):
                if case.get("type", "decision") in ("decision", ""):
                    expected = result.find("{*}expected")
                    yield Case(
                        model, f"{file.parent.name}/{file.stem[-2:]}/{case.get('id')}/{result.get('name')}",
                        result.get("name"), inputs, None if expected is None else _value(expected),
                        result.get("errorResult") == "true",
                    )


def _value(node: etree._Element) -> Any:
    for element in node.iterchildren(tag=etree.Element):
        kind = etree.QName(element).localname
        if kind == "list":
            return [] if element.get(XSI + "nil") else [_value(item) for item in element.iterfind("{*}item")]
        if kind == "component":
            return {each.get("name"): _value(each) for each in node.iterfind("{*}component")}
        if kind == "value":
            return _scalar(element)
    return None


def _scalar(element: etree._Element) -> Any:
    text, kind = element.text or "", (element.get(XSI + "type") or "string").rpartition(":")[2]
    if element.get(XSI + "nil") == "true":
        return None
    readers = {
        "decimal": Decimal, "double": Decimal, "integer": Decimal, "int": Decimal, "long": Decimal, "float": Decimal,
        "boolean": lambda value: value.strip() in ("true", "1"), "date": parse_date, "time": parse_time,
        "dateTime": parse_datetime, "duration": parse_duration,
    }
    try:
        return readers[kind](text.strip()) if kind in readers else text
    except (ValueError, InvalidOperation):
        return text


def same(actual: Any, expected: Any) -> bool:
    """Equal, numbers to eight decimal places as the kit counts them."""
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(actual - expected) < Decimal("1e-8") * max(1, abs(expected))
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
    return type(actual) is type(expected) and actual == expected
