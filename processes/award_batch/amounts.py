"""How much support a project may get: never more than the cap of article 17."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

FEN = Decimal("0.01")


def cap(total: Decimal, ratio_max: Decimal) -> Decimal:
    """The highest support for that input, rounded down to the fen."""
    return (total * ratio_max).quantize(FEN, ROUND_DOWN)


def proposed(entry: Mapping[str, Any], wish: Decimal | None, ratio_max: Decimal) -> dict[str, Any]:
    """The entry with the support that it may be proposed for, and whether the cap reduced it."""
    asked = entry["requested"] if wish is None else wish
    limit = cap(entry["total"], ratio_max)
    return dict(entry) | {
        "proposed": min(asked, limit),
        "capped": min(asked, limit) < entry["requested"] and entry["requested"] > limit,
        "ratio": entry["requested"] / entry["total"],
    }
