"""The outbox: written with the record, delivered once it is due, tried again, given up, replayed; and what comes in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.access import Actor, Scope
from app.adapters.webhooks import Endpoint, Undelivered, Webhooks, signature, webhooks
from app.clock import SystemClock
from app.commands import exchange
from app.commands.exchange import NotSigned, NumberTaken
from app.errors import Forbidden, Invalid, NotFound
from app.store import exchange as store, records
from app.visibility import Reach
from tests.dsl.basis import basis

BOSS = Actor("boss", "boss", roles=frozenset({"operator"}))
SECRET = "a secret of two systems"


class Receiver(Webhooks):
    """A system that takes, or refuses, what it is sent."""

    def __init__(self, *, fails: int = 0) -> None:
        super().__init__({"national": Endpoint("https://national.example/in", "k1", SECRET, frozenset({"contract filed"}))})
        object.__setattr__(self, "taken", [])
        object.__setattr__(self, "fails", [None] * fails)

    def send(self, system, identity, body, now):
        if self.fails:
            self.fails.pop()
            raise Undelivered("HTTP 503")
        self.taken.append((system, identity, json.loads(body)))


@pytest.fixture
def reached(programme_runtime):
    return replace(programme_runtime, webhooks=Receiver())


def project(runtime, key="XM-1", **data):
    with runtime.sessions.begin() as session:
        records.create(
            session, "project", key, title="固态电池", region="JS", unit="U-1", state="active", data=data, at=runtime.clock.now(), by=None,
        )


def lines(runtime, **chosen):
    with runtime.sessions.connect() as session:
        return store.lines(session, chosen.get("system", ""), chosen.get("state", ""), 1)[0]


def deliver_due(runtime, later=timedelta()):
    with runtime.sessions.begin() as session:
        claimed = exchange.claim_due(runtime, session, SystemClock().now() + later)
    while found := runtime.queue.take():
        if found[0] == "exchange":
            exchange.deliver(runtime, int(found[1]))
    return claimed


@basis("R7.1")
def test_a_change_leaves_with_the_listed_fields_and_nothing_else(reached):
    project(reached, field="ic", leader={"name": "沈知远", "id_number": "secret"})
    assert [(each["system"], each["state"]) for each in lines(reached)] == [("national", "waiting")]
    assert deliver_due(reached) == 1 and deliver_due(reached) == 0
    system, identity, body = reached.webhooks.taken[0]
    assert (system, identity, body["state"], body["data"]["field"]) == ("national", "national:project:XM-1:1", "active", "ic")
    assert set(body["data"]) == {"title", "region", "unit", "field", "start_date", "end_date", "proposal_id"}
    assert lines(reached)[0]["state"] == "delivered"


def test_what_is_rolled_back_never_leaves(reached):
    with pytest.raises(RuntimeError), reached.sessions.begin() as session:
        records.create(session, "project", "XM-9", title="t", region=None, unit=None, state="active", data={}, at=reached.clock.now(), by=None)
        raise RuntimeError
    assert lines(reached) == []


def test_every_version_is_a_line_and_other_types_stay_inside(reached):
    project(reached)
    with reached.sessions.begin() as session:
        records.change(session, "project", "XM-1", state="suspended", at=reached.clock.now(), by=None)
        records.create(session, "score", "S-1", title="t", region=None, unit=None, state="valid", data={}, at=reached.clock.now(), by=None)
    assert [(each["type"], each["version"]) for each in lines(reached)] == [("project", 2), ("project", 1)]


def test_failures_are_tried_again_ever_later_until_they_are_dead_letters(reached):
    runtime = replace(reached, webhooks=Receiver(fails=1))
    project(runtime)
    deliver_due(runtime)
    assert lines(runtime)[0]["attempts"] == 1 and lines(runtime)[0]["error"] == "HTTP 503" and deliver_due(runtime) == 0
    assert deliver_due(runtime, timedelta(minutes=2)) == 1 and lines(runtime)[0]["state"] == "delivered"
    now = SystemClock().now()
    waits = [exchange.next_try(now, attempts) - now for attempts in range(1, exchange.TRIES)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)] and max(waits) == timedelta(hours=6)
    assert exchange.next_try(now, exchange.TRIES) is None


def test_a_dead_letter_is_delivered_when_an_operator_says_so(reached):
    runtime = replace(reached, webhooks=Receiver(fails=exchange.TRIES))
    project(runtime)
    for day in range(exchange.TRIES):
        deliver_due(runtime, timedelta(days=day))
    assert lines(runtime)[0]["state"] == "dead" and deliver_due(runtime, timedelta(days=99)) == 0
    with runtime.sessions.begin() as session:
        with pytest.raises(Forbidden):
            exchange.replay(runtime, session, "national", by=Actor("ann", "ann"))
        assert exchange.replay(runtime, session, "national", by=BOSS) == 1
    assert deliver_due(runtime) == 1 and lines(runtime)[0]["state"] == "delivered"


def test_without_an_address_the_lines_are_collected_into_a_file(programme_runtime):
    project(programme_runtime)
    assert deliver_due(programme_runtime) == 0
    today = programme_runtime.clock.now().date()
    with programme_runtime.sessions.begin() as session:
        found = exchange.collected(programme_runtime, session, "national", today, today, by=BOSS)
        assert [each["key"] for each in found] == ["XM-1"]
        again = exchange.collected(programme_runtime, session, "national", today, today, by=BOSS)
        assert again == found and exchange.collected(programme_runtime, session, "cloud", today, today, by=BOSS) == []
    assert lines(programme_runtime)[0]["state"] == "collected"


# -- what comes --------------------------------------------------------------------------------------------------------


def sent(runtime, body, *, system="national", now=None, key="k1", secret=SECRET, identity="m1", signed=None):
    raw, now = json.dumps(body).encode(), now or int(SystemClock().now().timestamp())
    headers = {
        "Jiebang-Key": key, "Jiebang-Timestamp": str(now), "Idempotency-Key": identity,
        "Jiebang-Signature": signed or signature(secret, now, identity, raw),
    }
    with runtime.sessions.begin() as session:
        return exchange.receive(runtime, session, system, headers, raw)


NUMBER = {"type": "project", "key": "XM-1", "number": "2024YFB0001"}


def test_a_signed_number_is_kept(reached):
    project(reached)
    assert sent(reached, NUMBER) == {"accepted": "number"}
    with reached.sessions.connect() as session:
        assert [each["number"] for each in store.numbers(session, "project", "XM-1")] == ["2024YFB0001"]
        found = records.listing(session, "project", Reach(replace(Actor("a", "a"), scope=Scope("a", everything=True))), search="2024yfb")
    assert found[1] == 1


@pytest.mark.parametrize("wrong", [
    {"secret": "another"}, {"key": "k2"}, {"now": 1}, {"system": "cloud"}, {"system": "nothing"}, {"signed": "v1=00"}, {"signed": "ü"},
])
def test_what_is_not_signed_right_is_refused(reached, wrong):
    project(reached)
    with pytest.raises(NotSigned):
        sent(reached, NUMBER, **wrong)


def test_a_signed_message_counts_once_and_only_of_an_allowed_name(reached):
    message = {"message": "contract filed", "key": "XM-1", "payload": {"no": 3}}
    assert sent(reached, message)["id"] == sent(reached, message)["id"] != sent(reached, message, identity="m2")["id"]
    with pytest.raises(Forbidden):
        sent(reached, message | {"message": "award approved"})
    with pytest.raises(Invalid):
        sent(reached, message | {"key": [1]})
    with pytest.raises(NotFound):
        sent(reached, NUMBER | {"key": "XM-0"})
    with pytest.raises(Invalid):
        sent(reached, ["no object"])


def test_two_records_cannot_have_one_number(reached):
    project(reached), project(reached, "XM-2")
    sent(reached, NUMBER)
    with pytest.raises(NumberTaken):
        sent(reached, NUMBER | {"key": "XM-2"})


# -- where it goes -----------------------------------------------------------------------------------------------------


def to(url, address="93.184.216.34", allowed=()):
    def lookup(host, port, **options):
        return [(2, 1, 6, "", (address, port))]
    return Webhooks({"x": Endpoint(url, "1", SECRET)}, frozenset(allowed), lookup)


@pytest.mark.parametrize("url,address", [
    ("http://a.example/", "93.184.216.34"), ("https://a.example/", "10.0.0.1"), ("https://a.example/", "127.0.0.1"), ("https://a.example/", "169.254.169.254"),
    ("https://a.example/", "::1"), ("https://a.example/", "::ffff:10.0.0.1"), ("https://me:pw@a.example/", "93.184.216.34"), ("file:///etc/passwd", "93.184.216.34"),
    ("https://a.example/", "100.64.0.1"), ("https://a.example/", "0.0.0.0"), ("https://a.example/", "224.0.0.1"),
])
def test_nothing_is_sent_to_private_or_plain_addresses(url, address):
    with pytest.raises(Undelivered, match="ValueError"):
        to(url, address).send("x", "i", b"{}", 1)


@pytest.mark.parametrize("status,fits", [(200, True), (204, True), (302, False), (500, False)])
def test_a_delivery_carries_its_signature_and_follows_nobody(status, fits):
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    sender = to(f"http://local.example:{server.server_port}/in", "127.0.0.1", ["local.example"])
    try:
        if fits:
            sender.send("x", "id-1", b'{"a":1}', 1700000000)
        else:
            with pytest.raises(Undelivered, match=f"HTTP {status}"):
                sender.send("x", "id-1", b'{"a":1}', 1700000000)
    finally:
        server.shutdown()
        server.server_close()
    assert len(got) == 1 and got[0][1] == b'{"a":1}'
    assert got[0][0]["Jiebang-Signature"] == signature(SECRET, 1700000000, "id-1", b'{"a":1}') and got[0][0]["Idempotency-Key"] == "id-1"


def test_addresses_and_secrets_come_from_the_environment_and_are_not_shown():
    found = webhooks({
        "EXCHANGE_CREDIT_REGISTER_URL": "https://c.example", "EXCHANGE_CREDIT_REGISTER_SECRET": SECRET, "EXCHANGE_CREDIT_REGISTER_MESSAGES": "a, b",
        "EXCHANGE_CLOUD_SECRET": SECRET, "EXCHANGE_ALLOW": "Local.example",
    })
    assert found.reachable == ["credit_register"] and found.systems["credit_register"].messages == {"a", "b"} and found.allowed == {"local.example"}
    assert SECRET not in repr(found)


def test_the_example_of_the_documentation_is_right():
    from tests.conftest import ROOT

    assert signature("example", 1727420400, "m-1", b'{"a":1}') in (ROOT / "docs/exchange.md").read_text("utf-8")
