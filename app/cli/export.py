"""`export`: writes the newest published versions back to files, for review in git."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import setup
from app.cli.files import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `export`."""
    parser.add_argument("--to", dest="folder", default=str(ROOT), metavar="FOLDER", help="where bpmn/ and forms/ are written")


def run(arguments: argparse.Namespace) -> int:
    """Writes what differs and says which files those are."""
    engine = setup.ready_engine(setup.database_url())
    runtime = setup.runtime_for(engine)
    with engine.connect() as session:
        library = runtime.library(session)
    written = 0
    for path, resource in sorted(library.resources.items()):
        target = Path(arguments.folder) / path
        if target.exists() and target.read_bytes() == resource.content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(resource.content)
        print(f"{path} v{resource.version}")
        written += 1
    setup.say(f"已写出 {written} 个文件。", f"{written} files written.")
    return 0
