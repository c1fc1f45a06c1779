"""`layout FILE… [--stdout]`: gives drawings a picture, written into the files; needs no database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.files import FileUnreadable, read_file
from app.layout import lay_out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `layout`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a drawing")
    parser.add_argument("--stdout", action="store_true", help="print the result instead of writing the file")


def run(arguments: argparse.Namespace) -> int:
    """Lays out each file; 1 when one cannot be read."""
    failed = False
    for name in arguments.files:
        try:
            content = lay_out(read_file(Path(name), name))
        except FileUnreadable as error:
            print(f"{error.text('zh')}\n{error.text('en')}", file=sys.stderr)
            failed = True
            continue
        if arguments.stdout:
            sys.stdout.buffer.write(content)
        else:
            Path(name).write_bytes(content)
    return 1 if failed else 0
