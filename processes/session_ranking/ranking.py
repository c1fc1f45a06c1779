"""What valid scores say about one proposal before the table names its tier (D08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Standing:
    """How a proposal did."""

    mean: Decimal
    deviation: Decimal
    spread: Decimal
    valid_scores: Decimal
    refusals: Decimal


def standing(totals: Sequence[Decimal], recommendations: Sequence[str]) -> Standing:
    """Mean and spread of the valid scores; there must be at least one."""
    mean = sum(totals, Decimal(0)) / len(totals)
    variance = sum(((total - mean) ** 2 for total in totals), Decimal(0)) / len(totals)
    refusals = sum(1 for each in recommendations if each == "not_supported")
    return Standing(
        _cents(mean), _cents(variance.sqrt()), max(totals) - min(totals), Decimal(len(totals)), Decimal(refusals)
    )


def outcome_of(tier: str) -> str:
    """What a tier means for the award: proposed, reserve or not supported."""
    return "proposed" if tier in ("priority", "support") else tier


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
