"""What of the support a project's input carries (article 17): exact in fen, never rounded up."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

FEN = Decimal("0.01")
FOUR_PLACES = Decimal("0.0001")


def carried(support: Decimal | None, total: Decimal | None, share: Decimal) -> Decimal | None:
    """The support, but no more than that share of the input."""
    if support is None or total is None:
        return support
    return min(support, (total * share).quantize(FEN, ROUND_DOWN))


def ratio(support: Decimal | None, total: Decimal | None) -> Decimal | None:
    """Support as a share of input, four places, for showing."""
    return (support / total).quantize(FOUR_PLACES, ROUND_DOWN) if support is not None and total else None
