"""One field of a business record: its words, its kind, and who never sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("text", "money", "number", "year", "date", "moment", "flag", "choice", "list", "texts", "rows", "group", "file", "reference")


@dataclass(frozen=True)
class RecordField:
    """What a record may keep under one name; `to` is the type that a reference leads to."""

    kind: str
    zh: str
    en: str
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fields: Mapping[str, RecordField] = field(default_factory=dict)
    to: str = ""
    sealed: bool = False
