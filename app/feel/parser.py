"""From tokens to a tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Tree, UnexpectedToken
from lark.lexer import Lexer

from app.feel.errors import FeelSyntaxError
from app.feel.lexer import tokens


class _Ready(Lexer):
    """Lark is given tokens where it expects a text."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        return iter(data)


@cache
def _lark() -> Lark:
    grammar = files("app.feel").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar, parser="lalr", lexer=_Ready, start=["start_expression", "start_tests"], maybe_placeholders=False
    )


def parse(text: str, names: frozenset[str]) -> Tree:
    """The tree of one expression. Raises FeelSyntaxError."""
    return _parse(text, tokens(text, names), "start_expression").children[0]


def parse_tests(text: str, names: frozenset[str]) -> tuple[list[Tree], bool]:
    """The trees of comma-separated unary tests, and whether ``not( )`` stands around them."""
    found = tokens(text, names)
    negated = _wrapped_in_not(found)
    if negated:
        found = found[2:-1]
    return _parse(text, found, "start_tests").children, negated


def _parse(text: str, found: list[Token], start: str) -> Tree:
    try:
        return _lark().parse(found, start=start)  # type: ignore[arg-type]
    except UnexpectedToken as error:
        raise _problem(text, error.token) from None


def _problem(text: str, token: Token) -> FeelSyntaxError:
    if token.type == "$END":
        return FeelSyntaxError(text, len(text), "the expression is not complete", "表达式不完整")
    seen = text[token.start_pos : token.end_pos][:40]
    return FeelSyntaxError(text, token.start_pos or 0, f"unexpected {seen!r}", f"意外的“{seen}”")


def _wrapped_in_not(found: list[Token]) -> bool:
    if [t.type for t in found[:2]] != ["NAME", "LPAR"] or found[0] != "not" or found[-1].type != "RPAR":
        return False
    depth = 0
    for token in found[1:-1]:
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        if depth == 0:
            return False
    return True
