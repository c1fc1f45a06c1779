"""One form, decision table or template in the studio: content of a version, findings, where it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Finding, NotFound
from app.forms import Form, choices
from app.queries.studio import overview
from app.queries.studio.process import DRAFT, draft_of, findings_of
from app.queries.studio.references import Reference
from app.runtime import Runtime
from app.store import definitions, people
from app.store.database import Session


@dataclass(frozen=True)
class FilePage:
    """Everything the page of one file shows."""

    path: str
    title: str
    title_en: str
    shown: str                              # a version's number, or `draft`
    content: bytes
    versions: list[Mapping[str, Any]]
    draft: Mapping[str, Any] | None
    findings: list[Finding]
    used: list[Reference]
    siblings: list[str]                     # the same file for regions, or in the other language

    @property
    def base(self) -> int:
        """The published version that work on this file begins with."""
        if self.draft:
            return self.draft["base_version"]
        return self.versions[0]["version"] if self.versions else 0


def page(runtime: Runtime, session: Session, path: str, version: str = "") -> FilePage:
    """A file at its newest version unless another or the draft is asked for; raises NotFound."""
    library = runtime.library(session)
    versions, draft = _versions(session, path), draft_of(session, path)
    if not versions and draft is None:
        raise NotFound()
    shown = version or (str(versions[0]["version"]) if versions else DRAFT)
    content = content_of(session, path, shown)
    title, title_en = overview.titles(library, path)
    return FilePage(
        path, title, title_en, shown, content, versions, draft, findings_of(runtime, library, path, content),
        overview.uses(library, path), _siblings(sorted(library.resources), path),
    )


def content_of(session: Session, path: str, version: str) -> bytes:
    """A version's or the draft's content; raises NotFound."""
    if version == DRAFT:
        row = definitions.draft(session, path)
        if row is None:
            raise NotFound()
        return bytes(row["content"])
    resource = definitions.resource(session, path, int(version)) if version.isdecimal() and len(version) < 9 else None
    if resource is None:
        raise NotFound()
    return resource.content


def _versions(session: Session, path: str) -> list[Mapping[str, Any]]:
    rows = definitions.versions(session, path)
    names = people.names(session, [row["by"] or "" for row in rows])
    return [{**row, "by": names.get(row["by"], row["by"] or "")} for row in rows]


def _siblings(paths: list[str], path: str) -> list[str]:
    """Files of regions with the same relative path, and a notice in its other language."""
    def plain(each: str) -> str:
        parts = each.split("/")
        if len(parts) > 3 and parts[1] == "regions":
            parts = [parts[0], *parts[3:]]
        joined = "/".join(parts)
        return joined.replace(".en.txt", ".zh.txt") if joined.startswith("forms/notices/") else joined

    return [each for each in paths if each != path and plain(each) == plain(path)]


def schema(runtime: Runtime, session: Session, path: str, content: bytes, language: str) -> dict[str, Any] | None:
    """A form's schema for the browser; None when its text is no form."""
    try:
        document = json.loads(content)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    library = runtime.library(session)
    wording = library.translations("en").get("forms", {}).get(overview.form_name(path), {})
    try:
        return Form.from_json(choices.filled(document, library.form_choices)).for_browser(language, wording)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
