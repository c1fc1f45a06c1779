"""Who may read what, as data: kinds of data, kinds of readers, and one rule where they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NONE, READ, OWN, AGGREGATE = "none", "read", "own", "aggregate"
ASSIGNED, CONSENT = "assigned", "consent"
OPENED, OWN_OPENED = "opened", "own_opened"
RULES = {
    NONE: ("不可见", "no"),
    READ: ("可见", "yes"),
    OWN: ("本人、本单位或本地区的", "own"),
    AGGREGATE: ("仅汇总数", "aggregate only"),
    ASSIGNED: ("仅在分派的任务旁", "beside an assigned task only"),
    CONSENT: ("同意后", "after consent"),
    OPENED: ("到规定状态后", "after decision"),
    OWN_OPENED: ("到规定状态后，本单位的", "own, after decision"),
}


@dataclass(frozen=True)
class Reader:
    """The kind of reader that a role makes of somebody: for what is his own, and for everything else."""

    tied_to: str  # all | region | unit | person, as the role's scope
    own: str
    other: str


@dataclass(frozen=True)
class Matter:
    """A kind of data: where it lies in records, and who may read it.

    `records` names the fields by record type, none for the whole record. `opened` are the states from which the rules
    `opened` and `own_opened` let it be read, `consent` the field that says that whoever it is about has agreed. `via` is
    a field that names another record, and its type: whose that one is, his is this one too. `limits` are the only states
    in which a kind of reader reads a record at all, whatever his rule says. `variables` are the names, at any depth,
    under which process variables and drafts carry it.
    """

    zh: str
    en: str
    cells: Mapping[str, str]
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opened: Mapping[str, frozenset[str]] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    via: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)  # by kind of reader and record type
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Partners:
    """Units that take part in what belongs to another one, as records name them by their unified social credit code.

    For the kind of reader `reader` it is their own too. `units` is the list in which a type of record names them, `via`
    the field by which a record names the one that has such a list, and that one's type.
    """

    reader: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    via: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Visibility:
    """The matrix: kinds of readers with their words, what roles make of people, and kinds of data.

    `instances` says of processes which type of record their business key names: all of an instance is for whoever may
    read that record. `parts` says of processes in which type of record the answers end that somebody gives there: what
    was answered and attached there is for whoever may read all records of that type.
    """

    viewers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    readers: Mapping[str, Reader] = field(default_factory=dict)
    matters: Mapping[str, Matter] = field(default_factory=dict)
    instances: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    partners: Partners = field(default_factory=Partners)
