"""What is known while a decision model is read, and what was found wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lxml import etree

from app.decisions.types import Types, fitting
from app.errors import Finding
from app.feel.compiler import Code
from app.feel.errors import FeelSyntaxError
from app.feel.language import Expression, UnaryTests, compile, compile_unary, compile_within
from app.feel.nodes.literals import constant

_NULL = Expression("null", frozenset(), constant(None))


@dataclass(frozen=True)
class Reader:
    """Reads expressions at one place of the model; ``names`` are those that can be seen there."""

    file: str
    types: Types
    functions: frozenset[str]
    names: frozenset[str]
    found: list[Finding]
    element: str = ""  # the id of the decision
    place: tuple[str, str] = ("", "")  # in English and Chinese
    tables: list[tuple[Reader, Any]] = field(default_factory=list)  # all decision tables, with their places
    kinds: Mapping[str, str] = field(default_factory=dict)  # input data and the types they refer to
    constants: Mapping[str, Callable[..., Any]] = field(default_factory=dict)  # functions that always answer the same
    mentioned: set[str] = field(default_factory=set)  # variables that the expressions of this element look at

    def knowing(self, *names: str | None) -> Reader:
        """The same place with more names."""
        return replace(self, names=self.names | {name for name in names if name})

    def at(self, element: str, name: str) -> Reader:
        """Another decision."""
        return replace(self, element=element, place=(name, name), mentioned=set())

    def error(self, code: str, en: str, zh: str, element: str | None = None) -> None:
        """Notes what keeps the model from being used."""
        self.found.append(Finding(element or self.element, code, "error", zh, en, self.file))

    def warning(self, code: str, en: str, zh: str, element: str | None = None) -> None:
        """Notes what should be looked at."""
        self.found.append(Finding(element or self.element, code, "warning", zh, en, self.file))

    def expression(self, text: str, place: tuple[str, str]) -> Expression:
        """An expression of a table that sees only the variables; an unreadable one is noted and stands for null."""
        types = self.types.named()
        return self._read(partial(compile_within, types=types) if types else compile, text, place)

    def within_expression(self, text: str, place: tuple[str, str]) -> Expression:
        """An expression that stands inside something larger."""
        return self._read(partial(compile_within, types=self.types.named()), text, place)

    def within(self, text: str, place: tuple[str, str]) -> Code:
        """The closure of an expression that stands inside something larger."""
        return self.within_expression(text, place).code

    def tests(self, text: str, place: tuple[str, str]) -> UnaryTests:
        """An input cell; an unreadable one is noted."""
        try:
            return compile_unary(text, self.names, self.functions)
        except FeelSyntaxError as error:
            self._unreadable(error, place)
            return compile_unary("-")

    def checked(self, code: Code, typed: etree._Element | None) -> Code:
        """The code, with its values made to fit the type that the element refers to."""
        check = None if typed is None else self.types.check(typed.get("typeRef"))
        return code if check is None else lambda scope: fitting(scope.run, check, code(scope))

    def _read(self, read: object, text: str, place: tuple[str, str]) -> Expression:
        if not text:
            return _NULL
        try:
            expression = read(text, self.names, self.functions)  # type: ignore[operator]
            self.mentioned.update(expression.names)
            return expression
        except FeelSyntaxError as error:
            self._unreadable(error, place)
            return _NULL

    def _unreadable(self, error: FeelSyntaxError, place: tuple[str, str]) -> None:
        self.error("cell-unreadable", f"{place[0]}: {error.text('en')}", f"{place[1]}：{error.text('zh')}")
