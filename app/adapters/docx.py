"""Official documents from Word templates: numbered, hashed, kept with the values they were filled with."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app import feel
from app.clock import SHANGHAI
from app.store import documents, records
from app.store.database import Session

PREFIXES = {"supplement_notice": "BZ", "contract": "HT", "task_book": "RW"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Documents:
    """The port `documents` of process code."""

    def __init__(self, session: Session, context: Any) -> None:
        self._session, self._context = session, context

    def issue(
        self, template: str, *, record: tuple[str, str], values: Mapping[str, Any], to_unit: str | None = None,
    ) -> dict[str, Any]:
        """Makes a document; the same job and template give the same document again."""
        source = f"{self._context.job_id}:{template}"
        earlier = documents.by_source(self._session, source)
        if earlier:
            return {"id": str(earlier["id"]), "number": earlier["number"], "sha256": earlier["sha256"]}
        year = self._context.now.astimezone(SHANGHAI).year
        kind = f"{PREFIXES.get(template, template.upper()[:8])}-{year}"
        number = f"{kind}-{records.next_number(self._session, kind):04d}"
        filled = {**values, "number": number, "issued_on": self._context.now.astimezone(SHANGHAI).date()}
        content = fill(self._context.library.template(f"forms/documents/{template}.docx"), filled)
        sha256, identity = hashlib.sha256(content).hexdigest(), uuid4()
        documents.add(
            self._session, id=identity, number=number, template=template, record_type=record[0], record_key=record[1],
            unit=to_unit, values=feel.encode(feel.adopt(filled)), sha256=sha256, content=content, at=self._context.now,
            source=source,
        )
        return {"id": str(identity), "number": number, "sha256": sha256}


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The document of a template: its places filled in a sandbox, byte for byte the same for the same values."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(_words(values), ImmutableSandboxedEnvironment(autoescape=True), autoescape=True)
    raw = io.BytesIO()
    document.save(raw)
    return _without_times(raw.getvalue())


def _words(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _words(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_words(each) for each in value]
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI) if value.tzinfo else value
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return format(value, ",f")
    return "" if value is None else value


def _without_times(content: bytes) -> bytes:
    """Zip entries carry the machine's time; the hash must not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), source.read(entry.filename), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
