"""Compiles FEEL texts, once for each text, and evaluates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lark import Tree

from app.feel import nodes  # noqa: F401  registers the kinds of node
from app.feel.builtins import BUILTINS
from app.feel.compiler import NO_TYPES, Code, Compiler
from app.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from app.feel.nodes.tests import Matcher, cell_test
from app.feel.nodes.types import SIMPLE, Check
from app.feel.parser import parse, parse_tests
from app.feel.run import Environment, Run, Scope
from app.feel.values import Value

NO_NAMES: frozenset[str] = frozenset()
_LANGUAGE = frozenset(BUILTINS) | SIMPLE
_CACHED = 4096


@dataclass(frozen=True)
class Expression:
    """A compiled expression. ``names`` are the variables it mentions."""

    text: str
    names: frozenset[str]
    code: Code = field(repr=False, compare=False)

    def evaluate(self, variables: Mapping[str, Value], environment: Environment) -> Value:
        """The value; null wherever FEEL gives an operation no meaning. Raises FeelBudgetExceeded."""
        return self.evaluate_in(Scope(variables, None, Run(environment)))

    def evaluate_in(self, scope: Scope) -> Value:
        """The value as a part of a larger evaluation, whose budget it shares."""
        try:
            return self.code(scope)
        except RecursionError:
            raise _too_deep() from None


@dataclass(frozen=True)
class UnaryTests:
    """What stands in the cell of a decision table. ``names`` are the variables it mentions beside its input."""

    text: str
    names: frozenset[str]
    tests: tuple[Matcher, ...] | None = field(repr=False, compare=False)  # None: any value passes
    negated: bool = field(repr=False, compare=False)

    def matches(self, input_value: Value, variables: Mapping[str, Value], environment: Environment) -> bool:
        """Whether the input passes one of the tests (none of them behind ``not``). Raises FeelBudgetExceeded."""
        return self.matches_in(input_value, Scope(variables, None, Run(environment)))

    def matches_in(self, input_value: Value, scope: Scope) -> bool:
        """The same as a part of a larger evaluation, whose budget it shares."""
        if self.tests is None:
            return True
        try:
            for test in self.tests:
                if test(input_value, scope) is True:
                    return not self.negated
        except RecursionError:
            raise _too_deep() from None
        return self.negated


@lru_cache(maxsize=_CACHED)
def compile(text: str, names: frozenset[str] = NO_NAMES, functions: frozenset[str] = NO_NAMES) -> Expression:
    """Reads an expression (DMN 1.5, 10.3.1).

    ``names``: variables to be known, needed only for names that hold operators or keywords, or hold functions.
    ``functions``: names of the functions that the environment will provide. Raises FeelSyntaxError.
    """
    compiler = Compiler(text, names, functions)
    try:
        code = compiler.code(parse(text, _LANGUAGE | names | functions))
    except RecursionError:
        raise _nested(text) from None
    return Expression(text, frozenset(compiler.free), code)


def compile_within(
    text: str, names: frozenset[str], functions: frozenset[str] = NO_NAMES, types: Mapping[str, Check | None] = NO_TYPES
) -> Expression:
    """Reads an expression that stands inside something larger, such as an entry of a boxed context: its names are looked for
    in all the scopes around it, and ``types`` are known beside those of the language. Raises FeelSyntaxError."""
    compiler = Compiler(text, names, functions, types)
    try:
        with compiler.binding(()):
            code = compiler.code(parse(text, _LANGUAGE | names | functions | frozenset(types)))
    except RecursionError:
        raise _nested(text) from None
    return Expression(text, frozenset(compiler.free), code)


@lru_cache(maxsize=_CACHED)
def compile_unary(text: str, names: frozenset[str] = NO_NAMES, functions: frozenset[str] = NO_NAMES) -> UnaryTests:
    """Reads the tests of an input cell (DMN 1.5, 10.3.1 rule 17): ``-``, ``< 5``, ``"JS", "ZJ"``, ``not(...)``.

    Inside them ``?`` is the input. Raises FeelSyntaxError.
    """
    if text.strip() in ("-", ""):
        return UnaryTests(text, frozenset(), None, False)
    compiler = Compiler(text, names, functions)
    try:
        trees, negated = parse_tests(text, _LANGUAGE | names | functions)
        tests = tuple(cell_test(compiler, tree) for tree in trees)
    except RecursionError:
        raise _nested(text) from None
    return UnaryTests(text, frozenset(compiler.free - {"?"}), tests, negated)


def tree(text: str, functions: frozenset[str] = NO_NAMES) -> Tree:
    """How an expression is built, for whoever looks at its form and not at its value. Raises FeelSyntaxError."""
    try:
        return parse(text, _LANGUAGE | functions)
    except RecursionError:
        raise _nested(text) from None


def _nested(text: str) -> FeelSyntaxError:
    return FeelSyntaxError(text, 0, "nested too deeply", "嵌套过深")


def _too_deep() -> FeelBudgetExceeded:
    return FeelBudgetExceeded("nested too deeply", "嵌套过深")
