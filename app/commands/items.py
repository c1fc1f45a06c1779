"""Changing the items of a multi-instance that is under way: one more expert, another one, one less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app import access
from app.access import Actor
from app.commands.instances import active, written
from app.engine.instance import Instance
from app.runtime import Runtime
from app.store import instances
from app.store.database import Session


def add(runtime: Runtime, session: Session, instance_id: UUID, beside: UUID, item: Any, *, reason: str, by: Actor) -> None:
    """One more item, at the end of the multi-instance in which something waits; `item` is a FEEL value.

    `beside` is the id of what waits there: a user task, job, timer or subscription. Raises Forbidden, ReasonMissing,
    NotFound, NotWaiting.
    """
    _change(runtime, session, instance_id, reason, by, lambda instance: instance.add_item(beside, item, by=by.id, reason=reason.strip()))


def replace(runtime: Runtime, session: Session, instance_id: UUID, inside: UUID, item: Any, *, reason: str, by: Actor) -> None:
    """Another item in the place of the one in which something waits; it begins anew. Raises the same."""
    _change(runtime, session, instance_id, reason, by, lambda instance: instance.replace_item(inside, item, by=by.id, reason=reason.strip()))


def drop(runtime: Runtime, session: Session, instance_id: UUID, inside: UUID, *, reason: str, by: Actor) -> None:
    """The item in which something waits is ended and counts no longer. Raises the same."""
    _change(runtime, session, instance_id, reason, by, lambda instance: instance.drop_item(inside, by=by.id, reason=reason.strip()))


def change(
    runtime: Runtime, session: Session, instance_id: UUID, token: UUID, how: str, text: str, *, reason: str, by: Actor,
) -> None:
    """An operator adds, replaces or drops an item (`how`) as he writes it on a page: the item is FEEL.

    Raises FeelError and NoSuchVariable beside the others.
    """
    if how == "drop":
        return drop(runtime, session, instance_id, token, reason=reason, by=by)
    access.require_role(by, access.OPERATOR)
    item = written(runtime, active(runtime, session, instance_id, reason), text, token)
    (add if how == "add" else replace)(runtime, session, instance_id, token, item, reason=reason, by=by)


def _change(
    runtime: Runtime, session: Session, instance_id: UUID, reason: str, by: Actor, act: Callable[[Instance], None],
) -> None:
    access.require_role(by, access.OPERATOR)
    loaded = active(runtime, session, instance_id, reason)
    act(loaded.instance)
    instances.save(runtime, session, loaded)
