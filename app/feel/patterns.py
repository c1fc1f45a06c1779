"""Regular expressions that cannot run away.

Python's matcher tries one way after the other, so a pattern such as ``(a+)+`` can take for ever. Before a pattern is used, the
number of ways it may have to try on a text of this length is estimated from its structure; what is too much is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from app.feel.errors import FeelBudgetExceeded
from app.feel.run import Run
from app.feel.xpath import as_python

MAX_PATTERN = 1_000
MAX_WAYS = 50_000_000
WAYS_PER_STEP = 500
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.NOFLAG, "q": re.NOFLAG}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)

Items = list[tuple[Any, Any]]


def pattern_for(run: Run, pattern: str, flags: str | None, text: str) -> re.Pattern[str]:
    """The pattern, fit to be used on this text.

    Raises ValueError if it is none, FeelBudgetExceeded if it could take too long.
    """
    compiled, factors = _prepared(pattern, flags or "")
    ways = 1
    for factor in factors:
        ways *= min(factor, len(text) + 1)
        if ways > MAX_WAYS:
            raise FeelBudgetExceeded("the pattern could take too long", "该正则表达式可能耗时过长")
    run.spend(ways // WAYS_PER_STEP)
    return compiled


@lru_cache(maxsize=512)
def _prepared(pattern: str, flags: str) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """The compiled pattern and, for each choice it has, the number of ways; a large number means one for each character."""
    if len(pattern) > MAX_PATTERN or not set(flags) <= set(_FLAGS):
        raise ValueError("pattern")
    pattern = re.escape(pattern) if "q" in flags else as_python(pattern, flags)
    try:
        bits = sum(_FLAGS[flag] for flag in set(flags))
        tree = list(_parser.parse(pattern, bits))
        factors = _choices(_without_end(tree), inside=False) if tree else []
        return re.compile(pattern, bits), (*_starts(tree, bits), sre.MAXREPEAT, *factors)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError("pattern") from error


def _starts(items: Items, flags: int) -> list[int]:
    """A search tries every place of the text, unless the pattern is tied to its beginning."""
    tied = items and items[0] == (sre.AT, sre.AT_BEGINNING) and not flags & re.MULTILINE
    return [] if tied else [sre.MAXREPEAT]


def _without_end(items: Items) -> Items:
    """A repetition at the very end takes what it gets: nothing behind it can fail and send it back."""
    kind, detail = items[-1]
    return items[:-1] + _body(detail) if kind in _REPEATS and len(_body(detail)) == 1 else items


def _body(detail: Any) -> Items:
    return list(detail[2])


def _choices(items: Items, inside: bool) -> list[int]:
    """The ways of each choice in a sequence; ``inside``: of something repeated, where choices would multiply without end."""
    found: list[int] = []
    for place, (kind, detail) in enumerate(items):
        if kind in _REPEATS:
            found += _repeat_choices(detail, items[place + 1 :], inside)
        elif kind is sre.BRANCH:
            branches = [list(branch) for branch in detail[1]]
            if inside and not _tell_apart(branches):
                raise _too_many()
            found += [len(branches), *(way for branch in branches for way in _choices(branch, inside))]
        elif kind is sre.SUBPATTERN:
            found += _choices(list(detail[3]), inside)
        elif kind is sre.ATOMIC_GROUP:
            found += _choices(list(detail), inside)
    return found


def _repeat_choices(detail: Any, following: Items, inside: bool) -> list[int]:
    low, high, body = detail
    body_items = _flat(list(body))
    varies = low != high
    if varies and inside and not _ends_at(body_items, following):
        raise _too_many()
    separated = _separated(body_items)
    found = _choices(body_items, inside or (high > 1 and not separated))
    if not varies or (_ends_at(body_items, following) and not inside):
        return found
    return [*found, int(high - low) + 1 if high < sre.MAXREPEAT else sre.MAXREPEAT]


def _ends_at(body: Items, following: Items) -> bool:
    """Whether what follows the repeated character is none of its kind, so that there is only one place to stop."""
    if len(body) != 1 or not following:
        return False
    end = _first_literal(following)
    return end is not None and not _may_match(body[0], end)


def _separated(body: Items) -> bool:
    """Whether every round begins with a character that occurs nowhere else in it, as in ``(-[a-z]+)*``."""
    if len(body) < 2 or body[0][0] is not sre.LITERAL:
        return False
    return not any(_may_match(item, body[0][1]) for item in body[1:])


def _tell_apart(branches: list[Items]) -> bool:
    """Whether the first character says which branch it is."""
    firsts = [branch[0] if branch else (None, None) for branch in branches]
    return all(kind is sre.LITERAL for kind, _ in firsts) and len({code for _, code in firsts}) == len(firsts)


def _flat(items: Items) -> Items:
    """Without the brackets around a single group."""
    while len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        items = list(items[0][1][3])
    return items


def _first_literal(items: Items) -> int | None:
    kind, detail = items[0]
    if kind is sre.LITERAL:
        return detail
    if kind is sre.SUBPATTERN and detail[3]:
        return _first_literal(list(detail[3]))
    if kind in _REPEATS and detail[0] > 0:
        return _first_literal(list(detail[2]))
    return None


def _may_match(item: tuple[Any, Any], code: int) -> bool:
    """Whether the item could take this character; when in doubt, it could."""
    kind, detail = item
    same = {ord(c) for c in (chr(code).lower() + chr(code).upper())} | {code}
    if kind is sre.LITERAL:
        return detail in same
    if kind is sre.NOT_LITERAL:
        return bool(same - {detail})
    if kind is sre.AT:
        return False
    if kind in _REPEATS:
        return any(_may_match(inner, code) for inner in detail[2])
    if kind is sre.SUBPATTERN:
        return any(_may_match(inner, code) for inner in detail[3])
    if kind is sre.IN and detail[0][0] is not sre.NEGATE:
        return any(_in_set(member, other) for member in detail for other in same)
    return True


def _in_set(member: tuple[Any, Any], code: int) -> bool:
    kind, detail = member
    if kind is sre.LITERAL:
        return detail == code
    if kind is sre.RANGE:
        return detail[0] <= code <= detail[1]
    patterns = {sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_SPACE: r"\s"}
    return kind is not sre.CATEGORY or detail not in patterns or bool(re.match(patterns[detail], chr(code)))


def _too_many() -> FeelBudgetExceeded:
    return FeelBudgetExceeded("a repetition inside a repetition in the pattern", "正则表达式中重复内又有重复")
