"""What the browser's FEEL (feelin, inside form-js) is known to work out in another way than the standard asks for.

The server follows the standard. An expression that a form works out in the browser too is better written without what stands
here; tests/browser compares both, and every built-in function is either shown there to agree or named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lark import Token, Tree

from app import feel

MISSING = frozenset({
    "partition", "extract", "range", "overlaps before", "overlaps after", "finishes", "finished by", "during", "starts",
    "started by", "coincides", "add working days", "next working day", "previous working day", "working days between",
    "is working day", "add months", "at",
})
OTHERWISE = frozenset({"years and months duration", "day of week", "month of year", "is", "today"})
_OF_TIME = frozenset({"days", "time offset", "timezone"})
_EQUALITY = ("=", "!=")
_ARITHMETIC = frozenset({"sum", "product", "power"})
_NOT_ORDERED = frozenset({"list", "context", "true", "false"})
_ODD_TEMPORAL = re.compile(r"\d:\d\d\.\d|^-P")
Difference = tuple[str, str]                     # in English and Chinese


def differences(text: str, functions: frozenset[str] = frozenset()) -> list[Difference]:
    """What of an expression the browser works out otherwise, each once; an unreadable expression has none."""
    try:
        tree = feel.tree(text, functions)
    except feel.FeelSyntaxError:
        return []
    return list(dict.fromkeys(found for inner in tree.iter_subtrees_topdown() for found in _of(inner, functions)))


def _of(tree: Tree, functions: frozenset[str]) -> Iterator[Difference]:
    kind = tree.data
    if kind == "call":
        yield from _call(tree, functions)
    elif kind == "instance_of":
        yield "instance of", "instance of"
    elif kind == "path" and str(tree.children[-1]) in _OF_TIME:
        yield f"the property {tree.children[-1]}", f"属性“{tree.children[-1]}”"
    elif kind in ("product", "negate") and any(_is_duration(child) for child in tree.children):
        yield "calculating with durations", "期间的乘除与取负"
    elif kind == "compare":
        yield from _comparison(tree)
    elif kind == "filter" and any(isinstance(child, Tree) and child.data == "call" for child in tree.children[1:]):
        yield "a filter that is nothing but a function call", "仅由函数调用构成的筛选条件"
    elif kind == "entry" and _calls(tree.children[1], str(tree.children[0])):
        yield "a function that calls itself", "调用自身的函数"


def _call(tree: Tree, functions: frozenset[str]) -> Iterator[Difference]:
    name = _name(tree.children[0])
    if name in MISSING or name in functions:
        yield f"{name}(), which the browser does not have", f"浏览器没有的函数 {name}()"
    elif name in OTHERWISE:
        yield f"{name}()", f"{name}()"
    elif name in ("abs", "sum", "min", "max") and any(_is_temporal(inner) for inner in tree.iter_subtrees() if inner is not tree):
        yield f"{name}() of dates or durations", f"对日期或期间使用 {name}()"
    elif name == "string" and any(_ODD_TEMPORAL.search(token) for token in _literals(tree)):
        yield "string() of fractions of a second or negative durations", "对秒的小数或负期间使用 string()"


def _comparison(tree: Tree) -> Iterator[Difference]:
    left, operator, right = tree.children
    sides = (left, right)
    if str(operator.children[0]) in _EQUALITY:
        if any(_calculates(side) for side in sides) and any(_has_fraction(side) for side in sides):
            yield "equality of calculated decimals, which the browser rounds in binary", "计算所得小数的相等比较（浏览器按二进制舍入）"
        if [side.data for side in sides].count("list") == 1 and any(_is_literal(side) for side in sides):
            yield "a list compared with a single value", "列表与单个值的比较"
    elif any(side.data in _NOT_ORDERED for side in sides) or {side.data for side in sides} == {"number", "string"}:
        yield "the order of values of different types, which is null", "不同类型值的大小比较（结果应为 null）"


def _literals(tree: Tree) -> Iterator[str]:
    return (str(token) for token in tree.scan_values(lambda value: isinstance(value, Token) and value.type in ("STRING", "TEMPORAL")))


def _is_literal(tree: Any) -> bool:
    return isinstance(tree, Tree) and tree.data in ("number", "string", "true", "false")


def _name(tree: Any) -> str:
    return str(tree.children[0]) if isinstance(tree, Tree) and tree.data == "name" else ""


def _is_duration(tree: Any) -> bool:
    """A duration that is written down, perhaps in brackets."""
    while isinstance(tree, Tree) and tree.data == "group":
        tree = next(child for child in tree.children if isinstance(child, Tree))
    if not isinstance(tree, Tree):
        return False
    return _name(tree.children[0] if tree.data == "call" else None) == "duration" or (
        tree.data == "temporal" and str(tree.children[0]).lstrip("-").startswith("P")
    )


def _is_temporal(tree: Tree) -> bool:
    return tree.data == "temporal" or (
        tree.data == "call" and _name(tree.children[0]) in ("date", "time", "date and time", "duration")
    )


def _calculates(tree: Any) -> bool:
    return isinstance(tree, Tree) and any(inner.data in _ARITHMETIC for inner in tree.iter_subtrees())


def _has_fraction(tree: Any) -> bool:
    return isinstance(tree, Tree) and any(
        isinstance(token, Token) and token.type == "NUMBER" and "." in token for token in tree.scan_values(lambda _: True)
    )


def _calls(tree: Any, name: str) -> bool:
    return isinstance(tree, Tree) and tree.data == "function" and any(
        _name(inner.children[0]) == name for inner in tree.iter_subtrees() if inner.data == "call"
    )
