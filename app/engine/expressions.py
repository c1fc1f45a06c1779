"""FEEL over the variables a token sees, and the rule that a text beginning with “=” is FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app import feel
from app.errors import Refused

if TYPE_CHECKING:
    from app.engine.execution import Token


def formula(text: str, functions: frozenset[str] = frozenset()) -> feel.Expression:
    """A compiled expression; a leading “=” is allowed everywhere FEEL is expected."""
    return feel.compile(text.strip().removeprefix("="), functions=functions)


def evaluate(text: str, token: "Token", extra: Mapping[str, Any] | None = None) -> Any:
    """The value of FEEL text for a token."""
    variables = token.variables() if extra is None else {**token.variables(), **extra}
    execution = token.workflow
    return formula(text, execution.functions).evaluate(variables, execution.environment)


def resolve(text: str | None, token: "Token", extra: Mapping[str, Any] | None = None) -> Any:
    """A setting's value: FEEL when the text begins with “=”, otherwise the text itself."""
    if text is None or not text.startswith("="):
        return text
    return evaluate(text, token, extra)


def holds(text: str, token: "Token", extra: Mapping[str, Any] | None = None) -> bool:
    """Whether a condition is true; null and anything that is not a boolean is not."""
    return evaluate(text, token, extra) is True


def seen(text: str, token: "Token") -> dict[str, Any]:
    """The variables a condition looked at, for the explanation kept with the fact."""
    variables = token.variables()
    return {name: variables[name] for name in sorted(formula(text, token.workflow.functions).names) if name in variables}


def heading(text: str | None, token: "Token") -> str | None:
    """A title or key for people; one that cannot be computed yet is no reason to stop."""
    try:
        value = resolve(text, token)
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
