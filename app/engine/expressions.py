"""FEEL over the variables a token sees, and the rule that a text beginning with “=” is FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from app import feel
from app.errors import Refused


class Viewpoint(Protocol):
    """Where something is evaluated: at a token, or over values on their own."""

    @property
    def environment(self) -> feel.Environment:
        """The world an expression sees there."""

    @property
    def functions(self) -> frozenset[str]:
        """Names that expressions may call beside the built-ins."""

    def variables(self) -> Mapping[str, Any]:
        """The variables seen from there."""


@dataclass(frozen=True)
class Values:
    """Variables on their own: those inside a called process, or those that were looked at some time ago."""

    values: Mapping[str, Any]
    environment: feel.Environment
    functions: frozenset[str]

    def variables(self) -> Mapping[str, Any]:
        """These."""
        return self.values


def formula(text: str, functions: frozenset[str] = frozenset()) -> feel.Expression:
    """A compiled expression; a leading “=” is allowed everywhere FEEL is expected."""
    return feel.compile(text.strip().removeprefix("="), functions=functions)


def evaluate(text: str, place: Viewpoint, extra: Mapping[str, Any] | None = None) -> Any:
    """The value of FEEL text as seen from a place."""
    variables = place.variables() if extra is None else {**place.variables(), **extra}
    return formula(text, place.functions).evaluate(variables, place.environment)


def resolve(text: str | None, place: Viewpoint, extra: Mapping[str, Any] | None = None) -> Any:
    """A setting's value: FEEL when the text begins with “=”, otherwise the text itself."""
    if text is None or not text.startswith("="):
        return text
    return evaluate(text, place, extra)


def holds(text: str, place: Viewpoint, extra: Mapping[str, Any] | None = None) -> bool:
    """Whether a condition is true; null and anything that is not a boolean is not."""
    return evaluate(text, place, extra) is True


def seen(text: str, place: Viewpoint) -> dict[str, Any]:
    """The variables a condition looked at, for the explanation kept with the fact."""
    variables = place.variables()
    return {name: variables[name] for name in sorted(formula(text, place.functions).names) if name in variables}


def heading(text: str | None, place: Viewpoint) -> str | None:
    """A title or key for people; one that cannot be computed yet is no reason to stop."""
    try:
        value = resolve(text, place)
    except Refused:
        return None
    return None if value is None else key_text(value)


def key_text(value: Any) -> str:
    """A correlation key as the subscription table holds it: equal values give equal texts."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(feel.to_json(value))
