"""`decide FILE --decision NAME [--inputs JSON]`: the answer of a decision; needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from app import decisions, feel
from app.calendar import official_calendar
from app.cli.files import library_of_checkout, models_beside, read_file
from app.cli.findings import as_json
from app.clock import SystemClock
from app.errors import Refused
from app.feel.command import variables_of

WRONG_MODEL = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `decide`."""
    parser.add_argument("file", metavar="FILE", help="a decision model (.dmn); what it imports lies beside it")
    parser.add_argument("--decision", metavar="NAME", help="id or name of a decision or service; may be left out if there is one")
    parser.add_argument("--inputs", default="{}", metavar="JSON", help="variables as a JSON object, or @FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Prints the value with the rules that matched, or the error with its place; 1 for an error, 2 for an unusable file."""
    code, answer = _answer(arguments)
    try:
        print(feel.json_text(answer) if arguments.json else _told(answer))
    except feel.FeelValueError as error:                 # a function, say, is no answer that can be written down
        print(feel.json_text({"error": _error(error)}) if arguments.json else _told({"error": _error(error)}))
        return 1
    return code


def _answer(arguments: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    try:
        content = read_file(Path(arguments.file), arguments.file)
        functions = library_of_checkout().callables
        model = decisions.load(content, arguments.file, frozenset(functions), decisions.among(lambda: models_beside(Path(arguments.file))))
    except decisions.ModelRefused as refused:
        return WRONG_MODEL, {"error": _error(refused), "findings": [as_json(each) for each in refused.findings]}
    except Refused as error:
        return WRONG_MODEL, {"error": _error(error)}
    try:
        text = arguments.inputs
        text = read_file(Path(text[1:]), text[1:]).decode("utf-8", "replace") if text.startswith("@") else text
        world = feel.Environment(SystemClock().now(), official_calendar, functions)
        outcome = model.decision(arguments.decision or _only(model)).evaluate(model.read(variables_of(text)), world)
        return 0, {
            "value": outcome.value, "matched": list(outcome.matched), "inputs": decisions.plain(outcome.inputs),
            "decisions": outcome.explained(),
        }
    except Refused as error:
        found = model.problems.get(_id(model, arguments.decision))
        return 1, {"error": _error(error), "matched": list(getattr(error, "rules", ()))} | ({"findings": [as_json(found)]} if found else {})


def _only(model: decisions.DecisionModel) -> str:
    if len(model.decisions) == 1:
        return next(iter(model.decisions))
    names = ", ".join(decision.name or decision.id for decision in model.decisions.values())
    raise decisions.DecisionError(model.name, f"say with --decision which one of: {names}", f"请用 --decision 指明其中之一：{names}")


def _id(model: decisions.DecisionModel, name: str | None) -> str:
    try:
        return model.decision(name or _only(model)).decision.id
    except Refused:
        return ""


def _error(error: Refused) -> dict[str, Any]:
    return {"code": error.code, "message": error.text("en"), "message_zh": error.text("zh")}


def _told(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['error']['message_zh']}\n{answer['error']['message']}"
    lines = [_readable(answer['value'])]
    for each in answer["decisions"]:
        rules = "; ".join(" ".join([f"{rule['number']}", *(note["text"] for note in rule["notes"])]) for rule in each["rules"])
        lines.append(f"  {each['name']}: {_readable(each['outputs'])}" + (f" ({rules})" if rules else ""))
    return "\n".join(lines)


def _readable(value: Any) -> str:
    return json.dumps(feel.to_json(value), ensure_ascii=False)
