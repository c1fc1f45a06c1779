"""The programme's data files: JSON that is deployed like drawings, and what process code sees of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class DataField:
    """One value of an entry; its kind is text, number, whole, year, day, flag, choice, key or by_region."""

    name: str
    zh: str
    en: str
    kind: str = "text"
    required: bool = True
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class DataFile:
    """A deployed file of entries by key, each with these fields.

    Expressions name its entries in `function("key")`, handlers in `ports.<port>["key"]`.
    """

    name: str
    path: str
    zh: str
    en: str
    fields: tuple[DataField, ...]
    function: str = ""
    port: str = ""
    needed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key -> modules that ask for it


@dataclass(frozen=True)
class Parameter:
    """One number of the rules, with where it comes from and of which year that source is."""

    value: Decimal
    unit: str
    zh: str
    en: str
    basis: str
    year: int
    default: bool = False  # nothing in the sources fixes it
    id: str = ""
    group: str = ""
    regions: Mapping[str, Decimal] = field(default_factory=dict)

    def value_in(self, region: str | None) -> Decimal:
        """The value that holds in a region."""
        return self.regions.get(region or "", self.value)


@dataclass(frozen=True)
class Region:
    """A region, its authority, and whether its units count among the regions that a project needs."""

    zh: str
    en: str
    authority_zh: str
    authority_en: str
    counts: bool


@dataclass(frozen=True)
class RuleSet:
    """A regulation and the days on which something new may begin under it, both included."""

    zh: str
    en: str
    valid_from: date
    valid_to: date
    successor: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class Programme:
    """The programme's data as of one deployment: an instance sees those of its own for ever."""

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    rule_sets: Mapping[str, RuleSet] = field(default_factory=dict)

    @property
    def counting(self) -> frozenset[str]:
        """The regions that count for the rule of several regions (article 13)."""
        return frozenset(code for code, region in self.regions.items() if region.counts)

    @property
    def authorities(self) -> list[str]:
        """The regions whose authorities decide together, in the order of the file."""
        return [code for code, region in self.regions.items() if region.counts]


@dataclass(frozen=True)
class Release:
    """How what designers publish is signed before it counts: the process that gathers the signatures, and when it must."""

    process: str
    series: str
    needed: Callable[[Programme], bool]
