"""Turns a tree into closures, once; evaluating then is calling them.

Each kind of tree node has one function in ``nodes``, found by the name the grammar gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lark import Token, Tree

from app.feel.errors import FeelSyntaxError
from app.feel.run import Scope
from app.feel.values import Value

Code = Callable[[Scope], Value]
NODES: dict[str, Callable[[Compiler, Tree], Code]] = {}

NO_TYPES: Mapping[str, Any] = {}
MAX_DEPTH = 150
NODES_PER_STEP = 10
_BRACKETS = {"LPAR", "RPAR", "LSQB", "RSQB", "LT", "GT"}


def node(*names: str) -> Callable[[Callable[[Compiler, Tree], Code]], Callable[[Compiler, Tree], Code]]:
    """Registers the function that compiles the tree nodes of these names."""

    def register(function: Callable[[Compiler, Tree], Code]) -> Callable[[Compiler, Tree], Code]:
        NODES.update(dict.fromkeys(names, function))
        return function

    return register


class Compiler:
    """What is known while one text is compiled."""

    def __init__(
        self, text: str, names: frozenset[str], functions: frozenset[str], types: Mapping[str, Any] = NO_TYPES
    ) -> None:
        self.text = text
        self.given = names
        self.functions = functions
        self.types = types
        self.free: set[str] = set()
        self.mentioned: Counter[str] = Counter()
        self.size = 0
        self._bound: list[Collection[str] | None] = []
        self._depth = 0

    def code(self, tree: Tree) -> Code:
        """The closure for a tree."""
        self._depth += 1
        self.size += 1
        if self._depth > MAX_DEPTH:
            raise FeelSyntaxError(self.text, 0, "nested too deeply", "嵌套过深")
        result = NODES[tree.data](self, tree)
        self._depth -= 1
        return result

    def measured(self, tree: Tree) -> tuple[Code, int]:
        """The closure, and the steps to count each time it is run again."""
        before = self.size
        code = self.code(tree)
        return code, 1 + (self.size - before) // NODES_PER_STEP

    @contextmanager
    def binding(self, names: Collection[str] | None) -> Iterator[None]:
        """Inside, these names mean something local; None: the names of whatever item a filter looks at."""
        self._bound.append(names)
        yield
        self._bound.pop()

    @property
    def at_top(self) -> bool:
        """Whether names can only mean variables."""
        return not self._bound

    def is_bound(self, name: str) -> bool:
        """Whether the text itself gives this name a meaning here."""
        return any(names is not None and name in names for names in self._bound)

    def mention(self, name: str) -> None:
        """Notes a name; it has to come from outside unless it is bound, or may belong to the item that a filter looks at."""
        self.mentioned[name] += 1
        if not self.is_bound(name) and None not in self._bound:
            self.free.add(name)

    def problem(self, token: Token, problem: str, problem_zh: str) -> FeelSyntaxError:
        """An error at this place of the text."""
        return FeelSyntaxError(self.text, token.start_pos or 0, problem, problem_zh)


def parts(tree: Tree) -> list[Any]:
    """What a node consists of, trees and tokens, without its brackets."""
    return [child for child in tree.children if not (isinstance(child, Token) and child.type in _BRACKETS)]
