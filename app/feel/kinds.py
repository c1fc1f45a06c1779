"""What kind of value a text will have, as far as that can be told without evaluating it, and where kinds do not go together.

Nothing is said where a kind is not known, and null goes with everything, so what is said is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lark import Token, Tree

from app.feel.builtins import BUILTINS
from app.feel.parser import parse

LITERALS = {"number": "number", "string": "string", "true": "boolean", "false": "boolean", "list": "list", "context": "context"}
RESULTS = {
    **dict.fromkeys((
        "number", "count", "sum", "mean", "median", "abs", "floor", "ceiling", "decimal", "round up", "round down", "round half up",
        "round half down", "modulo", "sqrt", "log", "exp", "product", "stddev", "string length", "day of year", "week of year",
    ), "number"),
    **dict.fromkeys((
        "contains", "starts with", "ends with", "matches", "list contains", "not", "all", "any", "odd", "even", "is defined", "is",
        "before", "after", "meets", "met by", "overlaps", "includes", "during", "is working day",
    ), "boolean"),
    **dict.fromkeys((
        "string", "substring", "upper case", "lower case", "substring before", "substring after", "replace", "string join",
        "day of week", "month of year",
    ), "string"),
    **dict.fromkeys((
        "append", "concatenate", "insert before", "remove", "reverse", "union", "distinct values", "flatten", "sort", "split",
        "index of", "sublist", "get entries", "mode",
    ), "list"),
    "today": "date", "add working days": "date", "next working day": "date", "previous working day": "date", "now": "date and time",
    "date and time": "date and time",
}
SCALARS = frozenset({"number", "string", "boolean", "date", "date and time", "time"})
ZH = {
    "number": "数字", "string": "文本", "boolean": "是否", "date": "日期", "date and time": "日期时间", "time": "时间", "list": "列表",
    "context": "上下文", "null": "空值",
}


@dataclass(frozen=True)
class Clash:
    """Two kinds that do not go together; the result is null, or false."""

    en: str
    zh: str


def kind_and_clashes(text: str, known: Mapping[str, str], names: frozenset[str] = frozenset()) -> tuple[str | None, list[Clash]]:
    """The kind of a text's value, None when it cannot be told, and what does not go together in it.

    `known` gives the kinds of variables; `names` are those that hold operators or keywords. Raises FeelSyntaxError.
    """
    reader = _Reader(known)
    return reader.kind(parse(text.strip().removeprefix("="), frozenset(BUILTINS) | names)), reader.clashes


class _Reader:
    def __init__(self, known: Mapping[str, str]) -> None:
        self.known, self.clashes = dict(known), list[Clash]()

    def kind(self, tree: Tree | Token) -> str | None:
        if isinstance(tree, Token):
            return None
        reads = getattr(self, f"_{tree.data}", None)
        if reads is not None:
            return reads(tree)
        for child in tree.children:
            self.kind(child)
        return LITERALS.get(tree.data)

    def _inside(self, tree: Tree) -> list[str | None]:
        return [self.kind(child) for child in tree.children if isinstance(child, Tree) and child.data != "operator"]

    def _null(self, tree: Tree) -> str:
        return "null"

    def _name(self, tree: Tree) -> str | None:
        return self.known.get(str(tree.children[0]))

    def _group(self, tree: Tree) -> str | None:
        return self._inside(tree)[0]

    def _sum(self, tree: Tree) -> str | None:
        kinds = self._inside(tree)
        plus = all(token.type == "PLUS" for token in tree.children if isinstance(token, Token))
        if "string" in kinds and not plus:
            self._clash("subtracts from or with a text", "用文本做减法")
        self._compare_kinds([kind for kind in kinds if kind in {"number", "string", "boolean"}], "adds", "相加")
        same = set(kinds)
        return kinds[0] if len(same) == 1 and same <= {"number", "string"} else None

    def _product(self, tree: Tree) -> str | None:
        kinds = self._inside(tree)
        if wrong := next((kind for kind in kinds if kind in {"string", "boolean", "list", "context"}), None):
            self._clash(f"multiplies or divides a {wrong}", f"用{ZH[wrong]}做乘除")
        return "number" if set(kinds) == {"number"} else None

    def _compare(self, tree: Tree) -> str:
        self._compare_kinds([kind for kind in self._inside(tree) if kind in SCALARS], "compares", "比较")
        return "boolean"

    def _between(self, tree: Tree) -> str:
        return self._compare(tree)

    def _in_(self, tree: Tree) -> str:
        self._inside(tree)
        return "boolean"

    def _conjunction(self, tree: Tree) -> str:
        self._must_be_boolean(self._inside(tree), "and, or", "and、or")
        return "boolean"

    _disjunction = _conjunction

    def _if_(self, tree: Tree) -> str | None:
        asked, yes, no = self._inside(tree)
        self._must_be_boolean([asked], "if", "if")
        return yes if yes == no else None

    def _call(self, tree: Tree) -> str | None:
        self._inside(tree)
        called = tree.children[0]
        return RESULTS.get(str(called.children[0])) if isinstance(called, Tree) and called.data == "name" else None

    def _filter(self, tree: Tree) -> None:
        self.kind(tree.children[0])              # inside the brackets names may be those of an item

    def _path(self, tree: Tree) -> None:
        self.kind(tree.children[0])

    def _for_(self, tree: Tree) -> str:
        self._with_own_names(tree)
        return "list"

    def _quantified(self, tree: Tree) -> str:
        self._with_own_names(tree)
        return "boolean"

    def _with_own_names(self, tree: Tree) -> None:
        own = {str(each.children[0]) for each in tree.children if isinstance(each, Tree) and each.data == "iterator"}
        before, self.known = self.known, {name: kind for name, kind in self.known.items() if name not in own}
        self._inside(tree)
        self.known = before

    def _function(self, tree: Tree) -> None:
        return None                              # its parameters may be called like variables

    def _context(self, tree: Tree) -> str:
        before = dict(self.known)
        for entry in tree.children:
            if isinstance(entry, Tree):
                name, kind = str(entry.children[0]), self.kind(entry.children[1])
                self.known.pop(name, None)
                if kind is not None:
                    self.known[name] = kind
        self.known = before
        return "context"

    def _compare_kinds(self, kinds: list[str], en: str, zh: str) -> None:
        for other in kinds[1:]:
            if other != kinds[0]:
                self._clash(f"{en} a {kinds[0]} and a {other}", f"{ZH[kinds[0]]}与{ZH[other]}{zh}")
                return

    def _must_be_boolean(self, kinds: list[str | None], en: str, zh: str) -> None:
        if wrong := next((kind for kind in kinds if kind not in {None, "boolean", "null"}), None):
            self._clash(f"{en} asks a {wrong}, which is neither true nor false", f"{zh} 判断的是{ZH[wrong]}，不是真假")

    def _clash(self, en: str, zh: str) -> None:
        self.clashes.append(Clash(en, zh))


def entry_kinds(text: str, known: Mapping[str, str]) -> dict[str, str | None]:
    """Kinds of the entries of a context that is written out; nothing for any other text. Raises FeelSyntaxError."""
    tree, reader = parse(text.strip().removeprefix("="), frozenset(BUILTINS)), _Reader(known)
    if tree.data != "context":
        return {}
    return {str(entry.children[0]): reader.kind(entry.children[1]) for entry in tree.children if isinstance(entry, Tree)}
