"""The built-in functions of DMN 1.5 (10.3.4) and our own for working days."""

from app.feel.builtins import (
    booleans,
    contexts,
    conversion,
    dates,
    lists,
    numbers,
    ranges,
    sorting,
    statistics,
    strings,
    working_days,
)
from app.feel.builtins.registry import BUILTINS, Builtin, builtin

__all__ = [
    "BUILTINS", "Builtin", "booleans", "builtin", "contexts", "conversion", "dates", "lists", "numbers", "ranges",
    "sorting", "statistics", "strings", "working_days",
]
