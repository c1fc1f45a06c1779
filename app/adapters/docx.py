"""Official documents from Word templates: numbered, hashed, kept with the values they were filled with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app import feel, record_fields
from app.adapters import filling
from app.clock import SHANGHAI
from app.store import documents, facts, people, records
from app.store.database import Session


class Documents:
    """The port `documents` of process code."""

    def __init__(self, session: Session, context: Any, programme: Any) -> None:
        self._session, self._context, self._programme = session, context, programme

    def issue(
        self, template: str, *, record: tuple[str, str], values: Mapping[str, Any], to_unit: str | None = None,
        signed_in: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Makes a document; the same job, template and record give the same document again.

        `signed_in` names the user tasks of the instance in which it was signed: who completed them, and when, is kept.
        """
        source = f"{self._context.job_id}:{template}:{record[1]}"
        earlier = documents.by_source(self._session, source)
        if earlier:
            return {"id": str(earlier["id"]), "number": earlier["number"], "sha256": earlier["sha256"]}
        year = self._context.now.astimezone(SHANGHAI).year
        kind = f"{self._programme.prefixes.get(template, template.upper()[:8])}-{year}"
        number = f"{kind}-{records.next_number(self._session, kind):04d}"
        signers = self._signers(signed_in)
        filled = {
            **self._about(*record), **self._beside(template, *record), **self._worded(template, values), "number": number, "issued_on": self._context.now.astimezone(SHANGHAI).date(),
            "signers": signers,
        }
        source_file = self._context.library.resource(f"forms/documents/{template}.docx")
        content = fill(source_file.content, filled)
        sha256, identity = hashlib.sha256(content).hexdigest(), uuid4()
        documents.add(
            self._session, id=identity, number=number, template=template, record_type=record[0], record_key=record[1],
            unit=to_unit, values=feel.encode(feel.adopt(filled)), sha256=sha256, content=content, at=self._context.now,
            source=source, template_version=source_file.version, signers=feel.encode(feel.adopt(signers)),
            template_sha256=hashlib.sha256(source_file.content).hexdigest(),
        )
        return {"id": str(identity), "number": number, "sha256": sha256}

    def _signers(self, elements: Sequence[str]) -> list[dict[str, Any]]:
        """Who completed these tasks, in the order in which they did."""
        done = self._nearest(elements)
        names = people.names(self._session, [each["completed_by"] for each in done])
        return [
            {
                "task": each["name"], "lane": each["lane"], "person": each["completed_by"],
                "name": names.get(each["completed_by"], each["completed_by"]), "at": each["ended_at"],
            }
            for each in done
        ]

    def _nearest(self, elements: Sequence[str]) -> list[Mapping[str, Any]]:
        """Of parallel runs of one drawing only this one counts: a task is looked for in the scopes around, from the inside out."""
        wanted, found = set(elements), []
        for scope in (*self._context.scopes, None):
            if wanted:
                found += facts.completions(self._session, self._context.instance_id, wanted, scope)
                wanted -= {each["element"] for each in found}
        return sorted(found, key=lambda each: each["ended_at"])

    def _beside(self, template: str, type: str, key: str) -> dict[str, Any]:
        """The records that its own record names and that the programme wants beside it, each as a group."""
        document = self._programme.papers.get(template)
        own = records.get(self._session, type, key) if document and document.beside else None
        found = {}
        for name, (kind, named_by) in document.beside.items() if own else ():
            about = self._about(kind, str(own["data"].get(named_by)))
            found[name] = {**about["said"], "key": about["record_key"], "title": about["record_title"], "unit_name": about["unit_name"]}
        return found

    def _worded(self, template: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the operation gives; codes that the programme describes for this document are said in words."""
        document = self._programme.papers.get(template)
        fields = record_fields.described(document, self._context.library.fields_of) if document else {}
        return {**values, **record_fields.worded(fields, {name: values[name] for name in fields if name in values})}

    def _about(self, type: str, key: str) -> dict[str, Any]:
        """The record as a document says it: its key and title, and under `said` its fields in Chinese words."""
        row = records.get(self._session, type, key)
        if row is None:
            return {"record_key": key, "record_title": key, "unit_name": "", "region_name": "", "authority": "", "said": {}}
        unit, region = row["unit"] or "", getattr(self._context.library.programme, "regions", {}).get(row["region"])
        return {
            "record_key": key, "record_title": row["title"],
            "unit_name": people.unit_names(self._session, [unit]).get(unit, unit),
            "region_name": region.zh if region else "", "authority": region.authority_zh if region else "",
            "said": record_fields.worded(self._context.library.fields_of(type), row["data"]),
        }


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The document of a template, its values said as documents say them: days, sums and nothing at all."""
    return filling.fill(template, _words(values))


def _words(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _words(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_words(each) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI) if value.tzinfo else value
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return format(value, ",f")
    return "" if value is None else value
