"""`verify`: holds the rows that people and workers see against what the tokens say, and stored files against their hashes."""

from __future__ import annotations

import argparse
import json

from app.cli import setup
from app.commands import verification
from app.worker.queue import ProcrastinateQueue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `verify`."""
    parser.add_argument("--repair", action="store_true", help="make the rows equal to the tokens")
    parser.add_argument("--files", action="store_true", help="only the stored files, against their hashes")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Prints what differs; 0 when nothing does or all has been repaired, 1 otherwise."""
    engine = setup.ready_engine(setup.database_url())
    runtime = setup.runtime_for(engine, queue=ProcrastinateQueue())
    counted = [0]
    found = verification.altered_files(runtime) if arguments.files else verification.verify(runtime, repair=arguments.repair, progress=lambda seen: counted.__setitem__(0, seen))
    left = [each for each in found if not arguments.repair or each.what.startswith(("unreadable", "file altered"))]
    if arguments.json:
        print(json.dumps({
            "instances": counted[0], "repaired": len(found) - len(left),
            "differences": [{"instance": str(each.instance), "table": each.table, "id": each.id, "what": each.what} for each in found],
        }))
    else:
        for each in found:
            print(f"{each.instance} {each.table} {each.id}: {each.what}")
        setup.say(
            f"已核对 {counted[0]} 个实例，{len(found)} 处不一致，已修复 {len(found) - len(left)} 处。",
            f"{counted[0]} instances looked at, {len(found)} differences, {len(found) - len(left)} repaired.",
        )
    return 1 if left else 0
