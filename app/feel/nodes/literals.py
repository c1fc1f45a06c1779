"""Values written down: numbers, texts, dates, lists, contexts, ranges."""

from __future__ import annotations

from decimal import DecimalException
from typing import Any

from lark import Tree

from app.feel.compiler import Code, Compiler, node, parts
from app.feel.operators import ORDERED, make_range
from app.feel.run import Scope
from app.feel.temporal import parse_temporal
from app.feel.values import Range, Value, kind, number


def constant(value: Value) -> Code:
    """Always the same."""

    def code(scope: Scope) -> Value:
        return value

    code.constant = value  # type: ignore[attr-defined]
    return code


@node("number")
def _number(compiler: Compiler, tree: Tree) -> Code:
    token = parts(tree)[0]
    try:
        return constant(number(token.value))
    except DecimalException:
        raise compiler.problem(token, "the number is too large", "数字过大") from None


@node("string")
def _string(compiler: Compiler, tree: Tree) -> Code:
    return constant(str(parts(tree)[0]))


@node("temporal")
def _temporal(compiler: Compiler, tree: Tree) -> Code:
    token = parts(tree)[0]
    try:
        return constant(parse_temporal(str(token)))
    except (ValueError, OverflowError):
        raise compiler.problem(token, "not a date, time or duration", "不是日期、时间或期间") from None


@node("true", "false", "null")
def _word(compiler: Compiler, tree: Tree) -> Code:
    return constant({"true": True, "false": False, "null": None}[tree.data])


@node("group")
def _group(compiler: Compiler, tree: Tree) -> Code:
    return compiler.code(parts(tree)[0])


@node("list")
def _list(compiler: Compiler, tree: Tree) -> Code:
    codes = [compiler.code(child) for child in parts(tree)]

    def code(scope: Scope) -> Value:
        scope.run.spend(len(codes))
        return [element(scope) for element in codes]

    return code


@node("context")
def _context(compiler: Compiler, tree: Tree) -> Code:
    """Entries see those before them, and a function sees its own name, so that it can call itself."""
    entries: list[tuple[str, Code]] = []
    names: set[str] = set()
    for entry in parts(tree):
        key = str(entry.children[0])
        if key in names:
            raise compiler.problem(entry.children[0], f"the entry {key!r} is there twice", f"条目“{key}”重复")
        if entry.children[1].data == "function":
            names.add(key)
        with compiler.binding(names):
            entries.append((key, compiler.code(entry.children[1])))
        names.add(key)

    def code(scope: Scope) -> Value:
        scope.run.spend(len(entries) + 1)
        values: dict[str, Value] = {}
        inner = Scope(values, scope, scope.run)
        for key, entry_code in entries:
            values[key] = entry_code(inner)
        return values

    return code


@node("range")
def _range(compiler: Compiler, tree: Tree) -> Code:
    opening, start, end, closing = list[Any](tree.children)
    start_included = opening.type == "LSQB"
    end_included = closing.type == "RSQB"
    start_code, end_code = compiler.code(start), compiler.code(end)

    def code(scope: Scope) -> Value:
        return make_range(start_code(scope), end_code(scope), start_included, end_included)

    return code


@node("open_range")
def _open_range(compiler: Compiler, tree: Tree) -> Code:
    operator, end_point = parts(tree)
    build = _OPEN[str(operator.children[0])]
    end_code = compiler.code(end_point)

    def code(scope: Scope) -> Value:
        value = end_code(scope)
        return build(value) if kind(value) in ORDERED else None

    return code


_OPEN = {
    "<": lambda value: Range(None, value, False, False),
    "<=": lambda value: Range(None, value, False, True),
    ">": lambda value: Range(value, None, False, False),
    ">=": lambda value: Range(value, None, True, False),
    "=": lambda value: Range(value, value, True, True, "="),
    "!=": lambda value: Range(value, value, False, False, "!="),
}
