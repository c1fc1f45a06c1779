"""Which records and variables, and which of their fields, somebody may read: the programme's matrix against his grants.

Types of records that no kind of data covers as a whole are read by region and unit alone (see `app.access`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.access import Actor

COLUMNS = ("region", "unit", "owner")        # of a record, hidden with whom they tell of
Place = tuple[str | None, str | None]        # region and unit


@dataclass(frozen=True)
class Joining:
    """Where records name the units that take part, and the codes of somebody's units among which one has to be."""

    codes: frozenset[str]
    units: str = ""
    via: tuple[str, str, str] | None = None       # the field that names another record, its type and its list of units


@dataclass(frozen=True)
class Way:
    """One grant's way to records of a type: where it is tied to, and the rules for what lies inside and outside."""

    tied_to: str
    key: str
    inside: str
    outside: str
    states: frozenset[str] = frozenset()
    consent: str = ""
    via: tuple[str, str] | None = None
    limits: tuple[frozenset[str] | None, frozenset[str] | None] = (None, None)      # the only states, inside and outside
    joining: Joining | None = None


@dataclass(frozen=True)
class Reach:
    """How somebody gets at the records of a type: by these ways, or by his scope where no kind of data covers it."""

    who: Actor
    ways: tuple[Way, ...] | None = None
    hidden: tuple[tuple[tuple[Way, ...], tuple[str, ...]], ...] = field(default=())
    joining: Joining | None = None

    @property
    def via(self) -> frozenset[tuple[str, str]]:
        """Fields that name another record whose place counts too."""
        every = (*(self.ways or ()), *(way for ways, _ in self.hidden for way in ways))
        return frozenset(way.via for way in every if way.via)


def reach(matrix: Any, who: Actor, kind: str) -> Reach:
    """How somebody gets at the records of a type."""
    whole, hidden = None, []
    for matter in matrix.matters.values():
        fields = matter.records.get(kind)
        if fields is None:
            continue
        ways = tuple(_ways(matrix, matter, who, kind))
        if fields:
            hidden.append((ways, fields))
        else:
            whole = ways if whole is None else tuple(way for way in whole if way in ways)
    return Reach(who, whole, tuple(hidden), _joining(matrix, who, kind))


def _joining(matrix: Any, who: Actor, kind: str, unit: str | None = None) -> Joining | None:
    """How his units, or one of them, take part in records of a type, by roles that make a partner of him."""
    told = matrix.partners
    places = {place.partition(":")[2] for role, _, place in (grant.partition("@") for grant in who.grants) if _is_partner(matrix, role)}
    codes = frozenset(code for each, code in who.codes.items() if each in places and unit in (None, each))
    if not codes or not (kind in told.units or kind in told.via):
        return None
    via = (*told.via[kind], told.units[told.via[kind][1]]) if kind in told.via else None
    return Joining(codes, told.units.get(kind, ""), via)


def _is_partner(matrix: Any, role: str) -> bool:
    reader = matrix.readers.get(role)
    return reader is not None and reader.own == matrix.partners.reader


def _ways(matrix: Any, matter: Any, who: Actor, kind: str) -> Iterator[Way]:
    for grant in sorted(who.grants):
        role, _, place = grant.partition("@")
        tied_to, _, key = place.partition(":")
        reader = matrix.readers.get(role)
        if reader is not None and reader.tied_to == tied_to:
            yield Way(
                tied_to, key, matter.cells[reader.own], matter.cells[reader.other],
                matter.opened.get(kind, frozenset()), matter.consent.get(kind, ""), matter.via.get(kind),
                (matter.limits.get(reader.own, {}).get(kind), matter.limits.get(reader.other, {}).get(kind)),
                _joining(matrix, who, kind, key) if tied_to == "unit" and _is_partner(matrix, role) else None,
            )


def is_barred(reached: Reach) -> bool:
    """Whether no record of the type is for him, wherever it lies and however it stands."""
    return reached.ways is not None and all({way.inside, way.outside} == {"none"} for way in reached.ways)


def reads_every(reached: Reach) -> bool:
    """Whether all records of the type are for him."""
    return reached.ways is None or any(way.inside == way.outside == "read" and way.limits == (None, None) for way in reached.ways)


def seen(
    reached: Reach, row: Mapping[str, Any], homes: Mapping[str, Place] = {}, *, beside: bool = False, joined: frozenset[str] = frozenset(),
) -> dict[str, Any] | None:
    """The record without what is not for him; None when nothing of it is.

    `homes` are the places of the records that the fields of `via` name, `joined` the codes of the units that take part. Whoever has the record `beside` his task may
    read what is for those to whom it is assigned.
    """
    scope = reached.who.scope
    if reached.ways is None:
        if not beside and not joined and not scope.covers(row["region"], row["unit"]):
            return None
    elif not any(_opens(way, row, homes, beside, joined) for way in reached.ways):
        return None
    gone = {name for ways, names in reached.hidden if not any(_opens(way, row, homes, beside, joined) for way in ways) for name in names}
    return {
        **row, **{name: None for name in COLUMNS if name in gone and name in row},
        "data": {name: value for name, value in row["data"].items() if name not in gone},
    }


def given(matrix: Any, who: Actor, place: Place, values: Mapping[str, Any]) -> dict[str, Any]:
    """Variables, and answers that somebody has typed, of an instance of that place, without what is not for whoever has a task there.

    No state of a record opens anything here, and nothing is his own because it tells of him: what the matrix does not open at
    once stays closed.
    """
    row = {"region": place[0], "unit": place[1], "key": "", "state": "", "data": {}}
    closed = frozenset(
        name for matter in matrix.matters.values()
        if not any(_opens(way, row, {}, True, frozenset()) for way in _ways(matrix, matter, who, "")) for name in matter.variables
    )
    return {name: _without(value, closed) for name, value in values.items() if name not in closed}


def _without(value: Any, closed: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(each, closed) for name, each in value.items() if name not in closed}
    return [_without(each, closed) for each in value] if isinstance(value, list) else value


def _opens(way: Way, row: Mapping[str, Any], homes: Mapping[str, Place], beside: bool, joined: frozenset[str]) -> bool:
    inside = lies_inside(way, row, homes) or (way.joining is not None and not way.joining.codes.isdisjoint(joined))
    rule, limit = (way.inside, way.limits[0]) if inside else (way.outside, way.limits[1])
    return (limit is None or row["state"] in limit) and {
        "read": True, "own": inside, "opened": row["state"] in way.states,
        "own_opened": inside and row["state"] in way.states,
        "consent": inside and bool(way.consent) and bool(row["data"].get(way.consent)), "assigned": beside,
    }.get(rule, False)


def lies_inside(way: Way, row: Mapping[str, Any], homes: Mapping[str, Place]) -> bool:
    """Whether a record is of the place that a grant is tied to; what belongs nowhere is for the staff of every region."""
    places = [(row["region"], row["unit"])]
    if way.via and way.via[0] in homes:
        places.append(homes[way.via[0]])
    if way.tied_to == "region":
        return any(region == way.key or (region is None and unit is None) for region, unit in places)
    if way.tied_to == "unit":
        return any(unit == way.key for _, unit in places)
    return way.tied_to == "all" or way.key in (row["key"], row["data"].get("expert"))
