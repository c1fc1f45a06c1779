"""``x in ...`` and the cells of decision tables: does a value pass a test (DMN 1.5, 10.3.2.5 and 7.3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from lark import Token, Tree

from app.feel.compiler import Code, Compiler, node, parts
from app.feel.nodes.logic import COMPARISONS
from app.feel.operators import contains
from app.feel.run import Scope
from app.feel.values import Value

Matcher = Callable[[Value, Scope], bool | None]
INPUT = "?"


@node("in_")
def _in(compiler: Compiler, tree: Tree) -> Code:
    value_tree, test_tree = parts(tree)
    value, matches = compiler.code(value_tree), _membership(compiler, test_tree)
    return lambda scope: matches(value(scope), scope)


def _membership(compiler: Compiler, tree: Tree) -> Matcher:
    if tree.data == "in_tests":
        tests = [_membership(compiler, child) for child in parts(tree)]
        return lambda value, scope: any(test(value, scope) is True for test in tests)
    if tree.data in ("compare_test", "open_range"):
        return _comparison(compiler, tree)
    options = compiler.code(tree)
    return lambda value, scope: contains(scope.run, options(scope), value)


def cell_test(compiler: Compiler, tree: Tree) -> Matcher:
    """A test as it stands in a table: ``< 5``, ``[1..5]``, ``"JS"``, or any expression, with ``?`` for the input."""
    if INPUT in tree.scan_values(lambda value: isinstance(value, Token)):
        with compiler.binding({INPUT}):
            inner = _comparison(compiler, tree) if tree.data == "compare_test" else _condition(compiler.code(tree))
        return lambda value, scope: inner(value, Scope({INPUT: value}, scope, scope.run))
    if tree.data == "compare_test":
        return _comparison(compiler, tree)
    return _plain(compiler.code(tree))


def _comparison(compiler: Compiler, tree: Tree) -> Matcher:
    operator, operand = parts(tree)
    compare, right = COMPARISONS[str(operator.children[0])], compiler.code(operand)
    return lambda value, scope: compare(scope.run, value, right(scope))


def _condition(code: Code) -> Matcher:
    """With ``?`` in it, it is a condition; should it still give another value, the input is looked for in that."""

    def matches(value: Value, scope: Scope) -> bool | None:
        result = code(scope)
        return result if type(result) is bool or result is None else contains(scope.run, result, value)

    return matches


def _plain(code: Code) -> Matcher:
    """Without ``?`` it gives what the input has to be; a condition that is no answer to the input decides by itself."""
    if hasattr(code, "constant"):
        return _constant(code.constant)

    def matches(value: Value, scope: Scope) -> bool | None:
        result = code(scope)
        if type(result) is bool and type(value) is not bool and value is not None:
            return result
        return contains(scope.run, result, value)

    return matches


def _constant(wanted: Value) -> Matcher:
    """Most cells are one text or number."""
    simple = type(wanted) in (str, Decimal, bool)

    def matches(value: Value, scope: Scope) -> bool | None:
        if simple and type(value) is type(wanted):
            return value == wanted
        return contains(scope.run, wanted, value)

    return matches
