"""FEEL on the command line: a text in, plain JSON out, whatever the text is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.errors import Refused
from app.feel.encoding import from_json, to_json
from app.feel.errors import FeelSyntaxError
from app.feel.language import compile
from app.feel.run import Environment

MAX_CONTEXT = 4_000_000


def evaluate_text(expression: str, context_json: str = "{}", environment: Environment | None = None) -> dict[str, Any]:
    """``{"value": ...}``, or ``{"error": {...}}`` with code, message, message_zh, position, line and column.

    ``context_json`` is a JSON object with the variables. Nothing is raised.
    """
    try:
        variables = variables_of(context_json)
        names = frozenset(variables)
        world = environment or Environment(datetime(1970, 1, 1, tzinfo=UTC))
        compiled = compile(expression, names, frozenset(world.functions))
        return {"value": to_json(compiled.evaluate(variables, world))}
    except Refused as error:
        return _refused(error)


class ContextUnreadable(Refused):
    """The context is no JSON object ({why})."""

    code = "context"
    zh = "上下文不是 JSON 对象（{why}）。"


def variables_of(context_json: str) -> dict[str, Any]:
    """The variables in a JSON object. Raises ContextUnreadable, FeelValueError."""
    try:
        if len(context_json) > MAX_CONTEXT:
            raise ValueError("too long")
        data = json.loads(context_json or "{}", parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
        if not isinstance(data, dict):
            raise ValueError("not an object")
    except RecursionError:
        raise ContextUnreadable(why="nested too deeply") from None
    except ValueError as error:
        raise ContextUnreadable(why=str(error)) from error
    return from_json(data)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _refused(error: Refused) -> dict[str, Any]:
    failure = _failure(error.code, error.text("en"), error.text("zh"))
    if isinstance(error, FeelSyntaxError):
        failure["error"] |= {"position": error.position, "line": error.line, "column": error.column}
    return failure


def _failure(code: str, en: str, zh: str) -> dict[str, Any]:
    return {"error": {
        "code": code, "message": _printable(en), "message_zh": _printable(zh), "position": None, "line": None, "column": None,
    }}


def _printable(text: str) -> str:
    """Half characters cannot be written to a terminal."""
    return text.encode("utf-8", "replace").decode()
