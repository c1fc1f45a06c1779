"""What everybody may read without signing in, as data: which records, in which states, and which of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Withheld:
    """What is not public whatever its state: what `source` names a record of a type for, if its field has such a value."""

    source: str
    type: str
    field: str
    values: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """One public field: its name outside, where it comes from, and its kind.

    `source` is a column (`title`, `state`, `region`, `unit`, `created_at`) or the name of a value of the record's data.
    Kinds are text, number, money, date, moment, choice, state, region, unit and list; of a list only `parts` are taken,
    and no entry that is `withheld`. `told` puts a value that may be told in the place of each that there is.
    """

    name: str
    source: str
    zh: str
    en: str
    kind: str = "text"
    parts: tuple[tuple[str, str, str], ...] = ()
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    withheld: Withheld | None = None


@dataclass(frozen=True)
class Collection:
    """A public list: records of a type in these states.

    `classes` are the fields it is counted by, `amount` the field that is summed up, `year` the field that dates it.
    """

    name: str
    type: str
    states: frozenset[str]
    zh: str
    en: str
    fields: tuple[Shown, ...]
    choose_by: str = ""
    classes: tuple[str, ...] = ()
    amount: str = ""
    year: str = ""
    unlisted: frozenset[str] = frozenset()  # fields that are counted by, and neither shown nor exported
    withheld: tuple[Withheld, ...] = ()
    only: Withheld | None = None  # nothing but what would be withheld by this


@dataclass(frozen=True)
class Objection:
    """How somebody objects to what a public notice lists: the process that begins, and its answers' names."""

    collection: str
    process: str
    open_state: str
    until: str
    subjects: str
    notice: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    yes: str = "yes"
    no: str = "no"


@dataclass(frozen=True)
class Opening:
    """Everything that is public."""

    collections: tuple[Collection, ...] = ()
    objection: Objection | None = None
    licence: tuple[str, str] = ("", "")
