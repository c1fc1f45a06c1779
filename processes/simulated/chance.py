"""Chance that looks random and is the same in every run: drawn from the seed and from what it is about, never from the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Chance:
    """All chance of one simulated programme."""

    seed: int

    def below(self, most: int, *about: object) -> int:
        """A number from 0 up to but without `most`."""
        text = "/".join(map(str, (self.seed, *about)))
        return int.from_bytes(sha256(text.encode()).digest()[:6], "big") % most

    def happens(self, percent: float, *about: object) -> bool:
        """Whether something of that probability happens."""
        return self.below(10_000, *about) < percent * 100

    def one(self, options: Sequence[T], *about: object) -> T:
        """One of several, each as likely as the others."""
        return options[self.below(len(options), *about)]

    def weighted(self, options: Mapping[T, int], *about: object) -> T:
        """One of several by their weights."""
        place = self.below(sum(options.values()), *about)
        for option, weight in options.items():
            place -= weight
            if place < 0:
                return option
        raise AssertionError("the weights add up to more")
