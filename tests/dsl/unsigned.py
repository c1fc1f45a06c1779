"""A house in which what a designer publishes counts at once."""

from __future__ import annotations

from dataclasses import replace

from app.runtime import Runtime


def unsigned(runtime: Runtime) -> Runtime:
    """The same programme without signatures on its versions."""
    return replace(runtime, programme=replace(runtime.programme, release=None))
