"""`bench NAME`: measures beside a peer or a floor, on a database of its own; nothing is asserted."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
from typing import Any

from app.cli import setup

NAMES = ("complete", "http", "timers", "inbox", "feel", "reviewers", "first_page", "migration")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `bench`."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all without a name")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")


def run(arguments: argparse.Namespace) -> int:
    """Prints figures: medians and ratios, with the machine they were taken on."""
    wanted = arguments.names or list(NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        setup.say(f"没有名为 {unknown[0]} 的测量。", f"There is no measurement called {unknown[0]}; there are {', '.join(NAMES)}.")
        return 2
    results: dict[str, Any] = {"machine": machine()}
    for name in wanted:
        setup.say(f"正在测量 {name} …", f"measuring {name} …")
        results[name] = importlib.import_module(f"tests.bench.{name}").measure(quick=arguments.quick)
    print(json.dumps(results, ensure_ascii=False, indent=None if arguments.json else 2))
    return 0


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    load = os.getloadavg() if hasattr(os, "getloadavg") else (0.0,)
    return {"python": platform.python_version(), "cores": os.cpu_count(), "load": round(load[0], 1), "system": platform.system()}
