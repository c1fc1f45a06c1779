"""A Word template in the studio: what it may name, and what it looks like with sample data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from app import papers
from app.adapters.docx import fill
from app.checking import paper_fields
from app.engine.errors import DrawingRefused
from app.queries.studio.files import content_of
from app.queries.studio.process import findings_of
from app.record_fields import RecordField
from app.runtime import Runtime
from app.store.database import Session


def fields(runtime: Runtime, session: Session, path: str, language: str) -> list[tuple[str, str]]:
    """What the template may name, as it is written there, with its words; none for one that nobody issues."""
    known = paper_fields(runtime.programme, runtime.library(session), PurePosixPath(path).stem)
    return list(_written(known or {}, "", language))


def sample(runtime: Runtime, session: Session, path: str, version: str) -> bytes:
    """A version or the draft filled with sample data; raises NotFound, DrawingRefused with what keeps it from being filled."""
    content, library = content_of(session, path, version), runtime.library(session)
    found = [each for each in findings_of(runtime, library, path, content) if each.blocks]
    if found:
        raise DrawingRefused(found)
    return fill(content, papers.sample(paper_fields(runtime.programme, library, PurePosixPath(path).stem) or {}))


def _written(known: Mapping[str, RecordField], before: str, language: str) -> Iterator[tuple[str, str]]:
    for name, field in known.items():
        if field.kind == "group" and field.fields:
            yield from _written(field.fields, f"{before}{name}.", language)
        elif field.kind == "rows":
            columns = "、".join(f"each.{each}" for each in field.fields)
            yield f"{{%tr for each in {before}{name} %}}", f"{field.label(language)}{f'（{columns}）' if columns else ''}"
        else:
            yield f"{{{{ {before}{name} }}}}", field.label(language)
