"""Everything that somebody can read of a site: every page and every answer to programs, files unpacked, by address."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import text

from app.runtime import Runtime

# what a route is asked with: names of its arguments, and the rows that fill them in
KNOWN = {
    ("task_id",): "SELECT id FROM user_tasks WHERE state <> 'cancelled'",
    ("instance_id",): "SELECT id FROM instances",
    ("document_id",): "SELECT id FROM documents",
    ("attachment_id",): "SELECT id FROM attachments",
    ("file_id",): "SELECT id FROM signed_outside",
    ("identity",): "SELECT id FROM imports",
    ("kind",): "SELECT DISTINCT type FROM records",
    ("kind", "key"): "SELECT type, key FROM records",
    ("deployment",): "SELECT id FROM deployments",
}
ALONE = {"static", "assets", "auth.sign_in", "auth.check"}       # nothing in them comes from the database
FOLLOWED = re.compile(r'(?:href|src|action)="(/[^"#]+)"')
NOT_FOLLOWED = re.compile(r"^/(static|assets|studio/|drawings/|programme/|api/docs|language|sign|public/data)|(search|sort|page)=")
TAGS = re.compile(r"<[^>]+>")


class Site:
    """The addresses of a site with what its database has, without those that only write."""

    def __init__(self, app: Any, runtime: Runtime, **named: list[str]) -> None:
        self.app = app
        with runtime.sessions.connect() as session:
            rows = {names: [tuple(map(str, row)) for row in session.execute(text(query))] for names, query in KNOWN.items()}
        rows |= {(name,): [(value,) for value in values] for name, values in named.items()}
        self.pages, self.programs = self._addresses(rows, programs=False), self._addresses(rows, programs=True)

    def _addresses(self, rows: Mapping[tuple[str, ...], list[tuple[str, ...]]], *, programs: bool) -> list[str]:
        from flask import url_for

        found: list[str] = []
        with self.app.test_request_context():
            for rule in self.app.url_map.iter_rules():
                if "GET" not in rule.methods or rule.endpoint in ALONE or rule.rule.startswith("/api/v1") is not programs:
                    continue
                names = tuple(name for name in ("task_id", "instance_id", "kind", "key", *sorted(rule.arguments)) if name in rule.arguments and name not in (rule.defaults or {}))
                for values in [()] if not names else rows.get(tuple(dict.fromkeys(names)), []):
                    found.append(url_for(rule.endpoint, **dict(zip(dict.fromkeys(names), values, strict=True))))
        return found

    def read_by(self, browser: Any, program: Any | None = None) -> Iterator[tuple[str, str]]:
        """Address and words of all that somebody is answered; what pages link to is asked for too."""
        waiting, known = list(self.pages), set(self.pages)
        while waiting:
            address = waiting.pop()
            answer = browser.client.get(address)
            yield address, _without(address, said_in(answer))
            if answer.mimetype == "text/html" and answer.status_code == 200:
                links = {link.replace("&amp;", "&") for link in FOLLOWED.findall(answer.text)}
                fresh = {link for link in links if not NOT_FOLLOWED.search(link)} - known
                known |= fresh
                waiting += fresh
        for address in self.programs if program else ():
            yield address, _without(address, said_in(program.client.get(address, headers=program.headers)))


def _without(address: str, words: str) -> str:
    """An answer without the address that was asked for, which everybody may type."""
    for asked in (address, quote(address, safe=""), quote(address), unquote(address)):
        words = words.replace(asked, "")
    return words


def said_in(answer: Any) -> str:
    """All words of an answer: its headers, its text, and the parts of a packed file with and without their tags."""
    if answer.status_code in {404, 405} and answer.mimetype == "text/html":
        return str(answer.data and TAGS.sub("", answer.text))
    head = unquote(str(answer.headers))
    if answer.data[:2] == b"PK":
        return head + "".join(_unpacked(answer.data))
    if answer.is_json:
        return head + json.dumps(answer.json, ensure_ascii=False)
    words = answer.data.decode("utf-8", "replace")
    return head + words + unquote(words) if "%" in words else head + words


def _unpacked(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            words = packed.read(name).decode("utf-8", "replace")
            yield f"{name}\n{words}\n{TAGS.sub('', words)}\n"
