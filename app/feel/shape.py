"""What can be told of a text without evaluating it."""

from __future__ import annotations

from lark import Token, Tree

from app.feel.builtins import BUILTINS
from app.feel.parser import parse


def entry_names(text: str, names: frozenset[str] = frozenset()) -> frozenset[str] | None:
    """Names of the entries that a context will have; of both answers of an `if`; None when only evaluation can tell.

    `names` are those that hold operators or keywords. Raises FeelSyntaxError.
    """
    return _entries(parse(text.strip().removeprefix("="), frozenset(BUILTINS) | names))


def _entries(tree: Tree | Token) -> frozenset[str] | None:
    if isinstance(tree, Token):
        return None
    if tree.data == "context":
        return frozenset(str(entry.children[0]) for entry in tree.children if isinstance(entry, Tree))
    if tree.data == "if_":
        _, yes, no = tree.children
        one, other = _entries(yes), _entries(no)
        return None if one is None or other is None else one | other
    return None
