"""What other systems are told, and what they tell: the outbox is delivered, signed messages are taken, numbers are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app import access, data_files, feel
from app.access import Actor
from app.adapters.webhooks import Undelivered
from app.clock import SHANGHAI, SystemClock
from app.commands import messages
from app.engine.waiting import Fact
from app.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.runtime import Runtime
from app.store import documents, exchange as store, instances, records
from app.store.database import Session

FILE = "exchange"
BATCH = 100
IN_HAND = timedelta(minutes=5)             # a worker that dies leaves a line to the others after that
FIRST_WAIT, LONGEST_WAIT, TRIES = timedelta(minutes=1), timedelta(hours=6), 12
MOST_LINES = 20_000
NUMBER_LENGTH = 100


class NotSigned(Refused):
    """The signature does not fit: check key, secret, clock and that the body is signed as it is sent."""

    status = 401
    code = "not-signed"
    zh = "签名不符：请核对密钥、时钟，并确认签名内容与发送内容一致。"


class NumberTaken(Conflict):
    """Another record has this number in that system; check it there."""

    code = "number-taken"
    zh = "该系统中的这一编号已属于另一条记录，请核对。"


def follow(runtime: Runtime, session: Session, changed: Mapping[str, bytes]) -> None:
    """The routes become what a deployment's file says; lines written before keep what they were written with."""
    path = next((file.path for file in runtime.programme.data_files if file.name == FILE), None)
    if path not in changed:
        return
    entries = data_files.entries(changed[path]).values() if changed[path] else ()
    routes = {(each["system"], each["record"]): _names(each["fields"]) for each in entries}
    store.set_routes(session, [(*route, fields) for route, fields in routes.items()])


def _names(text: str) -> list[str]:
    return [name for name in (each.strip() for each in text.split(",")) if name]


# -- what leaves -------------------------------------------------------------------------------------------------------


def claim_due(runtime: Runtime, session: Session, real_now: datetime) -> int:
    """Defers the delivery of lines that are due; says how many."""
    if not runtime.webhooks.reachable:
        return 0
    claimed = store.claim(session, runtime.webhooks.reachable, real_now, IN_HAND, BATCH)
    for identity in claimed:
        runtime.queue.defer(session, "exchange", str(identity), lock=f"exchange:{identity}")
    return len(claimed)


def deliver(runtime: Runtime, identity: int) -> None:
    """Delivers a line; no transaction is open meanwhile. What fails is tried again later, and at last is a dead letter."""
    with runtime.sessions.connect() as session:
        line = store.line(session, identity)
    if line is None or line["state"] != "waiting" or line["system"] not in runtime.webhooks.reachable:
        return
    now = SystemClock().now()
    try:
        runtime.webhooks.send(line["system"], identity_of(line), body_of(line), int(now.timestamp()))
    except Undelivered as error:
        attempts = line["attempts"] + 1
        with runtime.sessions.begin() as session:
            store.failed(session, identity, str(error), attempts, next_try(now, attempts))
        return
    with runtime.sessions.begin() as session:
        store.delivered(session, identity, now)


def next_try(now: datetime, attempts: int) -> datetime | None:
    """When a line that has failed so often is tried again: after a minute, two, four … hours; None when it is given up."""
    return now + min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) if attempts < TRIES else None


def identity_of(line: Mapping[str, Any]) -> str:
    """The same for every attempt at the same version: whoever has seen it may ignore it."""
    return ":".join(str(line[name]) for name in ("system", "type", "key", "version")).encode("ascii", "backslashreplace").decode()


def body_of(line: Mapping[str, Any]) -> bytes:
    """What a system is told about a version of a record: nothing but the fields that the programme lists."""
    return json.dumps(content_of(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a value: plain JSON."""
    own = {name: line[name] for name in ("title", "region", "unit")}
    data = {name: line["data"].get(name, own.get(name)) for name in line["fields"]}
    return {
        "id": identity_of(line), "type": line["type"], "key": line["key"], "version": line["version"],
        "state": line["record_state"], "at": line["at"].astimezone(SHANGHAI).isoformat(), "number": line["number"],
        "data": feel.to_json(data),
    }


def replay(runtime: Runtime, session: Session, system: str, *, by: Actor, identity: int | None = None) -> int:
    """An operator has dead letters of a system delivered again, or one line whatever became of it."""
    access.require_role(by, access.OPERATOR)
    _require_system(runtime, system)
    number = store.replay(session, system, SystemClock().now(), identity)
    _note(runtime, session, "exchange_replayed", by, {"name": system, "count": number})
    return number


def acknowledge(runtime: Runtime, session: Session, identity: int, *, by: Actor) -> None:
    """An operator's program says that the other system has a line; raises NotFound."""
    access.require_role(by, access.OPERATOR)
    if store.line(session, identity) is None:
        raise NotFound()
    system = store.acknowledge(session, identity, runtime.clock.now())
    if system is not None:
        _note(runtime, session, "exchange_acknowledged", by, {"name": system, "count": 1})


def collected(runtime: Runtime, session: Session, system: str, first: date, last: date, *, by: Actor) -> list[dict[str, Any]]:
    """What a system is to know of a period, both days included; without an address these lines are done by that."""
    access.require_role(by, access.OPERATOR)
    _require_system(runtime, system)
    if first > last:
        raise Invalid({"last": ["末日不能早于首日。" if by.language == "zh" else "The last day is before the first."]})
    since, until = _begins(first), _begins(last + timedelta(days=1))
    lines = store.told(session, system, since, until, MOST_LINES)
    if system not in runtime.webhooks.reachable:
        store.collect(session, system, since, until, runtime.clock.now())
    return [content_of(line) for line in lines]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


# -- what comes --------------------------------------------------------------------------------------------------------


def receive(runtime: Runtime, session: Session, system: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A signed message of another system: {"message", "key", "payload"} or {"type", "key", "number"}.

    Raises NotSigned, Forbidden for a message that it may not send, Invalid, NotFound for a record that is not there.
    """
    if system not in runtime.programme.systems or not runtime.webhooks.knows(system, headers, body, int(SystemClock().now().timestamp())):
        raise NotSigned()
    given = _read(body)
    sender = Actor(f"system:{system}", runtime.programme.systems[system][0], roles=frozenset({access.OPERATOR}))
    if "message" not in given:
        keep_number(runtime, session, str(given.get("type")), str(given.get("key")), system, given.get("number"), sender)
        return {"accepted": "number"}
    name, key = given["message"], given.get("key")
    if name not in runtime.webhooks.systems[system].messages:
        raise Forbidden()
    if not isinstance(key, (str, int)) or not isinstance(given.get("payload", {}), dict):
        raise Invalid({"key": ["文本或数字。A text or a number."]})
    dedupe = f"{system}:{headers.get('Idempotency-Key', '')}"
    identity = messages.publish(
        runtime, session, name, feel.from_json(key), feel.from_json(given.get("payload", {})), by=sender, dedupe_key=dedupe,
    )
    return {"accepted": "message", "id": str(identity)}


def _read(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Invalid({"body": ["须为 JSON 对象。A JSON object is expected."]})
    return given


# -- external numbers --------------------------------------------------------------------------------------------------


def put_number(
    runtime: Runtime, session: Session, type: str, key: str, system: str, number: str, *, by: Actor,
) -> None:
    """Staff keep the number that a record has in another system; an empty one is taken back."""
    row = _row(session, type, key)
    if row is None or not by.scope.covers(row["region"], row["unit"]):
        raise NotFound()
    if not may_number(by, row):
        raise Forbidden()
    keep_number(runtime, session, type, key, system, number, by)


def _row(session: Session, type: str, key: str) -> Mapping[str, Any] | None:
    """A record, or a document by its number: both may have numbers elsewhere."""
    return documents.by_number(session, key) if type == "document" else records.get(session, type, key)


def may_number(who: Actor, row: Mapping[str, Any]) -> bool:
    """Whether somebody is staff for a record: of everything or of its region; units only read."""
    return who.scope.everything or row["region"] in who.scope.regions


def keep_number(
    runtime: Runtime, session: Session, type: str, key: str, system: str, number: Any, by: Actor,
) -> None:
    """Keeps the number of a record, whoever may; raises Invalid, NotFound, NumberTaken."""
    _require_system(runtime, system)
    text = number.strip() if isinstance(number, str) else ""
    if not isinstance(number, str) or len(text) > NUMBER_LENGTH or not text.isprintable():
        raise Invalid({"number": [f"须为不超过 {NUMBER_LENGTH} 字的文字。At most {NUMBER_LENGTH} characters of text."]})
    if _row(session, type, key) is None:
        raise NotFound()
    if not text:
        store.remove_number(session, type, key, system)
    elif not store.put_number(session, type, key, system, text, runtime.clock.now(), by.id):
        raise NumberTaken()
    _note(runtime, session, "external_number", by, {"types": type, "key": key, "name": system, "after": text})


def _require_system(runtime: Runtime, system: str) -> None:
    if system not in runtime.programme.systems:
        raise NotFound()


def _note(runtime: Runtime, session: Session, kind: str, by: Actor, data: dict[str, Any]) -> None:
    instances.add_facts(session, None, [Fact(kind, "", None, runtime.clock.now(), by.id, data)])
