"""What an instance waits for, and what it reports: values for the store, which knows no token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class UserTask:
    """A token that waits for a person."""

    id: UUID
    element: str
    process: str
    name: str
    form: str
    candidates: tuple[str, ...]              # grants, see app.access
    excluded: tuple[str, ...]                # person ids that may not do it
    due: datetime | None                     # aware, UTC
    reminders: tuple[tuple[str, datetime], ...]   # template, moment
    lane: str = ""
    item: str = ""                           # which one of several, for people: what a called process is about, or a number


@dataclass(frozen=True)
class Timer:
    """A token that waits for a moment."""

    id: UUID
    element: str
    due: datetime                            # aware, UTC


@dataclass(frozen=True)
class Subscription:
    """A token that waits for a message of this name and correlation key, or for a signal, which has no key."""

    id: UUID
    element: str
    message: str
    key: str
    kind: str = "message"                    # message | signal


@dataclass(frozen=True)
class Condition:
    """A token that waits until something is true; the instance looks by itself whenever its variables have changed."""

    id: UUID
    element: str
    text: str


@dataclass(frozen=True)
class Job:
    """A token that waits for a worker to report back."""

    id: UUID
    element: str
    process: str
    operation: str


@dataclass(frozen=True)
class Incident:
    """A token that cannot go on without an operator."""

    id: UUID
    element: str
    code: str
    message: str
    zh: str = field(default="", compare=False)           # the same in Chinese; what older releases stopped has none


@dataclass(frozen=True)
class Waiting:
    """Everything an instance waits for."""

    user_tasks: tuple[UserTask, ...] = ()
    timers: tuple[Timer, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[Job, ...] = ()
    incidents: tuple[Incident, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Message:
    """A message on its way to whoever subscribed to its name and key; a signal on its way to everybody who waits for it."""

    name: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    broadcast: bool = False
    element: str = ""
    kind: str = "message"                    # message | signal


@dataclass(frozen=True)
class Fact:
    """One line of history: something happened at an element; `data` are FEEL values."""

    kind: str
    element: str
    token: UUID | None
    at: datetime
    by: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
