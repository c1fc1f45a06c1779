"""The command line: one subcommand a module, loaded when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import NoReturn

from app.errors import Refused

COMMANDS = {
    "demo": ("serve", "set everything up and serve the demo (what happens without a command)"),
    "serve": ("serve", "web and worker in one process group, on DATABASE_URL or the embedded PostgreSQL"),
    "web": ("web", "the web server alone"),
    "worker": ("worker", "one worker; any number may run"),
    "deploy": ("deploy", "make versions of what has changed in bpmn/ and forms/"),
    "export": ("export", "write the newest published versions back to files"),
    "check": ("check", "what keeps files from being deployed; no database"),
    "layout": ("layout", "give drawings a picture: columns, lanes, flows around shapes; no database"),
    "play": ("play", "run a drawing on the virtual clock; no database"),
    "feel": ("feel", "evaluate an expression; no database"),
    "decide": ("decide", "the answer of a decision of a DMN file, and the rules that gave it; no database"),
    "verify": ("verify", "hold the rows of all instances against their tokens; --repair mends them"),
    "account": ("account", "create an account with a password"),
    "scenarios": ("scenarios", "tell the stories of the programme; say which elements, flows and rules they pass"),
    "simulate": ("simulate", "run a programme of any size on the virtual clock, check it and report; a database of its own"),
    "bench": ("bench", "measure: complete, http, timers"),
    "test": ("test", "install what tests need and run all of them"),
}


class Parser(argparse.ArgumentParser):
    """Says in both languages what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        """Prints the usage and the reason; 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"命令或参数有误：{message}\nThe command or its arguments are wrong: {message}\n")


def main(argv: list[str] | None = None) -> int:
    """Runs one command; its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in {"-h", "--help"}):
        arguments.insert(0, "demo")
    parser = Parser(prog="python3 run.py", description="Jiebang 揭榜")
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, help_text) in COMMANDS.items():
        sub = choices.add_parser(name, help=help_text)
        if name == arguments[0]:
            loaded = importlib.import_module(f"app.cli.{module}")
            loaded.add_arguments(sub)
            sub.set_defaults(run=loaded.run)
    parsed = parser.parse_args(arguments)
    try:
        return parsed.run(parsed)
    except Refused as error:
        print(f"{error.text('zh')}\n{error.text('en')}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
