"""Requests that may come twice: one idempotency key, one effect, the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.clock import SystemClock
from app.errors import Conflict
from app.runtime import Runtime
from app.store import work
from app.store.database import Session


class KeyReused(Conflict):
    """This idempotency key was used for another request."""

    code = "key-reused"
    zh = "该幂等键已用于另一个请求。"


@dataclass
class Repeated:
    """The answer given earlier, None for a first request; set it for those to come."""

    answer: Any = None


@contextmanager
def once(runtime: Runtime, session: Session, person: str, key: str | None, request: str) -> Iterator[Repeated]:
    """Runs its body's effect once per person and key; without a key every time. Raises KeyReused.

    Keys are remembered by the time of the world outside, as clients live by it.
    """
    repeated = Repeated()
    if not key:
        yield repeated
        return
    key = key[:200]
    earlier = work.remember_request(session, person, key, request, SystemClock().now())
    if earlier is not None:
        if earlier["request"] != request:
            raise KeyReused()
        repeated.answer = earlier["answer"]
    yield repeated
    if earlier is None:
        work.remember_answer(session, person, key, repeated.answer)
