"""Operators: and, or, comparison, arithmetic, if (DMN 1.5, 10.3.2.8 to 10.3.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from lark import Tree

from app.feel import operators
from app.feel.compiler import Code, Compiler, node, parts
from app.feel.nodes.literals import constant
from app.feel.operators import equal, less, negation
from app.feel.run import Run, Scope
from app.feel.values import NUMBERS, Value

Comparison = Callable[[Run, Value, Value], bool | None]
Operation = Callable[[Run, Value, Value], Value]


@node("disjunction")
def _or(compiler: Compiler, tree: Tree) -> Code:
    return _connected(compiler, tree, decides=True)


@node("conjunction")
def _and(compiler: Compiler, tree: Tree) -> Code:
    return _connected(compiler, tree, decides=False)


def _connected(compiler: Compiler, tree: Tree, decides: bool) -> Code:
    """True decides an "or", false an "and", whatever else is unknown; what is no boolean counts as unknown."""
    codes = tuple(compiler.code(child) for child in parts(tree))
    otherwise = not decides

    def code(scope: Scope) -> bool | None:
        result: bool | None = otherwise
        for operand in codes:
            value = operand(scope)
            if value is decides:
                return decides
            if value is not otherwise:
                result = None
        return result

    return code


@node("compare")
def _compare(compiler: Compiler, tree: Tree) -> Code:
    left_tree, operator, right_tree = parts(tree)
    left, right = compiler.code(left_tree), compiler.code(right_tree)
    symbol = str(operator.children[0])
    general, quick = COMPARISONS[symbol], _QUICK[symbol]
    quick_types = (Decimal, str, bool) if symbol in ("=", "!=") else (Decimal, str)

    def code(scope: Scope) -> bool | None:
        a = left(scope)
        b = right(scope)
        kind = type(a)
        if kind is type(b) and kind in quick_types:
            return quick(a, b)
        return general(scope.run, a, b)

    return code


def _unequal(run: Run, a: Value, b: Value) -> bool | None:
    return negation(equal(run, a, b))


COMPARISONS: dict[str, Comparison] = {
    "=": equal,
    "!=": _unequal,
    "<": lambda run, a, b: less(a, b),
    ">": lambda run, a, b: less(b, a),
    "<=": lambda run, a, b: negation(less(b, a)),
    ">=": lambda run, a, b: negation(less(a, b)),
}
_QUICK: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


@node("between")
def _between(compiler: Compiler, tree: Tree) -> Code:
    value, low, high = (compiler.code(child) for child in parts(tree))

    def code(scope: Scope) -> bool | None:
        middle = value(scope)
        above, below = negation(less(middle, low(scope))), negation(less(high(scope), middle))
        if above is None or below is None:
            return None
        return above and below

    return code


@node("sum", "product", "power")
def _arithmetic(compiler: Compiler, tree: Tree) -> Code:
    """A chain such as ``a + b - c`` is one loop, so that a long one does not nest."""
    first = compiler.code(parts(tree)[0])
    rest = [
        (_arithmetic_operation(token.type), compiler.code(operand))
        for token, operand in zip(parts(tree)[1::2], parts(tree)[2::2], strict=True)
    ]

    def code(scope: Scope) -> Value:
        value = first(scope)
        for operation, operand in rest:
            value = operation(scope.run, value, operand(scope))
        return value

    return code


def _arithmetic_operation(symbol: str) -> Operation:
    quick, general = _ARITHMETIC[symbol]
    if quick is None:
        return general

    def operation(run: Run, a: Value, b: Value) -> Value:
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return quick(a, b)
            except DecimalException:
                return None
        return general(run, a, b)

    return operation


_ARITHMETIC: dict[str, tuple[Callable[[Any, Any], Any] | None, Operation]] = {
    "PLUS": (NUMBERS.add, operators.add),
    "MINUS": (NUMBERS.subtract, operators.subtract),
    "STAR": (NUMBERS.multiply, operators.multiply),
    "SLASH": (NUMBERS.divide, operators.divide),
    "POW": (None, operators.power),
}


@node("negate")
def _negate(compiler: Compiler, tree: Tree) -> Code:
    operand = compiler.code(parts(tree)[1])
    if isinstance(value := getattr(operand, "constant", None), Decimal):
        return constant(operators.negate(value))
    return lambda scope: operators.negate(operand(scope))


@node("if_")
def _if(compiler: Compiler, tree: Tree) -> Code:
    """A chain of ``else if`` is one loop."""
    branches: list[tuple[Code, Code]] = []
    while isinstance(tree, Tree) and tree.data == "if_":
        condition, then, tree = parts(tree)
        branches.append((compiler.code(condition), compiler.code(then)))
    otherwise = compiler.code(tree)

    def code(scope: Scope) -> Value:
        for condition, then in branches:
            if condition(scope) is True:
                return then(scope)
        return otherwise(scope)

    return code
