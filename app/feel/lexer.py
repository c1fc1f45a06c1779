"""Cuts a FEEL text into tokens, and finds out where a name with spaces ends.

In FEEL a name may hold spaces and even operators (``days and time duration``, ``pre-tax income``), so its end depends on which
names are known. Known names are taken at their longest; apart from that, words that follow each other without an operator
between them are one name, since nothing else could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lark import Token

from app.feel.errors import FeelSyntaxError

MAX_TEXT = 50_000
MAX_TOKENS = 10_000
MAX_NESTING = 100

# The ranges of 10.3.1.2 rules 28 and 29, less Chinese and full-width punctuation, which is never meant as a name.
_START = (
    r"A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3005-\u3007\u3021-\u302F\u3031-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF66-\uFFDC"
    r"\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(f"[{_START}][{_PART}]*")
_KEY = re.compile(rf"([{_START}](?:[{_PART}./\-'+*]|\s(?!//|/\*)){{0,200}}?)\s*:")
_GAP = re.compile(r"(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'@?"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SYMBOL = re.compile(r"\.\.|\*\*|<=|>=|!=|->|[-+*/<>=()\[\]{},.:?]")
_INSTANCE_OF = re.compile(r"instance\s+of(?![\w])")
_EXTERNAL = re.compile(r"external\s*\{")

KEYWORDS = {
    "or": "_OR", "and": "_AND", "between": "_BETWEEN", "in": "_IN", "if": "_IF", "then": "_THEN", "else": "_ELSE",
    "for": "_FOR", "return": "_RETURN", "some": "QUANTIFIER", "every": "QUANTIFIER", "satisfies": "_SATISFIES",
    "function": "FUNCTION", "true": "TRUE", "false": "FALSE", "null": "NULL",
}
SYMBOLS = {
    "..": "_DOTDOT", "**": "POW", "<=": "COMPARE", ">=": "COMPARE", "!=": "COMPARE", "=": "COMPARE", "<": "LT", ">": "GT",
    "->": "_ARROW", "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB",
    "{": "_LBRACE", "}": "_RBRACE", ",": "_COMMA", ".": "_DOT", ":": "_COLON", "?": "NAME",
}
_ENDS_A_VALUE = {"NAME", "NUMBER", "STRING", "TEMPORAL", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "_RBRACE", "RANGE_CLOSE"}
_BEGINS_A_VALUE = (_ENDS_A_VALUE - {"RPAR", "RSQB", "_RBRACE", "RANGE_CLOSE"}) | {
    "LPAR", "LSQB", "_LBRACE", "RANGE_OPEN", "MINUS", "_IF", "_FOR", "QUANTIFIER", "FUNCTION",
}
_HINTS = {"（": "(", "）": ")", "，": ",", "：": ":", "＞": ">", "＜": "<", "＝": "=", "“": '"', "”": '"', "＋": "+", "－": "-",
          "×": "*", "÷": "/", "。": ".", "【": "[", "】": "]", "≥": ">=", "≤": "<=", "≠": "!=", "？": "?", "；": ",", "、": ","}


def tokens(text: str, names: frozenset[str]) -> list[Token]:
    """The tokens of a text in which ``names`` are known. Raises FeelSyntaxError."""
    if len(text) > MAX_TEXT:
        raise FeelSyntaxError(text, MAX_TEXT, "the expression is too long", "表达式过长")
    return list(_Lexer(text, names))


def problem_at(text: str, position: int) -> FeelSyntaxError:
    """What to say about a character that cannot stand where it stands."""
    character = text[position]
    if character == '"':
        return FeelSyntaxError(text, position, "the text in quotes does not end", "引号中的文本没有结束")
    if text.startswith("/*", position):
        return FeelSyntaxError(text, position, "the comment does not end", "注释没有结束")
    hint = _HINTS.get(character)
    return FeelSyntaxError(
        text, position,
        f"unexpected character {character!r}" + (f", write {hint}" if hint else ""),
        f"意外的字符“{character}”" + (f"，请写成 {hint}" if hint else ""),
    )


class _Lexer:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.known = dict(_index(names))
        self.found: list[Token] = []
        self.open = 0

    def __iter__(self) -> Iterator[Token]:
        position = self._after_gap(0)
        while position < len(self.text):
            token = self._next(position)
            self._watch_brackets(token)
            self.found.append(token)
            if len(self.found) > MAX_TOKENS:
                raise FeelSyntaxError(self.text, position, "the expression is too long", "表达式过长")
            position = self._after_gap(token.end_pos or 0)
        self._close_open_ranges()
        return iter(self.found)

    def _next(self, position: int) -> Token:
        character = self.text[position]
        if character in '@"' and (match := _STRING.match(self.text, position)):
            kind = "TEMPORAL" if character == "@" else "STRING"
            return self._token(kind, unescaped(self.text, match.group(1), match.start(1)), position, match.end())
        if (match := _NUMBER.match(self.text, position)) and not (character == "." and self._previous() in _ENDS_A_VALUE):
            return self._token("NUMBER", match.group(), position, match.end())
        if match := WORD.match(self.text, position):
            return self._word(position, match.group())
        if (match := _SYMBOL.match(self.text, position)) and not self.text.startswith("/*", position):
            return self._token(SYMBOLS[match.group()], match.group(), position, match.end())
        raise problem_at(self.text, position)

    def _after_gap(self, position: int) -> int:
        """Behind spaces and comments."""
        gap = _GAP.match(self.text, position)
        return gap.end() if gap else position

    def _previous(self) -> str:
        return self.found[-1].type if self.found else ""

    def _word(self, position: int, word: str) -> Token:
        before = self._previous()
        if before in {"LPAR", "_COMMA", "_LBRACE", "LT"} and (match := _KEY.match(self.text, position)):
            name = " ".join(match.group(1).split())
            if not _PLAIN_NAME.fullmatch(name):
                self.known[word] = [*self.known.get(word, ()), _pattern(name)]
            return self._token("KEY", name, position, match.end(1))
        end = self._known_end(position, word)
        if before != "_DOT" and end == position + len(word):
            if match := _INSTANCE_OF.match(self.text, position):
                return self._token("_INSTANCE_OF", "instance of", position, match.end())
            if word in KEYWORDS:
                return self._token(KEYWORDS[word], word, position, end)
            if before == "RPAR" and _EXTERNAL.match(self.text, position):
                return self._token("EXTERNAL", word, position, end)
        end = self._joined(end)
        return self._token("NAME", " ".join(self.text[position:end].split()), position, end)

    def _known_end(self, position: int, word: str) -> int:
        """Where the longest known name that begins here ends, at least after the first word."""
        ends = [m.end() for pattern in self.known.get(word, ()) if (m := pattern.match(self.text, position))]
        return max(ends, default=position + len(word))

    def _joined(self, end: int) -> int:
        """Takes in the words that follow: two words without an operator between them are one name."""
        while match := _NEXT_WORD.match(self.text, end):
            if match.group(1) in KEYWORDS or _INSTANCE_OF.match(self.text, match.start(1)):
                break
            end = self._known_end(match.start(1), match.group(1))
        return end

    def _token(self, kind: str, value: str, start: int, end: int) -> Token:
        return Token(kind, value, start_pos=start, end_pos=end)

    def _watch_brackets(self, token: Token) -> None:
        """Tells ``]1..5]`` from the end of a list, and bounds the nesting."""
        if token.type == "RSQB" and self._previous() not in _ENDS_A_VALUE | {"LSQB"}:
            token.type = "RANGE_OPEN"
        if token.type in {"LPAR", "LSQB", "_LBRACE"}:
            self.open += 1
            if self.open > MAX_NESTING:
                raise FeelSyntaxError(self.text, token.start_pos or 0, "nested too deeply", "嵌套过深")
        elif token.type in {"RPAR", "RSQB", "_RBRACE"}:
            self.open -= 1

    def _close_open_ranges(self) -> None:
        """A ``[`` behind which no value begins closes a range that leaves out its end: ``[1..5[``."""
        following = ""
        for token in reversed(self.found):
            if token.type == "LSQB" and following not in _BEGINS_A_VALUE | {"RSQB"}:
                token.type = "RANGE_CLOSE"
            following = token.type


_PLAIN_NAME = re.compile(f"[{_START}][{_PART}]*")
_NEXT_WORD = re.compile(rf"\s+([{_START}][{_PART}]*)")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, name.split())) + f"(?![{_PART}])")


@lru_cache(maxsize=256)
def _index(names: frozenset[str]) -> dict[str, list[re.Pattern[str]]]:
    """Known names that are more than one word, by their first word."""
    index: dict[str, list[re.Pattern[str]]] = {}
    for name in names:
        first = WORD.match(name)
        if first and first.end() < len(name):
            index.setdefault(first.group(), []).append(_pattern(name))
    return index


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([\"'\\nrt]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def unescaped(text: str, raw: str, start: int) -> str:
    """The characters that a string literal stands for; an unknown escape stands for itself, as in regular expressions."""
    if "\\" not in raw:
        return raw
    try:
        value = _ESCAPE.sub(_character, raw)
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except (ValueError, OverflowError):
        raise FeelSyntaxError(text, start, "no such character", "不存在这样的字符") from None


def _character(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    return chr(int(code, 16)) if code else _PLAIN.get(match.group(3), match.group(3))
