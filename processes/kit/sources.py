"""Which entries of a data file the code of the handlers asks for, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def keys_asked(port: str, package: str = "processes") -> dict[str, tuple[str, ...]]:
    """By key: the modules that say `ports.<port>["key"]`."""
    root = Path(__file__).parents[2] / package
    found: dict[str, set[str]] = {}
    for path in sorted(root.rglob("*.py")):
        module = ".".join(path.relative_to(root.parent).with_suffix("").parts)
        for key in _keys(ast.parse(path.read_text(encoding="utf-8")), port):
            found.setdefault(key, set()).add(module)
    return {key: tuple(sorted(modules)) for key, modules in sorted(found.items())}


def _keys(tree: ast.AST, port: str) -> Iterator[str]:
    for each in ast.walk(tree):
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant) and _called(each.value) == port:
            yield str(each.slice.value)


def _called(value: ast.expr) -> str:
    return value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
