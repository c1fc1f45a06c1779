"""Functions: defining them and calling them, by place or by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from lark import Token, Tree

from app.feel.builtins import BUILTINS
from app.feel.compiler import Code, Compiler, node, parts
from app.feel.encoding import adopt
from app.feel.errors import FeelError
from app.feel.nodes.types import Check, type_check, type_name
from app.feel.operators import weigh
from app.feel.run import Scope
from app.feel.values import Function, Value


class FeelFunctionMissing(FeelError):
    """There is no function named {name} here."""

    code = "feel-function"
    zh = "此处没有名为“{name}”的函数。"


@node("function")
def _function(compiler: Compiler, tree: Tree) -> Code:
    """Functions of another language (``external``) are never run: a text that holds one is refused."""
    children = parts(tree)[1:]
    parameters = [child for child in children if isinstance(child, Tree) and child.data == "parameter"]
    for child in children:
        if isinstance(child, Token) and child.type == "EXTERNAL":
            raise compiler.problem(child, "external functions (Java, PMML) are not run", "不运行外部函数（Java、PMML）")
    names = tuple(str(parameter.children[0]) for parameter in parameters)
    checks = [type_check(p.children[1], compiler) if len(p.children) > 1 else None for p in parameters]
    types = tuple(type_name(p.children[1]) if len(p.children) > 1 else "Any" for p in parameters)
    with compiler.binding(names):
        body, cost = compiler.measured(children[-1])
    return lambda scope: user_function(names, types, checks, body, cost, scope)


def user_function(
    names: tuple[str, ...], types: tuple[str, ...], checks: list[Check | None], body: Code, cost: int, outer: Scope
) -> Function:
    """A function that remembers the names around it; null if the arguments do not fit."""

    def call(run: Any, arguments: list[Value]) -> Value:
        if len(arguments) != len(names):
            return None
        for place, (check, value) in enumerate(zip(checks, arguments, strict=True)):
            if check and value is not None:
                weigh(run, value)
                if not check(value):
                    if not (isinstance(value, list) and len(value) == 1 and check(value[0])):
                        return None
                    arguments = [*arguments[:place], value[0], *arguments[place + 1 :]]
        run.enter()
        run.spend(cost)
        result = body(Scope(dict(zip(names, arguments, strict=True)), outer, run))
        run.leave()
        return result

    return Function(names, call, types)


@node("call")
def _call(compiler: Compiler, tree: Tree) -> Code:
    callee, *rest = parts(tree)
    names, codes = _arguments(compiler, rest)
    if callee.data == "name":
        name = str(callee.children[0])
        if not compiler.is_bound(name) and name not in compiler.given:
            if name in BUILTINS:
                return _builtin_call(compiler, callee.children[0], names, codes)
            if name in compiler.functions:
                return _environment_call(name, names, codes)
            raise _unknown(compiler, callee.children[0])
    return _value_call(compiler.code(callee), names, codes)


def _arguments(compiler: Compiler, rest: list[Any]) -> tuple[tuple[str, ...] | None, list[Code]]:
    """Names (None if the arguments stand in order) and codes."""
    if not rest:
        return None, []
    children = parts(rest[0])
    if rest[0].data == "positional":
        return None, [compiler.code(child) for child in children]
    return tuple(map(str, children[::2])), [compiler.code(child) for child in children[1::2]]


def _builtin_call(compiler: Compiler, token: Token, names: tuple[str, ...] | None, codes: list[Code]) -> Code:
    builtin = BUILTINS[str(token)]
    if names is None:
        call = builtin.call
        return lambda scope: call(scope.run, [code(scope) for code in codes])
    named = builtin.call_named
    return lambda scope: named(scope.run, dict(zip(names, [code(scope) for code in codes], strict=True)))


def _environment_call(name: str, names: tuple[str, ...] | None, codes: list[Code]) -> Code:
    """A function that process code provides; what it raises is its own business and passes through."""
    keywords = None if names is None else [part.replace(" ", "_") for part in names]

    def code(scope: Scope) -> Value:
        function = scope.run.environment.functions.get(name)
        if function is None:
            raise FeelFunctionMissing(name=name)
        arguments = [argument(scope) for argument in codes]
        scope.run.spend(10)
        if not _fits(function, keywords, len(arguments)):
            return None
        if keywords is None:
            return adopt(function(*arguments))
        return adopt(function(**dict(zip(keywords, arguments, strict=True))))

    return code


def _fits(function: Callable[..., Any], keywords: list[str] | None, count: int) -> bool:
    """Whether the function takes these arguments, as FEEL answers null if not."""
    try:
        signature = inspect.signature(function)
        signature.bind(*[None] * count) if keywords is None else signature.bind(**dict.fromkeys(keywords))
    except (TypeError, ValueError):
        return False
    return True


def _value_call(callee: Code, names: tuple[str, ...] | None, codes: list[Code]) -> Code:
    def code(scope: Scope) -> Value:
        function = callee(scope)
        arguments = [argument(scope) for argument in codes]
        if not isinstance(function, Function):
            return None
        if names is not None:
            given = dict(zip(names, arguments, strict=True))
            if set(given) != set(function.parameters):
                return None
            arguments = [given[name] for name in function.parameters]
        return function.call(scope.run, arguments)

    return code


def _unknown(compiler: Compiler, token: Token) -> Exception:
    near = get_close_matches(str(token), [*BUILTINS, *compiler.functions, *compiler.given], 1)
    hint, hint_zh = (f"; do you mean {near[0]}?", f"；是否指 {near[0]}？") if near else ("", "")
    return compiler.problem(token, f"there is no function named {token}{hint}", f"没有名为“{token}”的函数{hint_zh}")


