"""Regular expressions as XPath writes them (XPath and XQuery Functions 3.1, 5.6.1), put into Python's words.

What XPath does not know, Python must not read: look-around, ``\\b``, possessive repeats, references inside sets.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

Ranges = tuple[tuple[int, int], ...]
_BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F), "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF), "Cyrillic": (0x400, 0x4FF), "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF), "GeneralPunctuation": (0x2000, 0x206F), "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7A3), "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_PLAIN_ESCAPES = set("nrt\\|.?*+(){}-[]^$")
_SETS = {"s": r"\s", "S": r"\S", "d": r"\d", "D": r"\D", "w": r"\w", "W": r"\W"}
_NAME_START: Ranges = ((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xEFFFF))
_NAME_PART: Ranges = ((0x2D, 0x2E), (0x30, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xB7, 0xB7), (0xC0, 0xEFFFF))
_REPEAT = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")


def as_python(pattern: str, flags: str) -> str:
    """The pattern in Python's words. Raises ValueError if it is none of XPath's."""
    return _Translator(pattern, flags).all()


class _Translator:
    def __init__(self, pattern: str, flags: str) -> None:
        self.text = pattern
        self.flags = flags
        self.at = 0
        self.opened = 0
        self.open: list[int] = []
        self.closed: set[int] = set()

    def all(self) -> str:
        found = []
        while self.at < len(self.text):
            found.append(self._next())
        return "".join(found)

    def _next(self) -> str:
        character = self.text[self.at]
        if "x" in self.flags and character in " \t\n\r":
            self.at += 1
            return ""
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._set()
        if character in "*+?{":
            return self._repeat()
        self.at += 1
        if character == "(":
            return self._open()
        if character == ")" and self.open:
            self.closed.add(self.open.pop())
        if character in "]}":
            raise ValueError("bracket")
        return r"\Z" if character == "$" and "m" not in self.flags else r"\#" if character == "#" else character

    def _open(self) -> str:
        if self.text.startswith("?:", self.at):
            self.at += 2
            self.open.append(0)
            return "(?:"
        if self.text.startswith("?", self.at):
            raise ValueError("group")
        self.opened += 1
        self.open.append(self.opened)
        return "("

    def _repeat(self) -> str:
        match = _REPEAT.match(self.text, self.at)
        if match is None:
            raise ValueError("repeat")
        self.at = match.end()
        lazy = self.text[self.at : self.at + 1] == "?"
        self.at += lazy
        if self.text[self.at : self.at + 1] in ("*", "+", "?", "{"):
            raise ValueError("repeat of a repeat")
        return match.group() + "?" * lazy

    def _escape(self) -> str:
        kind = self.text[self.at + 1 : self.at + 2]
        if kind.isdecimal() and kind.isascii():
            return self._reference()
        outside = self._shorthand()
        if outside is None:
            self.at += 2
            return "\\" + kind
        return outside if outside in _SETS.values() else self._alone(f"[{outside}]")

    def _alone(self, members: str) -> str:
        """Classes of characters are as they are, whatever the flag i says of letters."""
        return f"(?-i:{members})" if "i" in self.flags else members

    def _shorthand(self) -> str | None:
        """The members of an escape that stands for many characters; None for one that stands for itself."""
        kind = self.text[self.at + 1 : self.at + 2]
        if kind in _SETS:
            self.at += 2
            return _SETS[kind]
        if kind and kind in "iIcC":
            self.at += 2
            ranges = _NAME_START if kind in "iI" else _NAME_PART
            return _written(ranges if kind.islower() else _others(ranges))
        if kind and kind in "pP":
            return self._property(kind == "P")
        if kind not in _PLAIN_ESCAPES:
            raise ValueError("escape")
        return None

    def _property(self, negated: bool) -> str:
        match = re.compile(r"\{(Is)?([A-Za-z0-9-]+)\}").match(self.text, self.at + 2)
        if match is None:
            raise ValueError("property")
        self.at = match.end()
        if match[1]:
            if match[2] not in _BLOCKS:
                raise ValueError("block")
            ranges: Ranges = (_BLOCKS[match[2]],)
        else:
            ranges = _category(match[2])
        return _written(_others(ranges) if negated else ranges)

    def _reference(self) -> str:
        """To a group that has been closed; further digits stand for themselves where there are not so many groups."""
        digits = re.compile(r"\d+", re.ASCII).match(self.text, self.at + 1)
        number = digits.group() if digits else ""
        while len(number) > 1 and int(number) > self.opened:
            number = number[:-1]
        if int(number) not in self.closed:
            raise ValueError("reference")
        self.at += 1 + len(number)
        return f"(?:\\{number})"

    def _set(self) -> str:
        """``[a-z-[aeiou]]``: a set, perhaps less another one."""
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        members: list[str] = []
        while not self.text.startswith("]", self.at) or not members:
            if self.text.startswith("-[", self.at) and members:
                self.at += 1
                less = self._set()
                if not self.text.startswith("]", self.at):
                    raise ValueError("set")
                self.at += 1
                return f"(?:(?!{less})[{'^' * negated}{''.join(members)}])"
            members.append(self._member())
        self.at += 1
        return f"[{'^' * negated}{''.join(members)}]"

    def _member(self) -> str:
        character = self.text[self.at : self.at + 1]
        if character in ("", "[", "]"):
            raise ValueError("set")
        if character != "\\":
            self.at += 1
            return "\\" + character if character in "^&~|" else character
        many = self._shorthand()
        if many is not None:
            return many
        self.at += 2
        return "\\" + self.text[self.at - 1]


def _written(ranges: Ranges) -> str:
    """As members of a set."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _others(ranges: Ranges) -> Ranges:
    """All other characters."""
    starts = (0, *(last + 1 for _, last in ranges))
    ends = (*(first - 1 for first, _ in ranges), sys.maxunicode)
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start <= end)


@cache
def _category(name: str) -> Ranges:
    """The characters of a general category such as L or Lu. Raises ValueError if there is none."""
    joined: list[tuple[int, int]] = []
    for category, first, last in _runs():
        if not category.startswith(name):
            continue
        if joined and joined[-1][1] == first - 1:
            first = joined.pop()[0]
        joined.append((first, last))
    if not joined:
        raise ValueError("category")
    return tuple(joined)


@cache
def _runs() -> list[tuple[str, int, int]]:
    """Categories of all characters, neighbours of one category together."""
    found: list[tuple[str, int, int]] = []
    begun, current = 0, unicodedata.category("\0")
    for code in range(1, sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category != current:
            found.append((current, begun, code - 1))
            begun, current = code, category
    return [*found, (current, begun, sys.maxunicode)]
