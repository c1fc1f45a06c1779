"""`check FILE… [--json]`: what keeps files from being deployed; needs no database."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from app import decisions
from app.checking import check_content, context_of
from app.cli import findings
from app.cli.files import FileUnreadable, definition_files, library_of, models_beside, place_in_checkout, read_file
from app.data_files import DataFile
from app.engine.checks.rule import Context
from app.errors import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `check`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a drawing, table or form")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Prints a line per finding; 1 when there is an error among them."""
    context: Context | None = None
    failed = False
    for name in arguments.files:
        path = Path(name)
        if place_in_checkout(path) and context is None:
            context = _context()
        place = place_in_checkout(path)
        for finding in _findings(path, name, (context or Context()) if place else Context(), place):
            failed = failed or finding.blocks
            print(json.dumps(findings.as_json(finding), ensure_ascii=False) if arguments.json else findings.as_text(finding))
    return 1 if failed else 0


def _context() -> Context:
    """Names of the checkout: a drawing that lies in it is checked against its forms, roles and operations."""
    from app.factory import load_programme

    programme = load_programme()
    return context_of(programme, library_of(definition_files(), programme.supplied))


@cache
def _data_files() -> tuple[DataFile, ...]:
    """The data files of the programme."""
    from app.factory import load_programme

    return load_programme().data_files


def _findings(path: Path, name: str, context: Context, place: str | None) -> list[Finding]:
    try:
        content = read_file(path, name)
    except FileUnreadable as error:
        return [Finding(None, error.code, "error", error.text("zh"), error.text("en"), name)]
    kind = name if path.suffix in {".bpmn", ".dmn", ".form", ".json", ".docx", ".txt"} else f"{name}.bpmn"
    if place in {file.path for file in _data_files()}:
        kind = place
    found = check_content(kind, content, context, decisions.among(lambda: models_beside(path)), _data_files())
    return [replace(each, file=name) for each in found]


