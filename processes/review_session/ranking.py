"""From scores to a ranking (D08): mean, spread, tier and rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from processes.kit import Parameter

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Standing:
    """How a proposal did."""

    mean: Decimal
    deviation: Decimal
    spread: Decimal
    valid_scores: Decimal
    tier: str  # priority | support | reserve | not_supported
    discuss: bool


def standing(
    totals: Sequence[Decimal], recommendations: Sequence[str], parameters: Mapping[str, Parameter]
) -> Standing:
    """What valid scores say about one proposal; there must be at least one."""
    mean = sum(totals, Decimal(0)) / len(totals)
    variance = sum(((total - mean) ** 2 for total in totals), Decimal(0)) / len(totals)
    spread = max(totals) - min(totals)
    refusals = sum(1 for each in recommendations if each == "not_supported")
    tier = "not_supported" if refusals * 2 > len(totals) else tier_of(_cents(mean), parameters)
    return Standing(
        _cents(mean),
        _cents(variance.sqrt()),
        spread,
        Decimal(len(totals)),
        tier,
        discuss=spread > parameters["score_spread_max"].value,
    )


def tier_of(mean: Decimal, parameters: Mapping[str, Parameter]) -> str:
    """The tier of a mean."""
    limits = {
        "priority": parameters["tier_priority"],
        "support": parameters["tier_support"],
        "reserve": parameters["tier_reserve"],
    }
    return next((tier for tier, least in limits.items() if mean >= least.value), "not_supported")


def outcome_of(tier: str) -> str:
    """What a tier means for the award: proposed, reserve or not supported."""
    return "proposed" if tier in ("priority", "support") else tier


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
