"""Which regular expressions a form may use: such as mean the same in the browser and here, and end in time."""

from __future__ import annotations

import re
import warnings
from re import _constants as names  # type: ignore[attr-defined]  # the only reader of a pattern's structure
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_LENGTH = 500
MAX_LOOPS = 3
_LOOPS = frozenset({names.MAX_REPEAT, names.MIN_REPEAT})
_PYTHON_ONLY = frozenset({names.POSSESSIVE_REPEAT, names.ATOMIC_GROUP})
_DIFFERENT = re.compile(r"\(\?P|\(\?[aiLmsux]|\\[AZ]|\(\?#")


def refusal(pattern: str) -> tuple[str, str] | None:
    """Why the pattern may not be used, in Chinese and English; None for a good one."""
    if len(pattern) > MAX_LENGTH:
        return "过长", "it is too long"
    if _DIFFERENT.search(pattern):
        return "浏览器与服务器的写法不同", "browsers and the server read it differently"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = parser.parse(pattern, re.ASCII)
    except (re.error, FutureWarning, DeprecationWarning, RecursionError, OverflowError) as error:
        return f"服务器无法编译（{error}）", f"the server cannot compile it ({error})"
    if sum(_loops(tree)) > MAX_LOOPS:
        return "重复过多，可能算得太久", "so many repetitions may take too long"
    return _trouble(tree, looping=False)


def _trouble(tree: Any, looping: bool) -> tuple[str, str] | None:
    for operation, argument in tree:
        if operation in _PYTHON_ONLY:
            return "浏览器与服务器的写法不同", "browsers and the server read it differently"
        if operation is names.GROUPREF:
            return "不允许反向引用", "back references are not allowed"
        if looping and (operation is names.BRANCH or (operation in _LOOPS and argument[0] != argument[1])):
            return "重复之中又有重复或分支，可能永远算不完", "a repetition or choice inside a repetition may never end"
        for inner in _inside(argument):
            trouble = _trouble(inner, looping or _is_loop(operation, argument))
            if trouble:
                return trouble
    return None


def _loops(tree: Any) -> list[bool]:
    """For every operation in the pattern, whether it repeats without a small bound."""
    return [
        answer for operation, argument in tree
        for answer in (_is_loop(operation, argument), *(found for inner in _inside(argument) for found in _loops(inner)))
    ]


def _is_loop(operation: Any, argument: Any) -> bool:
    return operation in _LOOPS and argument[0] != argument[1] and argument[1] > 20


def _inside(argument: Any) -> list[Any]:
    """The patterns within an operation's argument, however deep they are packed."""
    if isinstance(argument, parser.SubPattern):
        return [argument]
    if isinstance(argument, list | tuple):
        return [inner for item in argument for inner in _inside(item)]
    return []
