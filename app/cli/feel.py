"""`feel EXPRESSION [--context JSON]`: the value of an expression; needs no database."""

from __future__ import annotations

import argparse
import json

from app.calendar import official_calendar
from app.cli.files import library_of_checkout
from app.clock import SystemClock
from app.feel import Environment
from app.feel.command import evaluate_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `feel`."""
    parser.add_argument("expression", metavar="EXPRESSION")
    parser.add_argument("--context", default="{}", metavar="JSON", help="variables as a JSON object")
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; the answer is always JSON")


def run(arguments: argparse.Namespace) -> int:
    """Prints {"value": …} or {"error": …}; 1 for an error."""
    world = Environment(SystemClock().now(), official_calendar, library_of_checkout().callables)
    answer = evaluate_text(arguments.expression, arguments.context, world)
    print(json.dumps(answer, ensure_ascii=True))
    return 1 if "error" in answer else 0
