"""FEEL over the variables a token sees, and the rule that a text beginning with “=” is FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from app import feel

if TYPE_CHECKING:
    from app.engine.execution import Execution


class Viewpoint(Protocol):
    """Where variables are seen from: a token, or the inside of a called process."""

    workflow: "Execution"

    def variables(self) -> Mapping[str, Any]:
        """The variables seen from there."""


def formula(text: str, functions: frozenset[str] = frozenset()) -> feel.Expression:
    """A compiled expression; a leading “=” is allowed everywhere FEEL is expected."""
    return feel.compile(text.strip().removeprefix("="), functions=functions)


def evaluate(text: str, place: Viewpoint, extra: Mapping[str, Any] | None = None) -> Any:
    """The value of FEEL text as seen from a place."""
    variables = place.variables() if extra is None else {**place.variables(), **extra}
    execution = place.workflow
    return formula(text, execution.functions).evaluate(variables, execution.environment)


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
    return {name: variables[name] for name in sorted(formula(text, place.workflow.functions).names) if name in variables}


def key_text(value: Any) -> str:
    """A correlation key as the subscription table holds it: equal values give equal texts."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(feel.to_json(value))
