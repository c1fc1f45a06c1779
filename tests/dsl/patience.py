"""Waiting for what other threads and processes do, without sleeping longer than it takes."""

from __future__ import annotations

import threading
from collections.abc import Callable


def until(condition: Callable[[], bool], seconds: float = 5.0, pause: float = 0.02) -> None:
    """Returns as soon as the condition holds; fails when it does not come to that."""
    resting = threading.Event()
    for _ in range(int(seconds / pause)):
        if condition():
            return
        resting.wait(pause)
    raise AssertionError("it did not come to that")
