"""Texts (DMN 1.5, 10.3.4.3). Places count from 1, and from the end if negative."""

from __future__ import annotations

import re
from decimal import Decimal

from app.feel.builtins.registry import builtin
from app.feel.patterns import pattern_for
from app.feel.run import Run
from app.feel.values import Value


@builtin("substring(string: string, start position: number, length?: number)")
def _substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    """So many characters from a place on."""
    if start == 0 or (length is not None and length < 1):
        return None
    begin = int(start) - 1 if start > 0 else max(len(text) + int(start), 0)
    return text[begin:] if length is None else text[begin : begin + int(length)]


@builtin("string length(string: string)")
def _string_length(text: str) -> Decimal:
    """How many characters there are."""
    return Decimal(len(text))


@builtin("upper case(string: string)")
def _upper_case(text: str) -> str:
    """In capitals."""
    return text.upper()


@builtin("lower case(string: string)")
def _lower_case(text: str) -> str:
    """In small letters."""
    return text.lower()


@builtin("substring before(string: string, match: string)")
def _substring_before(text: str, match: str) -> str:
    """What stands before the match; nothing if it does not occur."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def _substring_after(text: str, match: str) -> str:
    """What stands behind the match; nothing if it does not occur."""
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def _contains(text: str, match: str) -> bool:
    """Whether the match occurs."""
    return match in text


@builtin("starts with(string: string, match: string)")
def _starts_with(text: str, match: str) -> bool:
    """Whether it begins with the match."""
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def _ends_with(text: str, match: str) -> bool:
    """Whether it ends with the match."""
    return text.endswith(match)


@builtin("string join(list: list, delimiter?: string|null)", takes_run=True)
def _string_join(run: Run, values: list[Value], delimiter: str | None = None) -> str | None:
    """The texts one after the other, with the delimiter between them; null elements are left out."""
    texts = [value for value in values if value is not None]
    if any(type(text) is not str for text in texts):
        return None
    run.spend_text(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)


@builtin("matches(input: string, pattern: string, flags?: string|null)", takes_run=True)
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the regular expression (as in XPath) is found in the text."""
    return pattern_for(run, pattern, flags, text).search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string|null)", takes_run=True)
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """Every match of the regular expression replaced; $1 stands for the first group."""
    compiled = pattern_for(run, pattern, flags, text)
    if compiled.search(""):
        return None
    parts = [replacement] if "q" in (flags or "") else _replacement(replacement, compiled.groups)
    pieces: list[str] = []
    end = 0
    for match in compiled.finditer(text):
        run.spend_text(len(pieces) + 32)
        pieces += [text[end : match.start()], *((match[p] or "") if isinstance(p, int) else p for p in parts)]
        end = match.end()
        run.spend_text(sum(map(len, pieces[-len(parts):])))
    return "".join([*pieces, text[end:]])


@builtin("split(string: string, delimiter: string)", takes_run=True)
def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """The text cut at every match of the regular expression."""
    compiled = pattern_for(run, delimiter, None, text)
    if compiled.search(""):
        return None
    pieces: list[str] = []
    end = 0
    for match in compiled.finditer(text):
        run.spend(1)
        pieces.append(text[end : match.start()])
        end = match.end()
    return [*pieces, text[end:]]


@builtin("extract(input: string, pattern: string, flags?: string|null)", takes_run=True)
def _extract(run: Run, text: str, pattern: str, flags: str | None = None) -> list[str]:
    """All the matches of the regular expression."""
    matches = []
    for match in pattern_for(run, pattern, flags, text).finditer(text):
        run.spend(1)
        matches.append(match.group())
    return matches


def _replacement(text: str, groups: int) -> list[str | int]:
    """Texts and numbers of groups. Raises ValueError for a stray $ or backslash."""
    parts: list[str | int] = []
    for match in re.finditer(r"\$(\d)|\\([\\$])|([^\\$]+)|(.)", text, re.DOTALL):
        if match[4]:
            raise ValueError("stray character")
        if match[1]:
            parts += [int(match[1])] if int(match[1]) <= groups else []
        else:
            parts.append(match[2] or match[3])
    return parts
