"""Definitions read from a folder instead of the database."""

from __future__ import annotations

from pathlib import Path

from app.commands.deployments import KINDS
from app.cli.place import ROOT
from app.library import Library, Resource


def definition_files(root: Path = ROOT) -> dict[str, bytes]:
    """All drawings, tables, forms and templates of a checkout, by their path in it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("bpmn", "forms") for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in KINDS
    }


def library_of(files: dict[str, bytes], functions: frozenset[str] = frozenset()) -> Library:
    """A library of files."""
    resources = [Resource(number, path, 1, content) for number, (path, content) in enumerate(sorted(files.items()), 1)]
    return Library(0, resources, functions=functions)


def place_in_checkout(file: Path, root: Path = ROOT) -> str | None:
    """The path of a file in the checkout's bpmn/ or forms/, None for a file from elsewhere."""
    try:
        relative = file.resolve().relative_to(root.resolve()).as_posix()
    except (OSError, ValueError):
        return None
    return relative if relative.startswith(("bpmn/", "forms/")) else None
