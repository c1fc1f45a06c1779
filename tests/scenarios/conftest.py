"""What holds for every story: official documents say words, never the codes that records keep."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.adapters import docx

CODE = re.compile(r"[a-z]+(_[a-z]+)*")


@pytest.fixture(autouse=True)
def documents_say_no_codes(monkeypatch):
    """Fails a story in which a field of a record reaches a template as a code."""
    found: set[str] = set()

    def watched(template: bytes, values: Mapping[str, Any], fill=docx.fill) -> bytes:
        printed = _printed(template)
        found.update(f"{values['number']}: {place} {text}" for place, text in _texts(values.get("said", {}), "said") if place in printed and CODE.fullmatch(text))
        return fill(template, values)

    monkeypatch.setattr(docx, "fill", watched)
    yield
    assert not found


def _printed(template: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(template)) as packed:
        return set(re.findall(r"\{\{ ([\w.]+) \}\}", re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())))


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each, f"{place}.{name}")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each, "each")
    elif isinstance(value, str):
        yield place, value
