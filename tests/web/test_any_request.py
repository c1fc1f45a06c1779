"""Whatever is sent to whatever address: an answer in words, never an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import text
from werkzeug.routing import Rule

from tests.web.conftest import Site, stands_still

ODD = [
    "", "0", "-1", "99999999999999999999", "x", "%", "'", "\\", "<script>", "🙂", "中文", "a" * 3000, "null", "1e999", "NaN",
    "../../etc", "2024-02-30", "9999-12-31", "0001-01-01", "a\nb", "true",
]
BODIES: list[Any] = [
    [], {}, 1, "x", {"answers": None}, {"answers": {}}, {"answers": {"answer": {"a": [1]}}}, {"variables": {"a": 1e308}},
    {"variables": [1]}, {"process_id": "p"}, {"process_id": 5}, {"name": "x", "key": 1, "payload": 3}, {"reason": "x" * 5000},
    {"value": "1 +"}, {"moment": "2024-02-30"}, {"moment": "9999-12-31T00:00:00Z"}, {"files": {}}, {"content": "<x/>", "base": -1},
]
FIELDS = [
    "page", "search", "show", "process", "process_id", "state", "kind", "by", "version", "region", "year", "day", "limit", "at",
    "reason", "name", "value", "moment", "password", "expression", "note", "path", "content", "field", "next", "payload",
]
TURNS = 15


@pytest.fixture
def busy(two: Site) -> Site:
    """Two tasks that wait, and an incident."""
    two.deploy(stands_still("q"))
    two.start(region="JS", id="P1", title="one")
    two.start(region="JS", id="P2", title="two")
    two.start("q", region="JS", id="P3", amount=1)
    return two


def known_ids(site: Site) -> list[str]:
    tables = ("instances", "user_tasks", "timers", "incidents")
    with site.runtime.sessions.connect() as session:
        return [str(uuid4()), *(str(each) for table in tables for each in session.scalars(text(f"SELECT id FROM {table}")))]


def addresses(rule: Rule, ids: list[str], chance: Random) -> Iterator[str]:
    """Addresses of a route, with ids that exist and texts that nobody expects."""
    for _ in range(TURNS):
        parts = [
            quote(str(chance.choice([*ids, *ids, *ODD[1:], "p", "a", "bpmn/p/p.bpmn", 1, 5])), safe="/") if open_ else part
            for open_, part in rule._trace if part != "|"
        ]
        yield "/" + "".join(parts).lstrip("/")


@pytest.mark.parametrize("body", ["[" * 100_000 + "]" * 100_000, "9" * 6_000, "{", ""])
def test_json_that_cannot_be_read_is_refused(busy, body):
    boss, robot = busy.browser("boss", "operator"), busy.program("robot", "operator")
    task, token = uuid4(), {"X-CSRF-Token": boss.token()}
    for client, path, headers in (
        (boss.client, f"/tasks/{task}/complete", token), (boss.client, "/start/p", token),
        (robot.client, f"/api/v1/user-tasks/{task}/complete", robot.headers), (robot.client, "/api/v1/instances", robot.headers),
        (robot.client, "/api/v1/messages", robot.headers),
    ):
        answer = client.post(path, data=f'{{"answers": {{"x": {body}}}}}', headers=headers, content_type="application/json")
        assert answer.status_code in {400, 422}, path


def test_no_request_gives_an_error_of_ours(busy):
    chance, ids = Random(20250318), known_ids(busy)
    roles = ("operator", "designer", "agency", "auditor", "region_officer@JS")
    browser, program = busy.browser("boss", *roles), busy.program("robot", *roles)
    token, answers = browser.token(), []
    for rule in sorted(busy.app.url_map.iter_rules(), key=str):
        if "sign-out" in rule.rule:
            continue
        for address in addresses(rule, ids, chance):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                sent: dict[str, Any] = {"query_string": {chance.choice(FIELDS): chance.choice(ODD) for _ in range(2)}}
                if method != "GET":
                    sent |= chance.choice([
                        {"json": chance.choice(BODIES)}, {"data": {name: chance.choice(ODD) for name in chance.sample(FIELDS, 5)}},
                    ])
                headers = {"X-CSRF-Token": token, **(program.headers if address.startswith("/api/") else {})}
                answer = browser.client.open(address, method=method, headers=headers, **sent)
                answers.append((answer.status_code, method, address, sent))
    assert {200, 303, 400, 404, 422} <= {each[0] for each in answers}
    assert [each for each in answers if each[0] >= 500] == []
