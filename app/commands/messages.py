"""Messages find whoever subscribed to their name and key; what nobody takes waits in the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from app import access, feel
from app.access import Actor
from app.commands import instances as instance_commands
from app.engine.errors import NotWaiting
from app.engine.holding import Suspended
from app.engine.expressions import key_text
from app.engine.waiting import Fact, Message
from app.errors import Conflict, NotFound
from app.runtime import Runtime
from app.store import instances, work
from app.store.database import Session


class WrongAddressee(Conflict):
    """That instance does not wait for message “{name}” with key “{key}”; nothing was delivered."""

    code = "wrong-addressee"
    zh = "该实例并未等待键为“{key}”的消息“{name}”，未投递。"


def publish_signal(
    runtime: Runtime, session: Session, name: str, payload: Mapping[str, Any], *, by: Actor, dedupe_key: str | None = None,
) -> UUID:
    """A program or operator throws a signal: it reaches everybody who waits for it now, and is not kept for later."""
    access.require_role(by, access.OPERATOR)
    earlier = work.message_by_dedupe_key(session, dedupe_key) if dedupe_key is not None else None
    if earlier is not None:
        return earlier["id"]
    signal = Message(name, "", payload, True, kind="signal")
    identity = instances.add_message(runtime, session, signal, dedupe_key=dedupe_key)
    if identity is None:
        return work.message_by_dedupe_key(session, dedupe_key)["id"]      # the same came at the same moment
    instances.add_facts(session, None, [Fact("signal_published", "", None, runtime.clock.now(), by.id, {"signal": name})])
    return identity


def publish(
    runtime: Runtime, session: Session, name: str, key: Any, payload: Mapping[str, Any], *, by: Actor,
    dedupe_key: str | None = None, instance_id: UUID | None = None,
) -> UUID:
    """A program or operator sends a message; returns its id, the earlier one for a repeated `dedupe_key`.

    With `instance_id` it is refused unless that very instance waits for this name and key (WrongAddressee).
    """
    access.require_role(by, access.OPERATOR)
    text = key_text(key)
    if dedupe_key is not None:
        earlier = work.message_by_dedupe_key(session, dedupe_key)
        if earlier is not None:
            return earlier["id"]
    if instance_id is not None:
        waiting = {subscriber.instance_id for subscriber in work.subscribers(session, name, text)}
        if instance_id not in waiting:
            raise WrongAddressee(name=name, key=text)
    message = Message(name, text, payload)
    identity = instances.add_message(runtime, session, message, dedupe_key=dedupe_key)
    if identity is None:
        return work.message_by_dedupe_key(session, dedupe_key)["id"]      # the same came at the same moment
    instances.add_facts(session, instance_id, [Fact(
        "message_published", "", None, runtime.clock.now(), by.id, {"message": name, "key": text},
    )])
    return identity


def refuse(runtime: Runtime, session: Session, name: str, key: Any, instance_id: UUID, *, by: Actor) -> None:
    """Keeps a line about a message that was addressed to the wrong instance."""
    instances.add_facts(session, instance_id, [Fact(
        "message_refused", "", None, runtime.clock.now(), by.id, {"message": name, "key": key_text(key)},
    )])


def withdraw(runtime: Runtime, session: Session, message_id: UUID, *, by: Actor) -> None:
    """An operator takes back a message that nobody has taken; raises NotFound, Conflict when it is no longer waiting."""
    access.require_role(by, access.OPERATOR)
    message = work.message(session, message_id)
    if message is None:
        raise NotFound()
    if message["state"] != "waiting":
        raise Conflict()
    now = runtime.clock.now()
    work.settle_message(session, message_id, "withdrawn", [], now)
    instances.add_facts(session, None, [Fact(
        "message_withdrawn", "", None, now, by.id, {"message": message["name"], "key": message["key"]},
    )])


def deliver(runtime: Runtime, session: Session, message_id: UUID) -> int:
    """Brings a waiting message to its subscribers, or starts the process that it starts; says to how many."""
    message = work.message(session, message_id)
    if message is None or message["state"] != "waiting":
        return 0
    if message["kind"] == "signal":
        return _spread(runtime, session, message)
    payload = feel.decode(message["payload"])
    reached: list[UUID] = []
    asked = work.subscribers(session, message["name"], message["key"])
    for subscriber in asked:
        if _correlate(runtime, session, subscriber, payload, message["broadcast"]):
            reached.append(subscriber.instance_id)
            if not message["broadcast"]:
                break
    if not reached and not any(subscriber.suspended for subscriber in asked):     # else it waits until that goes on
        reached = _start(runtime, session, message, payload)
    if reached or message["broadcast"]:
        work.settle_message(session, message_id, "delivered", reached, runtime.clock.now())
    else:
        _look_again(runtime, session, message, {each.id for each in asked})
    return len(reached)


def _spread(runtime: Runtime, session: Session, signal: Mapping[str, Any]) -> int:
    """Everybody who waits for a signal at this moment is told in a transaction of his own; processes that it starts begin."""
    waiting: dict[UUID, list[str]] = {}
    for subscriber in work.subscribers(session, signal["name"], signal["key"], "signal"):
        waiting.setdefault(subscriber.instance_id, []).append(str(subscriber.id))
    for instance, subscriptions in waiting.items():
        runtime.queue.defer(session, "signal", f"{signal['id']}:{instance}:{','.join(subscriptions)}", lock=str(instance))
    library, payload = runtime.library(session), feel.decode(signal["payload"])
    started = [
        instance_commands.start_with(runtime, session, library, process, payload, event=start)
        for process, start in library.signal_starters(signal["name"])
    ]
    work.settle_message(session, signal["id"], "delivered", [*waiting, *started], runtime.clock.now())
    return len(waiting) + len(started)


def deliver_signal(runtime: Runtime, session: Session, argument: str) -> None:
    """Brings a signal to one instance, at every place where it waited for it when the signal was thrown."""
    signal, instance, subscriptions = argument.split(":")
    payload = feel.decode(work.payload(session, UUID(signal)) or {})
    loaded = instances.load(runtime, session, UUID(instance))
    for subscription in subscriptions.split(","):
        with suppress(NotWaiting):               # it has gone on meanwhile, perhaps by this very signal
            loaded.instance.correlate(UUID(subscription), payload)
    instances.save(runtime, session, loaded)


def _look_again(runtime: Runtime, session: Session, message: Mapping[str, Any], asked: set[UUID]) -> None:
    """Somebody may have begun to wait while nobody was found: then the message is delivered anew, in a transaction of its own."""
    name, key = message["name"], message["key"]
    work.meet(session, [(name, key)])
    if any(each.id not in asked for each in work.subscribers(session, name, key)):
        runtime.queue.defer(session, "deliver", str(message["id"]), lock=f"{name}:{key}")


def _correlate(runtime: Runtime, session: Session, subscriber: Any, payload: Mapping[str, Any], broadcast: bool) -> bool:
    if subscriber.suspended and not broadcast:
        return False
    loaded = instances.load(runtime, session, subscriber.instance_id)
    try:
        loaded.instance.correlate(subscriber.id, payload, keep=broadcast)
        taken = True
    except Suspended:                            # at this very moment; whoever resumes it will have the message delivered
        return False
    except NotWaiting:
        taken = False
    instances.save(runtime, session, loaded)
    return taken


def _start(runtime: Runtime, session: Session, message: Mapping[str, Any], payload: Mapping[str, Any]) -> list[UUID]:
    library = runtime.library(session)
    return [
        instance_commands.start_with(runtime, session, library, process, payload, message=message["name"])
        for process in library.starters_of(message["name"])
    ]
