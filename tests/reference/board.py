"""What lies on the board of the reference game: variables, tokens, scopes, and what is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


class Incident(Exception):
    """A token cannot go on."""


@dataclass(eq=False)
class Frame:
    """Variables of a process, called process, item or turn, or those that a subprocess declares."""

    kind: str                                # process | item | turn | owned
    around: "Frame | None" = None
    values: dict[str, Any] = field(default_factory=dict)

    def seen(self) -> dict[str, Any]:
        """Everything visible from here; a process does not see who called it."""
        outer = self.around.seen() if self.around is not None and self.kind != "process" else {}
        return {**outer, **self.values}

    def write(self, name: str, value: Any) -> None:
        """To the nearest frame that declares the name, else the nearest item or process."""
        if self.kind in {"process", "item"} or (self.kind == "owned" and name in self.values):
            self.values[name] = value
        elif not (self.kind == "turn" and name in self.values):
            assert self.around is not None
            self.around.write(name, value)


@dataclass(eq=False)
class Wait:
    """A boundary event, the start of an event subprocess, or a token's own reason to wait."""

    node: dict[str, Any]
    token: "Token | None" = None             # whose activity is watched, or who waits
    scope: "Scope | None" = None             # whose event subprocess this starts
    due: datetime | None = None
    every: timedelta | None = None
    left: int | None = None
    held: bool = False
    over: bool = False
    age: int = 0

    @property
    def event(self) -> dict[str, Any]:
        return self.node["event"]

    @property
    def name(self) -> str | None:
        """The message or signal it waits for."""
        if self.node["kind"] == "receiveTask":
            return self.node["message"] or self.node["id"]
        return self.event["name"] or self.node["id"] if self.event.get("kind") in {"message", "signal"} else None

    @property
    def interrupts(self) -> bool:
        return self.node["interrupting"] or self.event["kind"] in {"error", "cancel"}


@dataclass(eq=False)
class Token:
    """A token at a node of a scope."""

    node: dict[str, Any]
    scope: "Scope"
    flow: str | None = None
    state: str = "coming"                    # coming | open | job | event | join | busy | incident
    again: str = "coming"                    # the state in which an incident tries again
    frame: Frame | None = None               # variables of an item alone
    inside: "Scope | None" = None
    watches: list[Wait] = field(default_factory=list)
    wait: Wait | None = None
    rivals: list["Token"] = field(default_factory=list)
    number: int = 0                          # of an item or turn
    started: bool = False                    # an event subprocess's own start has been triggered already
    undoing: list[dict[str, Any]] | None = None
    apart: bool = False

    @property
    def alive(self) -> bool:
        return self in self.scope.tokens

    @property
    def variables(self) -> Frame:
        return self.frame or self.scope.variables

    def place(self) -> tuple[int, ...]:
        """Where it lies, the same however often the board is set up anew."""
        here = (self.scope.tokens.index(self),)
        return here if self.scope.host is None else (*self.scope.host.place(), *here)

    def numbers(self) -> tuple[int, ...]:
        """Which items and turns it is in, from the outside in."""
        return (*(self.scope.host.numbers() if self.scope.host is not None else ()), self.number or 0)


@dataclass(eq=False)
class Scope:
    """Tokens that move together: of a process, a subprocess, the items of an activity, or compensating activities."""

    kind: str                                # process | sub | called | items | turns | undoing
    drawing: dict[str, Any] | None
    variables: Frame
    host: Token | None = None
    tokens: list[Token] = field(default_factory=list)
    armed: list[Wait] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)      # what can be compensated, in order of completion
    rest: list[Any] = field(default_factory=list)                 # items that have not begun
    total: int = 0
    complete: int = 0
    results: dict[int, Any] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return 0 if self.host is None else 1 + self.host.scope.depth

    def everything(self) -> Iterator[Token]:
        """All tokens inside, the outer ones first."""
        for token in list(self.tokens):
            yield token
            if token.inside is not None:
                yield from token.inside.everything()

    def waits(self) -> Iterator[Wait]:
        """All that is waited for inside."""
        yield from self.armed
        for token in self.tokens:
            yield from token.watches
            if token.wait is not None and token.state == "event":
                yield token.wait
            if token.inside is not None:
                yield from token.inside.waits()
