"""What people type into search boxes, as SQL patterns."""

from __future__ import annotations


def like(words: str) -> str:
    """A pattern that finds the words anywhere; their own % and _ mean themselves."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
