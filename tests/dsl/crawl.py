"""Everything that a site answers to somebody: every page, every answer to programs, and what is said to whoever writes; files unpacked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

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
    ("timer",): "SELECT id FROM timers",
    ("message_id",): "SELECT id FROM messages",
    ("name", "identity"): "SELECT 'needs', key FROM records WHERE type = 'publication' UNION ALL SELECT 'notices', key FROM records WHERE type = 'notice'",
}
# nothing in them comes from the database, or, as in a PDF, nothing that is not read of the document it is made of
ALONE = {"static", "assets", "auth.sign_in", "auth.check", "papers.as_pdf"}
# who writes these is signed out, or the world is another one afterwards
NOT_WRITTEN = {"auth.sign_in", "auth.sign_out", "auth.password", "demo.begin_anew", "demo.move", "api_clock.advance", "api_deployments.deploy"}
ASKED_TOO = {"records.listing": "format=csv", "records.record": "print"}       # what a page is asked for besides itself
MOST = 300               # addresses of one route whose arguments are combined
FOLLOWED = re.compile(r'(?:href|src|action)="(/[^"#]+)"')
NOT_FOLLOWED = re.compile(r"^/(static|assets|studio/|drawings/|programme/|api/docs|language|sign|public/data)|(search|sort|page)=|\.pdf$")
TAGS = re.compile(r"<[^>]+>")


class Site:
    """The addresses of a site with what its database has, without those that only write."""

    def __init__(self, app: Any, runtime: Runtime, **named: list[str]) -> None:
        self.app = app
        with runtime.sessions.connect() as session:
            rows = {names: [tuple(map(str, row)) for row in session.execute(text(query))] for names, query in KNOWN.items()}
        self._rows = rows | {(name,): [(value,) for value in values] for name, values in named.items()}
        self.pages, self.programs = (list(self._addresses("GET", ALONE, programs=each)) for each in (False, True))

    def _addresses(self, method: str, but: set[str], *, programs: bool) -> Iterator[str]:
        from flask import url_for

        with self.app.test_request_context():
            for rule in self.app.url_map.iter_rules():
                if method in rule.methods and rule.endpoint not in but and rule.rule.startswith("/api/v1") is programs:
                    found = [url_for(rule.endpoint, **values) for values in self._arguments(rule)]
                    yield from found
                    yield from (f"{each}?{ASKED_TOO[rule.endpoint]}" for each in found if method == "GET" and rule.endpoint in ASKED_TOO)

    def _arguments(self, rule: Any) -> Iterator[dict[str, str]]:
        """What fills in a route: rows that the database has, or else each argument with each of its own."""
        open_ = [name for name in ("task_id", "instance_id", "kind", "key", *sorted(rule.arguments)) if name in rule.arguments and name not in (rule.defaults or {})]
        names = tuple(dict.fromkeys(open_))
        rows: Iterable[tuple[str, ...]] = self._rows.get(names) or (
            tuple(value for each in parts for value in each)
            for parts in product(*(self._rows.get((name,)) or [(_made_up(rule, name),)] for name in names))
        )
        return (dict(zip(names, values, strict=True)) for values, _ in zip(rows, range(MOST)))

    def written_by(self, browser: Any, program: Any | None = None, *bodies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Address and words of what is said to somebody who sends each of these to every address that takes something."""
        token = {"X-CSRF-Token": browser.token()}
        for address in self._addresses("POST", NOT_WRITTEN, programs=False):
            for body in bodies:
                for sent in ({"data": body}, {"json": {"answers": body}}):
                    answer = browser.client.post(address, headers=token, **sent)
                    yield address, _without_sent(said_in(answer), address, body)
                    if answer.status_code == 303:
                        yield address, _without_sent(said_in(browser.client.get(answer.location)), answer.location, body)
        for method in ("POST", "PUT", "DELETE") if program else ():
            for address in self._addresses(method, NOT_WRITTEN, programs=True):
                for body in bodies:
                    answer = program.client.open(address, method=method, headers=program.headers, json={"answers": body, **body})
                    yield address, _without_sent(said_in(answer), address, body)

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


def _made_up(rule: Any, name: str) -> str:
    """What a route is asked with where the database has nothing: it still must not say more than that."""
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": str(uuid4()), "IntegerConverter": "1"}.get(kind, "x")


def _without(address: str, words: str) -> str:
    """An answer without the address that was asked for, which everybody may type."""
    for asked in (address, quote(address, safe=""), quote(address), unquote(address)):
        words = words.replace(asked, "")
    return words


def _without_sent(words: str, address: str, sent: Mapping[str, str]) -> str:
    """An answer without what was sent: whoever typed it is shown it again."""
    for each in sorted(sent.values(), key=len, reverse=True):
        words = words.replace(each, "") if each else words
    return _without(address, words)


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
