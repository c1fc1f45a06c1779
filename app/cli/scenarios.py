"""`scenarios [FILTER]`: tells the stories of the programme and says what of its drawings and tables they have passed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app.cli.files import ROOT

STORIES = ["tests/scenarios", "tests/unit/processes"]
REPORT = "from pathlib import Path; from tests.dsl.coverage import report; import sys; said, enough = report(Path(sys.argv[1])); print(said); sys.exit(not enough)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `scenarios`."""
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="arguments for pytest instead of all stories, such as tests/scenarios/need")


def run(arguments: argparse.Namespace) -> int:
    """pytest's exit code; 1 when an element, or more than a twentieth of the flows or rules, was not passed by the whole."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "JIEBANG_COVERAGE": folder}
        told = arguments.rest or STORIES
        line = [sys.executable, "-m", "pytest", "-p", "tests.dsl.coverage", "-n", str(min(os.cpu_count() or 1, 4)), *told]
        failed = subprocess.call(line, cwd=ROOT, env=environment)
        reported = subprocess.call([sys.executable, "-c", REPORT, str(Path(folder))], cwd=ROOT)
    return failed or (0 if arguments.rest else reported)
