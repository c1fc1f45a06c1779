"""Types as they are written in a text: ``instance of list<number>``, ``function(n: number) ...``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from app.feel.compiler import Code, Compiler, node, parts
from app.feel.operators import weigh
from app.feel.run import Scope
from app.feel.values import KINDS, Function, Range, Value, kind

Check = Callable[[Value], bool]
SIMPLE = (set(KINDS.values()) - {"null"}) | {"Any", "Null"}


@node("instance_of")
def _instance_of(compiler: Compiler, tree: Tree) -> Code:
    value, wanted = parts(tree)
    code, check = compiler.code(value), type_check(wanted, compiler)

    def instance_of(scope: Scope) -> bool:
        candidate = code(scope)
        weigh(scope.run, candidate)
        return check(candidate)

    return instance_of


def type_name(tree: Tree) -> str:
    """The type in one line."""
    return "".join(str(token) for token in tree.scan_values(lambda value: isinstance(value, Token)))


def type_check(tree: Tree, compiler: Compiler | None = None) -> Check:
    """A function that says whether a value is of the type. Raises FeelSyntaxError for a type that does not exist."""
    name_token, *rest = parts(tree)
    name = str(name_token)
    arguments = [child.children for child in rest if child.data == "type_argument"]
    if name == "list" and len(arguments) == 1:
        element = type_check(arguments[0][-1], compiler)
        return lambda value: isinstance(value, list) and all(v is None or element(v) for v in value)
    if name == "range" and len(arguments) == 1:
        end_point = type_check(arguments[0][-1], compiler)
        return lambda value: isinstance(value, Range) and all(
            v is None or end_point(v) for v in (value.start, value.end)
        )
    if name == "context" and arguments:
        entries = {str(key): type_check(wanted, compiler) for key, wanted in arguments}
        return lambda value: isinstance(value, dict) and all(
            key in value and (value[key] is None or check(value[key])) for key, check in entries.items()
        )
    if name == "function":
        return _function_check(arguments)
    return simple_check(name, compiler, name_token)


def _function_check(arguments: list[Any]) -> Check:
    wanted = [type_name(argument[-1]) for argument in arguments]

    def check(value: Value) -> bool:
        if not isinstance(value, Function):
            return False
        if not wanted:
            return True
        return len(wanted) == len(value.parameters) and all(map(_accepts, value.types or ("Any",) * len(wanted), wanted))

    return check


def _accepts(own: str, wanted: str) -> bool:
    """Whether a parameter of one type takes all values of the other."""
    return own == "Any" or own == wanted


def simple_check(name: str, compiler: Compiler | None = None, token: Token | None = None) -> Check:
    """The check for a type that is one name."""
    if name == "Any":
        return lambda value: value is not None
    if name == "Null":
        return lambda value: value is None
    if compiler and name in compiler.types:
        return compiler.types[name] or (lambda value: value is not None)
    if name not in SIMPLE and compiler and token is not None:
        raise compiler.problem(token, f"there is no type named {name}", f"没有名为“{name}”的类型")
    return lambda value: kind(value) == name


